// The colours of the page, read from its tokens, so that a drawing is light or dark as the page is.

export interface Theme {
  paper: string;
  raised: string;
  line: string;
  edge: string;
  ink: string;
  faint: string;
  accent: string;
  kinds: Record<string, string>;
}

const KINDS = ["person", "agent", "event", "instrument", "place", "post", "topic", "time", "situation"];

/** The value of a token of server/web/style/parts/tokens.css as it is now. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The colours as they are now. */
export function theme(): Theme {
  const kinds = Object.fromEntries(KINDS.map((kind) => [kind, token(kind)]));
  return {
    paper: token("paper"),
    raised: token("raised"),
    line: token("line"),
    edge: token("edge"),
    ink: token("ink"),
    faint: token("faint"),
    accent: token("accent"),
    kinds: { ...kinds, document: token("faint") },
  };
}

/** Calls back whenever the page turns from light to dark or back, until a signal if one is given. */
export function onTheme(changed: () => void, until?: AbortSignal): void {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed, until && { signal: until });
}

// The shapes of kinds within -1 and 1: a kind is told by its shape as well as by its colour. They are
// those of the legend (server/templates/_network_marks.html).
export const SHAPES: Record<string, number[]> = {
  person: [0, -0.95, 0.95, 0.8, -0.95, 0.8],
  event: [0, -1, 1, 0, 0, 1, -1, 0],
  instrument: [-0.8, -0.8, 0.8, -0.8, 0.8, 0.8, -0.8, 0.8],
  place: [0, -0.95, 0.95, -0.25, 0.6, 0.85, -0.6, 0.85, -0.95, -0.25],
  post: [-0.5, -0.87, 0.5, -0.87, 1, 0, 0.5, 0.87, -0.5, 0.87, -1, 0],
  topic: [-0.95, -0.8, 0.95, -0.8, 0, 0.95],
  document: [-0.65, -0.95, 0.65, -0.95, 0.65, 0.95, -0.65, 0.95],
  situation: [-0.4, -0.95, 0.4, -0.95, 0.95, -0.4, 0.95, 0.4, 0.4, 0.95, -0.4, 0.95, -0.95, 0.4, -0.95, -0.4],
  time: [-0.32, -0.95, 0.32, -0.95, 0.32, -0.32, 0.95, -0.32, 0.95, 0.32, 0.32, 0.32, 0.32, 0.95, -0.32, 0.95, -0.32, 0.32, -0.95, 0.32, -0.95, -0.32, -0.32, -0.32],
};

// How the line of a mode is drawn: its dashes, in pixels, and its width.
export const LINES: Record<string, { dashes: number[]; width: number }> = {
  asserted: { dashes: [], width: 1.6 },
  planned: { dashes: [8, 5], width: 1.6 },
  reported: { dashes: [1.5, 4], width: 1.9 },
  inferred: { dashes: [], width: 0.8 },
  constructed: { dashes: [], width: 1.6 },
};

const OWN_STYLE = "__________cytoscape_stylesheet";

/**
 * Keeps Cytoscape.js from adding a style to the page, which our Content-Security-Policy forbids and
 * which our own styles have: it adds none where there is an element of this name.
 */
export function refuseStyle(): void {
  if (document.getElementById(OWN_STYLE)) return;
  document.head.append(Object.assign(document.createElement("meta"), { id: OWN_STYLE }));
}
