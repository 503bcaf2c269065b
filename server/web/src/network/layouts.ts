// Where things stand: in rings by their facts, in columns by kind, along time. All is decided by what
// is drawn and nothing by chance, so that the same address gives the same picture.
import type { Drawing, Link, Point, Thing } from "./data";

export interface Arranged {
  places: Point[];
  /** Where years begin, for an arrangement along time. */
  years: { x: number; words: string }[];
}

const KINDS = ["agent", "person", "event", "instrument", "place", "post", "topic", "situation", "time", "document", ""];

/** The size of the mark of a thing, in the units of the drawing. */
export function sizeOf(degree: number): number {
  return Math.round(Math.min(14 + 3.8 * Math.sqrt(degree), 68));
}

/** Rings around the thing with most facts; of a ring, kinds stand together. */
export function rings({ things }: Drawing): Arranged {
  const places: Point[] = new Array<Point>(things.length);
  const order = things.map((_, at) => at); // The server sends those with most facts first.
  let radius = 0;
  let from = 0;
  while (from < order.length) {
    const room = radius === 0 ? 1 : Math.max(Math.floor((2 * Math.PI * radius) / 46), 6);
    const ring = order.slice(from, from + room).sort((a, b) => byKind(things, a, b));
    ring.forEach((at, place) => {
      const angle = (2 * Math.PI * place) / ring.length - Math.PI / 2;
      places[at] = { x: radius * Math.cos(angle), y: radius * Math.sin(angle) };
    });
    from += ring.length;
    radius += 96;
  }
  return { places, years: [] };
}

/** One block of columns for each kind, those with most facts above. */
export function kinds({ things }: Drawing): Arranged {
  const places: Point[] = new Array<Point>(things.length);
  const tall = Math.max(12, Math.ceil(Math.sqrt(things.length * 2.4)));
  let x = 0;
  for (const kind of KINDS) {
    const own = things.flatMap((thing, at) => (thing.kind === kind ? [at] : []));
    own.forEach((at, place) => {
      places[at] = { x: x + Math.floor(place / tall) * 190, y: (place % tall) * 54 };
    });
    if (own.length) x += Math.ceil(own.length / tall) * 190 + 90;
  }
  return { places, years: [] };
}

/** From left to right by the first day that is known; what has none stands between what it is linked with. */
export function timeline({ things, links }: Drawing): Arranged {
  const near = neighbours(things, links);
  const own = things.map((thing, at) => dayOf(thing) ?? firstOf(near[at] ?? [], links));
  const days = things.map((_, at) => own[at] ?? between(near[at] ?? [], links, at, own));
  const known = days.filter((day) => day !== undefined);
  const [first, last] = [Math.min(...known), Math.max(...known)];
  const scale = Math.max(1_400, Math.sqrt(things.length) * 80) / Math.max(last - first, 1);
  const columns = new Map<number, number[]>();
  const order = things.map((_, at) => at).sort((a, b) => byKind(things, a, b));
  for (const at of order) {
    const day = days[at];
    const column = day === undefined ? -6 : Math.round(((day - first) * scale) / STEP);
    columns.set(column, [...(columns.get(column) ?? []), at]);
  }
  return stacked(things.length, columns, known.length ? yearsOf(first, last, scale) : []);
}

const STEP = 48;

/** Things above and below a line; a day of many takes several columns, and what follows moves on. */
function stacked(count: number, columns: Map<number, number[]>, years: Arranged["years"]): Arranged {
  const tall = Math.max(13, Math.ceil(Math.sqrt(count)));
  const places: Point[] = new Array<Point>(count);
  const moved: { from: number; by: number }[] = [];
  let by = 0;
  let free = -Infinity;
  for (const [column, members] of [...columns].sort(([a], [b]) => a - b)) {
    by = Math.max(by, free - column);
    moved.push({ from: column * STEP, by: by * STEP });
    const across = Math.ceil(members.length / tall);
    members.forEach((at, place) => {
      const row = Math.floor(place / across);
      const side = row % 2 ? 1 : -1;
      const x = (column + by + (place % across)) * STEP;
      // Names of neighbours stand at two heights.
      places[at] = { x, y: side * Math.ceil(row / 2) * 52 + ((column + place) % 2) * 18 };
    });
    free = column + by + across;
  }
  const shifted = (x: number): number => x + (moved.findLast(({ from }) => from <= x + STEP / 2)?.by ?? 0);
  return { places, years: years.map(({ x, words }) => ({ x: shifted(x), words })) };
}

function byKind(things: Thing[], a: number, b: number): number {
  return KINDS.indexOf(things[a]?.kind ?? "") - KINDS.indexOf(things[b]?.kind ?? "") || a - b;
}

/** The links of each thing, by their places in the list. */
export function neighbours(things: Thing[], links: Link[]): number[][] {
  const found: number[][] = things.map(() => []);
  links.forEach((link, at) => {
    found[link.source]?.push(at);
    if (link.target !== link.source) found[link.target]?.push(at);
  });
  return found;
}

const DAY = 86_400_000;

function dayOf(one: { begin: string; end: string }): number | undefined {
  const day = Date.parse(one.begin || one.end) / DAY;
  return Number.isNaN(day) ? undefined : day;
}

function firstOf(near: number[], links: Link[]): number | undefined {
  const found = near.flatMap((at) => {
    const link = links[at];
    const day = link && dayOf(link);
    return day === undefined ? [] : [day];
  });
  return found.length ? Math.min(...found) : undefined;
}

function between(near: number[], links: Link[], at: number, days: (number | undefined)[]): number | undefined {
  const found = near.flatMap((place) => {
    const link = links[place];
    const day = link && days[link.source === at ? link.target : link.source];
    return day === undefined ? [] : [day];
  });
  return found.length ? found.reduce((sum, day) => sum + day, 0) / found.length : undefined;
}

function yearsOf(first: number, last: number, scale: number): Arranged["years"] {
  const from = new Date(first * DAY).getUTCFullYear();
  const to = new Date(last * DAY).getUTCFullYear();
  const step = Math.max(1, Math.ceil((to - from) / 16));
  const found: Arranged["years"] = [];
  for (let year = from; year <= to + 1; year += step) {
    found.push({ x: (Date.UTC(year) / DAY - first) * scale, words: String(year) });
  }
  return found;
}
