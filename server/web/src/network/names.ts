// The names of things, of links and of years, over the drawing: always of the size of the page's own
// type however near the drawing is, each only where no name that goes before it stands.
import type { Canvas } from "./canvas";
import { sizeOf } from "./layouts";
import type { Theme } from "../lib/theme";

const MOST_LETTERS = 34;

export interface Word {
  text: string;
  x: number;
  y: number;
  size: number;
  weight: number;
  colour: string;
}

export interface Spot {
  name: string;
  x: number;
  y: number;
  /** Half the height of its mark, in pixels. */
  reach: number;
  degree: number;
  rank: number;
  isFaint: boolean;
}

/** Boxes that are taken, found by the squares that they touch. */
class Room {
  private readonly squares = new Map<string, [number, number, number, number][]>();

  /** Whether a box was free; then it is taken. */
  take(x1: number, y1: number, x2: number, y2: number): boolean {
    const touched: string[] = [];
    for (let x = Math.floor(x1 / 80); x <= Math.floor(x2 / 80); x++) {
      for (let y = Math.floor(y1 / 80); y <= Math.floor(y2 / 80); y++) touched.push(`${x} ${y}`);
    }
    const isTaken = touched.some((square) =>
      this.squares.get(square)?.some(([a, b, c, d]) => a < x2 && c > x1 && b < y2 && d > y1),
    );
    if (isTaken) return false;
    for (const square of touched) {
      const boxes = this.squares.get(square) ?? [];
      boxes.push([x1, y1, x2, y2]);
      this.squares.set(square, boxes);
    }
    return true;
  }
}

const widths = new Map<string, number>();

/** The words that have room: those of the first rank first, and what links bear last. */
export function placed(
  spots: Spot[], onLinks: Word[], ctx: CanvasRenderingContext2D, colours: Theme, within: { w: number; h: number },
): Word[] {
  const room = new Room();
  const words: Word[] = [];
  const take = (word: Word): void => {
    const half = measure(ctx, word.text, font(word.size, word.weight)) / 2;
    // What stands in view near a border has its whole name in view.
    const isSeen = word.x >= 0 && word.x <= within.w;
    const x = isSeen ? Math.max(half + 4, Math.min(word.x, within.w - half - 4)) : word.x;
    if (room.take(x - half - 3, word.y - word.size, x + half + 3, word.y + 4)) words.push({ ...word, x });
  };
  spots.sort((a, b) => a.rank - b.rank || b.degree - a.degree);
  for (const spot of spots) {
    if (spot.x < -60 || spot.y < -40 || spot.x > within.w + 60 || spot.y > within.h + 40) continue;
    const isMain = spot.degree > 12 || spot.rank === 0;
    const size = isMain ? 15 : 13;
    take({
      text: short(spot.name, isMain ? 56 : MOST_LETTERS),
      x: spot.x,
      y: spot.y + spot.reach + size * 0.95,
      size,
      weight: isMain ? 600 : 400,
      colour: colours.ink,
    });
  }
  onLinks.forEach(take);
  return words;
}

/** Writes words with a rim in the colour of the ground, so that no line crosses them out. */
export function write(ctx: CanvasRenderingContext2D, words: Word[], ground: string): void {
  ctx.textAlign = "center";
  ctx.lineJoin = "round";
  ctx.strokeStyle = ground;
  ctx.lineWidth = 3.5;
  for (const word of words) {
    ctx.font = font(word.size, word.weight);
    ctx.strokeText(word.text, word.x, word.y);
    ctx.fillStyle = word.colour;
    ctx.fillText(word.text, word.x, word.y);
  }
}

export function short(name: string, most = MOST_LETTERS): string {
  return name.length > most ? `${name.slice(0, most - 1).trimEnd()}…` : name;
}

export const FACE = '"Source Sans 3", system-ui, sans-serif';

function font(size: number, weight: number): string {
  return `${weight} ${size}px ${FACE}`;
}

