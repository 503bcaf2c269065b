// Arranges things by closeness, beside the page's own thread: a worker of its own (see force.ts).
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import type { Drawing, Point } from "./network/data";
import { sizeOf } from "./network/layouts";

cytoscape.use(fcose);

// What is by chance in the algorithm is always the same chance, so that the same network gives the
// same picture (mulberry32, https://gist.github.com/tommyettinger/46a874533244883189143505d203312c).
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function arrange({ things, links }: Drawing): Point[] {
  Math.random = chances(things.length * 31 + links.length);
  const core = cytoscape({
    headless: true,
    styleEnabled: true,
    style: [{ selector: "node", style: { width: "data(size)", height: "data(size)" } }],
    elements: {
      nodes: things.map((thing, at) => ({ data: { id: String(at), size: sizeOf(thing.degree) } })),
      edges: links
        .filter((link) => link.source !== link.target)
        .map((link) => ({ data: { source: String(link.source), target: String(link.target) } })),
    },
  });
  const isLarge = things.length > 600;
  const options = {
    name: "fcose",
    animate: false,
    randomize: true,
    quality: isLarge ? "default" : "proof",
    nodeSeparation: 110,
    idealEdgeLength: isLarge ? 90 : 120,
    nodeRepulsion: isLarge ? 9_000 : 14_000,
    edgeElasticity: 0.35,
    gravity: 0.3,
    numIter: isLarge ? 1_200 : 3_000,
    packComponents: true,
    tile: true,
    tilingPaddingVertical: 40,
    tilingPaddingHorizontal: 90,
  };
  core.layout(options).run();
  const places = things.map((_, at) => ({ ...core.getElementById(String(at)).position() }));
  core.destroy();
  return places;
}

self.onmessage = (message: MessageEvent<{ number: number; drawing: Drawing }>) => {
  const { number, drawing } = message.data;
  self.postMessage({ number, places: arrange(drawing) });
};
