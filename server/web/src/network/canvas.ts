// The drawing itself, by Cytoscape.js (https://js.cytoscape.org), whose labels names.ts draws.
import cytoscape, { type Core, type EdgeSingular, type NodeCollection, type NodeSingular, type StylesheetJson } from "cytoscape";
import type { Drawing, Point } from "./data";
import { sizeOf } from "./layouts";
import { LINES, refuseStyle, SHAPES, theme, type Theme } from "../lib/theme";

// Over so many links a drawing that is moved shows them again only when it stands still.
const MANY_LINKS = 1_500;

// Over so many things and links what is not chosen keeps its strength, since it takes long to fade.
const MANY = 1_200;

// From how near a thing on a telephone is more than a dot.
const LEGIBLE = 0.5;

const STILL = matchMedia("(prefers-reduced-motion: reduce)");

export class Canvas {
  readonly core: Core;
  colours: Theme = theme();
  drawing: Drawing = { things: [], links: [], total: { things: 0, links: 0, facts: 0 } };

  constructor(box: HTMLElement, private readonly isLarge: boolean) {
    refuseStyle();
    this.core = cytoscape({
      container: box,
      style: this.style(),
      minZoom: 0.04,
      maxZoom: 4,
      boxSelectionEnabled: false,
      hideEdgesOnViewport: isLarge,
      pixelRatio: isLarge ? 1 : "auto",
      autounselectify: true,
    });
    this.core.on("dragfree", "node", (event) => this.pin(event.target as NodeSingular, true));
  }

  static isLarge(drawing: Drawing): boolean {
    return drawing.links.length > MANY_LINKS;
  }

  /** Shows a drawing where it is told that things stand; what is pinned stays. */
  show(drawing: Drawing, places: Point[]): void {
    const pinned = new Map(this.core.nodes(".pinned").map((node) => [node.id(), { ...node.position() }]));
    this.drawing = drawing;
    this.core.batch(() => {
      this.core.elements().remove();
      this.core.add({
        nodes: drawing.things.map((thing, at) => ({
          data: { id: thing.id, at, kind: thing.kind, size: sizeOf(thing.degree) },
          position: pinned.get(thing.id) ?? { ...(places[at] ?? { x: 0, y: 0 }) },
          classes: pinned.has(thing.id) ? "pinned" : "",
        })),
        edges: drawing.links.map((link, at) => ({
          data: {
            id: `link ${at}`,
            at,
            source: drawing.things[link.source]?.id ?? "",
            target: drawing.things[link.target]?.id ?? "",
            kind: drawing.things[link.target]?.kind ?? "",
            width: (LINES[link.mode]?.width ?? 1.6) + Math.min(Math.log2(link.facts) * 0.7, 3),
          },
          classes: `${link.mode} ${link.way}`,
        })),
      });
    });
  }

  /** Moves things to where another arrangement has them. */
  move(places: Point[]): void {
    const isQuick = STILL.matches || this.drawing.things.length > 300;
    if (isQuick) {
      this.loose().positions((node) => places[this.placeOf(node)] ?? node.position());
      this.fit();
      return;
    }
    this.core.stop();
    this.loose()
      .layout({
        name: "preset",
        positions: (node) => places[this.placeOf(node as unknown as NodeSingular)] ?? { x: 0, y: 0 },
        animate: true,
        animationDuration: 450,
        fit: false,
        stop: () => this.fit(),
      })
      .run();
  }

  /** Takes the whole drawing into view; on a telephone, where that would be dust, what has most facts. */
  open(): void {
    this.fit();
    const [first] = this.drawing.things;
    if (first && this.core.width() < 500 && this.core.zoom() < LEGIBLE) {
      this.core.zoom(LEGIBLE);
      this.core.center(this.core.getElementById(first.id));
    }
  }

  /** Takes the whole drawing into view. */
  fit(): void {
    this.core.fit(this.core.elements(), this.core.width() < 500 ? 30 : 64);
    if (this.core.zoom() > 1.4) this.core.zoom({ level: 1.4, position: middle(this.core) });
  }

  /** Marks a thing, or the link between two, and what is next to it. */
  choose(keys: string[]): void {
    const { core } = this;
    core.batch(() => {
      core.elements(".chosen, .near, .far").removeClass("chosen near far");
      const things = core.collection().union(keys.map((key) => core.getElementById(key)).reduce(
        (all, one) => all.union(one), core.collection()));
      if (things.empty()) return;
      const links = keys.length > 1 ? things.edgesWith(things) : things.connectedEdges();
      const near = links.connectedNodes().difference(things);
      things.addClass("chosen");
      links.addClass("near");
      near.addClass("near");
      if (core.elements().length <= MANY) {
        core.elements().difference(things.union(links).union(near)).addClass("far");
      }
    });
  }