function measure(ctx: CanvasRenderingContext2D, text: string, face: string): number {
  const key = `${face} ${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    ctx.font = face;
    width = ctx.measureText(text).width;
    widths.set(key, width);
  }
  return width;
}

/** Where things stand on the screen, for their names. */
export function spotsOf(canvas: Canvas, hovered: string): Spot[] {
  const { core, drawing } = canvas;
  const zoom = core.zoom();
  const pan = core.pan();
  const hasChosen = core.nodes(".chosen").nonempty();
  return core.nodes().map((node) => {
    const thing = drawing.things[node.data("at") as number];
    const { x, y } = node.position();
    const degree = thing?.degree ?? 0;
    const isChosen = node.hasClass("chosen") || node.id() === hovered;
    const isNear = node.hasClass("near");
    return {
      name: thing?.name ?? "",
      x: x * zoom + pan.x,
      y: y * zoom + pan.y,
      reach: (sizeOf(degree) / 2) * zoom,
      degree,
      rank: isChosen ? 0 : isNear ? 1 : 2,
      isFaint: hasChosen && !isChosen && !isNear,
    };
  });
}

/** Draws the names again each time the drawing is. */
export class Names {
  private readonly ctx: CanvasRenderingContext2D;
  private hovered = "";
  years: { x: number; words: string }[] = [];

  constructor(private readonly surface: HTMLCanvasElement, private readonly canvas: Canvas) {
    const ctx = surface.getContext("2d");
    if (!ctx) throw new Error("This browser draws nothing.");
    this.ctx = ctx;
    canvas.core.on("render", () => this.draw());
    canvas.core.on("mouseover", "node", (event) => this.hover((event.target as { id(): string }).id()));
    canvas.core.on("mouseout", "node", () => this.hover(""));
  }

  private hover(key: string): void {
    this.hovered = key;
    this.draw();
  }

  private draw(): void {
    const { ctx, surface, canvas } = this;
    const { core, colours } = canvas;
    const [w, h, ratio] = [core.width(), core.height(), window.devicePixelRatio];
    if (surface.width !== Math.round(w * ratio) || surface.height !== Math.round(h * ratio)) {
      surface.width = Math.round(w * ratio);
      surface.height = Math.round(h * ratio);
    }
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.clearRect(0, 0, w, h);
    this.drawYears(w, h);
    const spots = spotsOf(canvas, this.hovered);
    const hasFaint = spots.some((spot) => spot.isFaint);
    const shown = hasFaint ? spots.filter((spot) => !spot.isFaint) : spots;
    write(ctx, placed(shown, this.onLinks(), ctx, colours, { w, h }), colours.raised);
  }

  private drawYears(w: number, h: number): void {
    const { ctx, canvas } = this;
    const { core, colours } = canvas;
    for (const year of this.years) {
      const x = Math.round(year.x * core.zoom() + core.pan().x) + 0.5;
      if (x < 0 || x > w) continue;
      ctx.strokeStyle = colours.line;
      ctx.lineWidth = 1;
      ctx.beginPath();
      ctx.moveTo(x, 0);
      ctx.lineTo(x, h - 22);
      ctx.stroke();
      write(ctx, [{ text: year.words, x, y: h - 8, size: 13, weight: 600, colour: colours.faint }], colours.raised);
    }
  }

  /** What links the chosen thing with its neighbours, and how many facts a link stands for. */
  private onLinks(): Word[] {
    const { core, drawing, colours } = this.canvas;
    const near = core.edges(".near");
    const shown = near.nonempty() ? near : drawing.links.length <= 400 ? core.edges() : core.collection();
    if (shown.length > 400) return [];
    return shown.edges().toArray().flatMap((edge) => {
      const link = drawing.links[edge.data("at") as number];
      const [from, to] = [edge.source().renderedPosition(), edge.target().renderedPosition()];
      const length = Math.hypot(to.x - from.x, to.y - from.y);
      if (!link || length < 90) return [];
      const isTold = edge.hasClass("near") && near.length <= 24 && length > 110;
      const text = isTold ? short(link.relations.join(", "), 26) : link.facts > 1 ? `×${link.facts}` : "";
      const colour = isTold ? colours.ink : colours.faint;
      const point = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 + 4 };
      return text ? [{ text, ...point, size: 12, weight: 400, colour }] : [];
    });
  }
}
