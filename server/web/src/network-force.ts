// Arranges things by closeness, beside the page's own thread: a worker of its own (see force.ts).
import cytoscape from "cytoscape";
import fcose from "cytoscape-fcose";
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import type { Drawing, Point } from "./network/data";
import { sizeOf } from "./network/layouts";

cytoscape.use(fcose);

// Up to so many things fcose is quick, and arranges them best: of 2,000 with 5,000 links it needs 45
// seconds of a processor, where d3-force needs 3.
const MOST_BY_FCOSE = 500;

const TICKS = 220;

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

function byFcose({ things, links }: Drawing): Point[] {
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
  const options = {
    name: "fcose",
    animate: false,
    randomize: true,
    quality: "proof",
    nodeSeparation: 130,
    idealEdgeLength: 130,
    nodeRepulsion: 18_000,
    edgeElasticity: 0.3,
    gravity: 0.25,
    numIter: 3_000,
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

/** By d3-force, whose own chance is always the same; tells now and then how much of it is done. */
function byTicks({ things, links }: Drawing, tell: (done: number) => void): Point[] {
  const bodies: { radius: number; x?: number; y?: number }[] = things.map((thing) => ({ radius: sizeOf(thing.degree) / 2 }));
  const simulation = forceSimulation(bodies)
    .force("apart", forceManyBody().strength(-260).distanceMax(1_500))
    .force("together", forceLink(links.map(({ source, target }) => ({ source, target }))).distance(80))
    .force("across", forceX().strength(0.035))
    .force("down", forceY().strength(0.05))
    .force("clear", forceCollide<(typeof bodies)[number]>((body) => body.radius + 6))
    .alphaDecay(1 - 0.001 ** (1 / TICKS))
    .stop();
  for (let tick = 0; tick < TICKS; tick++) {
    simulation.tick();
    if (tick % 11 === 0) tell(tick / TICKS);
  }
  return bodies.map(({ x = 0, y = 0 }) => ({ x, y }));
}

self.onmessage = (message: MessageEvent<{ number: number; drawing: Drawing }>) => {
  const { number, drawing } = message.data;
  const places =
    drawing.things.length <= MOST_BY_FCOSE
      ? byFcose(drawing)
      : byTicks(drawing, (done) => self.postMessage({ number, done }));
  self.postMessage({ number, places });
};