  /** Marks the way over some things. */
  trace(keys: string[]): void {
    this.choose([]);
    const things = keys.reduce((all, key) => all.union(this.core.getElementById(key)), this.core.collection());
    things.addClass("chosen");
    keys.slice(1).forEach((key, at) => {
      const former = this.core.getElementById(keys[at] ?? "");
      former.edgesWith(this.core.getElementById(key)).addClass("near");
    });
    this.core.animate({ fit: { eles: things, padding: 90 } }, { duration: STILL.matches ? 0 : 350 });
  }

  /** Brings a thing into the middle. */
  centre(key: string): void {
    const thing = this.core.getElementById(key);
    if (thing.empty()) return;
    const zoom = Math.max(this.core.zoom(), 0.9);
    this.core.animate({ center: { eles: thing }, zoom }, { duration: STILL.matches ? 0 : 300 });
  }

  /** Whether a thing is in view and clear of the borders; what is chosen by a list is brought there. */
  isInView(key: string): boolean {
    const thing = this.core.getElementById(key);
    if (thing.empty()) return true;
    const { x, y } = thing.renderedPosition();
    return x > 30 && y > 30 && x < this.core.width() - 30 && y < this.core.height() - 30;
  }

  zoom(by: number): void {
    this.core.zoom({ level: this.core.zoom() * by, position: middle(this.core) });
  }

  /** Holds a thing where it stands when the arrangement changes, or no longer. */
  pin(thing: NodeSingular, is: boolean): void {
    thing.toggleClass("pinned", is);
    this.core.emit("pinned");
  }

  /** The shortest way from a thing to another, as keys; none if there is no way. */
  path(from: string, to: string): string[] {
    const found = this.core.elements().aStar({
      root: this.core.getElementById(from),
      goal: this.core.getElementById(to),
    });
    return found.found ? found.path.nodes().map((node) => node.id()) : [];
  }

  /** Takes up the colours of the page. */
  recolour(): void {
    this.colours = theme();
    this.core.style(this.style());
  }

  /** The things that an arrangement may move. */
  private loose(): NodeCollection {
    return this.core.nodes().filter((node) => !node.hasClass("pinned"));
  }

  private placeOf(node: NodeSingular): number {
    return node.data("at") as number;
  }

  private style(): StylesheetJson {
    const { kinds, paper, ink, accent, faint } = this.colours;
    const of = (one: NodeSingular | EdgeSingular): string => kinds[one.data("kind") as string] ?? faint;
    const shapes = Object.entries(SHAPES).map(([kind, points]) => ({
      selector: `node[kind = "${kind}"]`,
      style: { shape: "polygon" as const, "shape-polygon-points": points },
    }));
    return [
      {
        selector: "node",
        style: {
          width: "data(size)",
          height: "data(size)",
          "background-color": of,
          "border-width": this.isLarge ? 0 : 1.5,
          "border-color": paper,
          "overlay-opacity": 0,
        },
      },
      ...shapes,
      {
        selector: "edge",
        style: {
          width: "data(width)",
          "line-color": of,
          "line-opacity": 0.42,
          // The quicker of the two, without arrows.
          "curve-style": this.isLarge ? "haystack" : "straight",
          "overlay-opacity": 0,
        },
      },
      {
        selector: "edge.to",
        style: { "target-arrow-shape": "triangle", "target-arrow-color": of, "arrow-scale": 0.75 },
      },
      { selector: "edge.planned", style: { "line-style": "dashed", "line-dash-pattern": LINES.planned?.dashes ?? [] } },
      { selector: "edge.reported", style: { "line-style": "dashed", "line-dash-pattern": LINES.reported?.dashes ?? [], "line-cap": "round" } },
      { selector: "edge.inferred", style: { "line-opacity": 0.55 } },
      { selector: "edge.near", style: { "line-opacity": 1, "z-index": 5 } },
      { selector: ".far", style: { opacity: 0.16 } },
      { selector: "node.pinned", style: { "border-color": ink, "border-width": 2, "border-style": "double" } },
      { selector: "node.chosen", style: { "border-color": accent, "border-width": 4, "z-index": 10 } },
    ] as StylesheetJson;
  }
}

function middle(core: Core): Point {
  const { x1, y1, w, h } = core.extent();
  return { x: x1 + w / 2, y: y1 + h / 2 };
}
