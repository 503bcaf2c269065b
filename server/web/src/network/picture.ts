// The drawing as a picture with its title and where it comes from: SVG by this small writer, and PNG of
// twice the size drawn from the same.
import type { Canvas } from "./canvas";
import type { Point } from "./data";
import { FACE, placed, spotsOf, type Spot, type Word } from "./names";
import { LINES, SHAPES } from "../lib/theme";

export interface Caption {
  title: string;
  /** What is shown, one line: filters, release, address. */
  source: string[];
  /** The kinds of things that are shown, in words. */
  legend: { kind: string; words: string }[];
}

const WIDTH = 1600;
const MARGIN = 60;

interface Picture {
  svg: string;
  width: number;
  height: number;
}

/** The whole drawing, whatever of it is on the screen, in SVG (https://www.w3.org/TR/SVG2/). */
export function svgOf(canvas: Canvas, caption: Caption): Picture {
  const { core, drawing, colours } = canvas;
  const box = core.elements().boundingBox({});
  const scale = Math.min((WIDTH - 2 * MARGIN) / Math.max(box.w, 1), 1_800 / Math.max(box.h, 1), 2);
  const top = 90;
  const bottom = 80 + caption.source.length * 20;
  const height = Math.round(box.h * scale + 2 * MARGIN + top + bottom);
  const left = (WIDTH - box.w * scale) / 2 - box.x1 * scale;
  const above = top + MARGIN - box.y1 * scale;
  const at = ({ x, y }: { x: number; y: number }) => ({ x: x * scale + left, y: y * scale + above });

  const lines = core.edges().map((edge) => {
    const [from, to] = [at(edge.source().position()), at(edge.target().position())];
    const link = drawing.links[edge.data("at") as number];
    const { dashes, width } = LINES[link?.mode ?? ""] ?? { dashes: [], width: 1.6 };
    const dashed = dashes.length ? ` stroke-dasharray="${dashes.join(" ")}"` : "";
    const colour = colours.kinds[edge.data("kind") as string] ?? colours.faint;
    const line = `<path d="M${round(from.x)} ${round(from.y)}L${round(to.x)} ${round(to.y)}" stroke="${colour}" stroke-width="${width}"${dashed}/>`;
    const reach = ((edge.target().data("size") as number) * scale) / 2;
    return link?.way === "to" ? line + arrow(from, to, reach, colour) : line;
  });
  const marks = core.nodes().map((node) => {
    const { x, y } = at(node.position());
    const half = ((node.data("size") as number) * scale) / 2;
    const kind = node.data("kind") as string;
    const colour = colours.kinds[kind] ?? colours.faint;
    return shape(kind, x, y, half, colour);
  });
  const ctx = document.createElement("canvas").getContext("2d");
  const spots = spotsOf(canvas, "").map((spot, place): Spot => {
    const node = core.nodes()[place];
    const point = node ? at(node.position()) : { x: 0, y: 0 };
    const reach = node ? ((node.data("size") as number) * scale) / 2 : 0;
    return { ...spot, ...point, reach, rank: 2, isFaint: false };
  });
  const words = ctx ? placed(spots, [], ctx, colours, { w: WIDTH, h: height }) : [];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="${escaped(FACE)}">
<title>${escaped(caption.title)}</title>
<rect width="100%" height="100%" fill="${colours.raised}"/>
<g fill="none" opacity="0.55">${lines.join("")}</g>
<g stroke="${colours.raised}" stroke-width="1.5">${marks.join("")}</g>
<g text-anchor="middle" stroke="${colours.raised}" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">${words.map(written).join("")}</g>
<text x="${MARGIN}" y="64" font-size="30" font-weight="600" font-family="Georgia, serif" fill="${colours.ink}">${escaped(caption.title)}</text>
<g font-size="15" fill="${colours.ink}">${legend(caption, height - bottom + 8, canvas)}</g>
<g font-size="15" fill="${colours.faint}">${caption.source.map((text, place) => `<text x="${MARGIN}" y="${height - bottom + 52 + place * 20}">${escaped(text)}</text>`).join("")}</g>
</svg>
`;
  return { svg, width: WIDTH, height };
}

function shape(kind: string, x: number, y: number, half: number, colour: string): string {
  const points = SHAPES[kind];
  if (!points) return `<circle cx="${round(x)}" cy="${round(y)}" r="${round(half)}" fill="${colour}"/>`;
  const corners = points.map((point, place) => round(point * half + (place % 2 ? y : x)));
  return `<polygon points="${corners.join(" ")}" fill="${colour}"/>`;
}

/** The head of an arrow, whose tip touches the mark of the target. */
function arrow(from: Point, to: Point, reach: number, colour: string): string {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  if (length < reach + 12) return "";
  const [x, y] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const tip = { x: to.x - x * (reach + 1), y: to.y - y * (reach + 1) };
  const corners = [tip.x, tip.y, tip.x - 9 * x + 4 * y, tip.y - 9 * y - 4 * x, tip.x - 9 * x - 4 * y, tip.y - 9 * y + 4 * x];
  return `<polygon points="${corners.map(round).join(" ")}" fill="${colour}"/>`;
}

function legend(caption: Caption, y: number, canvas: Canvas): string {
  const { kinds, faint } = canvas.colours;
  let x = MARGIN;
  return caption.legend
    .map(({ kind, words }) => {
      const made = `${shape(kind, x + 6, y + 15, 6, kinds[kind] ?? faint)}<text x="${x + 20}" y="${y + 20}">${escaped(words)}</text>`;
      x += 48 + words.length * 8;
      return made;
    })
    .join("");
}

/** The same in PNG, with twice as many pixels each way. */
export async function pngOf(picture: Picture): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(picture.svg)}`;
  await image.decode();
  const surface = document.createElement("canvas");
  surface.width = picture.width * 2;
  surface.height = picture.height * 2;
  surface.getContext("2d")?.drawImage(image, 0, 0, surface.width, surface.height);
  return new Promise((done, failed) => {
    surface.toBlob((made) => (made ? done(made) : failed(new Error("The picture is too large."))), "image/png");
  });
}

/** Gives the visitor a file. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The browser has taken it up by the time that anything else runs; it needs it no longer.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function written(word: Word): string {
  return `<text x="${round(word.x)}" y="${round(word.y)}" font-size="${word.size}" font-weight="${word.weight}" fill="${word.colour}">${escaped(word.text)}</text>`;
}

function round(number: number): number {
  return Math.round(number * 10) / 10;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
