// Rows that link things as a network (Cytoscape.js, https://js.cytoscape.org/); the table is its
// alternative.

import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";

import { onTheme, refuseStyle, theme, token } from "../lib/theme";
import { make } from "./dom";
import { columns, isThing, type Cell, type Namespaces, type Table } from "./terms";
import { say } from "./words";

cytoscape.use(fcose);

const MOST_LINKS = 600;
const LARGEST = 1.3;

// Links that all show their relation at once; of more, only those of the thing that is chosen.
const MOST_WORDS = 16;

interface Link {
  from: Cell;
  to: Cell;
  words: string;
}

/** A network of rows: of triples, subjects and objects; of others, two columns of things. */
export function drawNetwork(table: Table, namespaces: Namespaces, signal: AbortSignal): HTMLElement {
  const isGraph = table.variables.join() === "subject,predicate,object";
  const things = columns(table, isThing);
  const ends = isGraph ? [0, 2] : [things[0] ?? 0, things.length === 3 ? (things[2] ?? 0) : (things[1] ?? 0)];
  const relation = isGraph || things.length === 3 ? things[1] : undefined;
  const links = table.rows.slice(0, MOST_LINKS).flatMap((row): Link[] => {
    const [from, to] = ends.map((at) => row[at]);
    if (!isThing(from) || to === undefined) return [];
    return [{ from, to, words: relation === undefined ? "" : namespaces.label(row[relation]) }];
  });
  // What all links say is said once, below.
  const relations = new Set(links.map(({ words }) => words));
  const shared = relations.size === 1 ? [...relations].join("") : "";
  const nodes = new Map(links.flatMap(({ from, to }) => [from, to]).map((term) => [key(term), term]));

  const frame = make("div", { class: "network", role: "img", tabindex: 0,
    "aria-label": `${say("network_of", { nodes: nodes.size, links: links.length })}. ${say("chart_table")}` });
  const chosen = make("p", { class: "details chosen", role: "status" },
    make("span", {}, say("network_of", { nodes: nodes.size, links: links.length })),
    shared ? make("span", {}, shared) : null);
  let drawn: cytoscape.Core | null = null;
  const by = (factor: number) => () =>
    drawn?.zoom({ level: drawn.zoom() * factor, renderedPosition: { x: frame.clientWidth / 2, y: frame.clientHeight / 2 } });
  const button = (words: string, sign: string, act: () => void): HTMLElement =>
    make("button", { type: "button", class: "button quiet small", "aria-label": words, title: words, onclick: act }, sign);
  const buttons = make("div", { class: "zoom" }, button(say("network_more"), "+", by(1.4)),
    button(say("network_less"), "−", by(1 / 1.4)), button(say("network_fit"), "⤢", () => drawn?.fit(undefined, 30)));

  const draw = (): void => {
    drawn?.destroy();
    drawn = drawInto(frame, nodes, links, namespaces);
    if (!shared && links.length <= MOST_WORDS) drawn.edges().addClass("near");
    drawn.on("tap", "node", (event) => {
      drawn?.edges().removeClass("near");
      event.target.connectedEdges().addClass("near");
      const term = nodes.get(event.target.id() as string);
      if (term === undefined) return;
      const address = namespaces.address(term.value);
      chosen.replaceChildren(address ? make("a", { href: address }, namespaces.label(term)) : term.value);
    });
  };
  requestAnimationFrame(draw);
  onTheme(draw, signal);
  signal.addEventListener("abort", () => drawn?.destroy());
  const cut = table.rows.length > MOST_LINKS
    ? make("p", { class: "details" }, say("chart_cut", { number: MOST_LINKS, total: table.rows.length }))
    : null;
  return make("div", { class: "drawing" }, frame, buttons, chosen, cut);
}

const key = (term: Cell): string => `${term?.type} ${term?.value}`;

function drawInto(frame: HTMLElement, nodes: Map<string, Cell>, links: Link[], namespaces: Namespaces): cytoscape.Core {
  refuseStyle();
  const { ink, faint, edge, raised, kinds } = theme();
  const short = (words: string): string => (words.length > 40 ? `${words.slice(0, 39)}…` : words);
  const drawn = cytoscape({
    container: frame,
    elements: {
      nodes: [...nodes].map(([id, term]) => ({
        data: {
          id,
          label: short(namespaces.label(term)),
          colour: kinds[namespaces.kind(term?.value ?? "")] ?? faint,
          shape: isThing(term) ? "ellipse" : "round-rectangle",
        },
      })),
      edges: links.map(({ from, to, words }) => ({ data: { source: key(from), target: key(to), words } })),
    },
    layout: { name: "fcose", animate: false, randomize: true, nodeSeparation: 150, nodeRepulsion: () => 14_000, idealEdgeLength: () => 110 } as cytoscape.LayoutOptions,
    minZoom: 0.1,
    maxZoom: 4,
    style: [
      { selector: "node", style: {
        label: "data(label)", "background-color": "data(colour)", shape: "data(shape)" as "ellipse", width: 16, height: 16,
        color: ink, "font-family": token("sans"), "font-size": 11, "text-valign": "bottom", "text-margin-y": 4,
        "text-wrap": "wrap", "text-max-width": "120px", "text-background-color": raised, "text-background-opacity": 0.85,
        "min-zoomed-font-size": 7 } },
      { selector: "edge", style: {
        width: 1.2, "line-color": edge, "line-opacity": 0.7, "target-arrow-color": faint, "target-arrow-shape": "triangle",
        "arrow-scale": 0.7, "curve-style": "bezier", "font-size": 10, color: faint,
        "font-family": token("sans"), "text-rotation": "autorotate", "text-background-color": raised,
        "text-background-opacity": 0.85 } },
      { selector: "edge.near", style: { label: "data(words)", "line-color": ink, "z-index": 9 } },
      { selector: "node:selected", style: { "border-width": 3, "border-color": ink } },
    ],
  });
  // Few things are not drawn larger than words are read.
  if (drawn.zoom() > LARGEST) drawn.zoom(LARGEST).center();
  return drawn;
}
