// The page of the network: draws it, and takes up what the visitor chooses without a new page. Every
// view is an address that the server knows too, so that Back undoes and any view can be sent on.
import { Canvas } from "./network/canvas";
import { addressOf, addressWith, fetched, networkOf, type Drawing, type Thing } from "./network/data";
import { Finder, folded } from "./network/finder";
import { Force } from "./network/force";
import { kinds, rings, timeline, type Arranged } from "./network/layouts";
import { Names } from "./network/names";
import { one, sift, swap, tendMenus } from "./network/page";
import { pngOf, save, svgOf } from "./network/picture";
import { onTheme } from "./lib/theme";

const root = one("#network");
const stage = one("[data-stage]");
const words = JSON.parse(root.dataset.words ?? "{}") as Record<string, string>;
const force = new Force(root.dataset.worker ?? "");
const SIMPLE: Record<string, (drawing: Drawing) => Arranged> = { rings, kinds, timeline };

let here = new URL(location.href);
let asked = new AbortController();
let canvas: Canvas | undefined;
let names: Names | undefined;

function progress(text: string): void {
  one("[data-progress]").textContent = text;
  stage.ariaBusy = String(Boolean(text));
}

function chosen(): string[] {
  return (here.searchParams.get("chosen") ?? "").split(",").filter(Boolean);
}

/** The canvas, made anew when a drawing is large that was not, since that is settled at the beginning. */
function canvasFor(drawing: Drawing): Canvas {
  const isLarge = Canvas.isLarge(drawing);
  if (canvas && Canvas.isLarge(canvas.drawing) === isLarge) return canvas;
  canvas?.core.destroy();
  const made = new Canvas(one("[data-canvas]"), isLarge);
  names = new Names(one<HTMLCanvasElement>("canvas[data-names]"), made);
  made.core.on("tap", (event) => tapped(event.target as Tapped));
  made.core.on("pinned", () => showPin());
  canvas = made;
  return made;
}

type Tapped = { isNode?(): boolean; isEdge?(): boolean; id(): string; source(): { id(): string }; target(): { id(): string } };

function tapped(target: Tapped): void {
  if (target.isNode?.()) choose(target.id());
  else if (target.isEdge?.()) choose(target.source().id(), target.target().id());
  else if (chosen().length) choose();
}

function choose(...keys: string[]): void {
  void visit(addressWith(here, { chosen: keys.join(",") }));
}

/** Fetches what the address asks for and draws it. */
async function draw(signal: AbortSignal): Promise<void> {
  progress(words.loading ?? "");
  const answer = await fetched(addressWith(here, { part: "drawing", chosen: "" }), "application/json", signal);
  const drawing = (await answer.json()) as Drawing;
  await arrange(drawing, signal, true);
  tellCut(drawing);
}

async function arrange(drawing: Drawing, signal: AbortSignal, isNew: boolean): Promise<void> {
  const made = canvasFor(drawing);
  const simple = SIMPLE[here.searchParams.get("layout") ?? ""];
  progress(simple || !drawing.things.length ? "" : (words.arranging ?? ""));
  const arranged = simple?.(drawing) ?? { places: await force.arrange(drawing, tellDone), years: [] };
  if (signal.aborted || !arranged.places) return;
  if (names) names.years = arranged.years;
  if (isNew) {
    made.show(drawing, arranged.places);
    made.core.resize();
    made.open();
  } else {
    made.move(arranged.places);
  }
  made.choose(chosen());
  progress("");
  root.dataset.drawn = String(drawing.things.length);
}

function tellDone(done: number): void {
  const part = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(done);
  progress(`${words.arranging} ${part}`);
}

function tellCut(drawing: Drawing): void {
  const { things, links, total } = drawing;
  const isCut = things.length < total.things || links.length < total.links;
  const number = new Intl.NumberFormat(document.documentElement.lang).format;
  one("[data-cut]").hidden = !isCut;
  one("[data-cut]").textContent = `${number(things.length)} / ${number(total.things)} ${words.drawn}. ${words.cut}`;
}

/** Goes to a view: only what differs from the one shown is asked for. */
async function visit(address: URL, isNew = true): Promise<void> {
  const former = here;
  here = address;
  asked.abort();
  asked = new AbortController();
  const { signal } = asked;
  if (isNew) history.pushState(null, "", address);
  const isSame = networkOf(former) === networkOf(address);
  const differs = (name: string): boolean => former.searchParams.get(name) !== address.searchParams.get(name);
  try {
    if (isSame && !["layout", "view", "sort", "page"].some(differs)) {
      await showPanel(signal);
      return;
    }
    const [page] = await Promise.all([
      fetched(address, "text/html", signal),
      isSame ? undefined : draw(signal),
    ]);
    swap(new DOMParser().parseFromString(await page.text(), "text/html"));
    one<HTMLSelectElement>("[data-layouts]").value = address.searchParams.get("layout") ?? "force";
    tendPanel();
    if (isSame && differs("layout") && canvas) await arrange(canvas.drawing, signal, false);
    if (differs("view")) refit();
    if (address.hash) document.getElementById(address.hash.slice(1))?.scrollIntoView();
  } catch (error) {
    // The server tells better what is wrong with an address than a script could.
    if (!signal.aborted) location.assign(address);
    if (!(error instanceof DOMException) && !signal.aborted) throw error;
  }
}

function refit(): void {
  canvas?.core.resize();
  canvas?.fit();
}

async function showPanel(signal: AbortSignal): Promise<void> {
  canvas?.choose(chosen());
  const answer = await fetched(addressWith(here, { part: "panel" }), "text/html", signal);
  const panel = one("[data-part=panel]");
  const hadFocus = panel.contains(document.activeElement);
  panel.innerHTML = await answer.text();
  panel.classList.toggle("is-chosen", chosen().length > 0);
  panel.scrollTop = 0;
  tendPanel();
  if (hadFocus) (panel.querySelector<HTMLElement>("#chosen") ?? panel).focus();
  const [first] = chosen();
  if (first && !canvas?.isInView(first)) canvas?.centre(first);
}

/** What only scripts do in the panel: pinning, and the way from one thing to another. */
function tendPanel(): void {
  const field = document.querySelector<HTMLInputElement>("[data-way]");
  const [from] = chosen();
  if (field && from) new Finder(field, () => canvas?.drawing.things ?? [], (thing) => showPath(from, thing));
  showPin();
}

function showPin(): void {
  const [key] = chosen();
  const button = document.querySelector("[data-pin]");
  if (key && button) button.ariaPressed = String(canvas?.core.getElementById(key).hasClass("pinned") ?? false);
}

function showPath(from: string, to: Thing): void {
  const keys = canvas?.path(from, to.id) ?? [];
  const named = new Map(canvas?.drawing.things.map((thing) => [thing.id, thing]));
  const steps = keys.slice(1).map((key, at) => {
    const former = keys[at] ?? "";
    const step = document.createElement("li");
    const link = document.createElement("a");
    link.href = addressWith(here, { chosen: `${former},${key}` }).href;
    link.textContent = `${named.get(former)?.name ?? ""} – ${named.get(key)?.name ?? ""}`;
    step.append(link);
    return step;
  });
  const list = one("[data-steps]");
  list.hidden = false;
  list.ariaLabel = words.path ?? "";
  if (steps.length) list.replaceChildren(...steps);
  else list.textContent = words.none ?? "";
  if (keys.length > 1) canvas?.trace(keys);
}

async function picture(format: string): Promise<void> {
  if (!canvas) return;
  const text = (selector: string): string => (document.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
  const filters = [...document.querySelectorAll("[data-part=chosen] [data-filter-of]")].map((chip) => {
    const copy = chip.cloneNode(true) as Element;
    copy.querySelector(".unseen")?.remove();
    return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
  });
  const source = [[...filters, text(".sum")].join(" · "), `Sommet, ${words.release} ${root.dataset.release}`, here.href];
  const shown = new Set(canvas.drawing.things.map((thing) => thing.kind));
  const legend = [...document.querySelectorAll<HTMLElement>(".legend [data-kind]")].flatMap((entry) => {
    const kind = entry.dataset.kind ?? "";
    return shown.has(kind) ? [{ kind, words: (entry.textContent ?? "").trim() }] : [];
  });
  const made = svgOf(canvas, { title: text("h1"), source, legend });
  const name = `sommet-${(root.dataset.release ?? "").slice(0, 8)}.${format}`;
  if (format === "png") save(await pngOf(made), name);
  else save(new Blob([made.svg], { type: "image/svg+xml" }), name);
}

function pressed(event: KeyboardEvent): void {
  if (event.key === "Escape" && chosen().length) {
    choose();
    one("[data-canvas]").focus({ preventScroll: true });
    return;
  }
  if (!(event.target as Element).closest("[data-canvas]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const moves: Record<string, { x: number; y: number }> = {
    ArrowLeft: { x: 60, y: 0 }, ArrowRight: { x: -60, y: 0 }, ArrowUp: { x: 0, y: 60 }, ArrowDown: { x: 0, y: -60 },
  };
  const move = moves[event.key];
  if (move) canvas?.core.panBy(move);
  else if (event.key === "+" || event.key === "=") canvas?.zoom(1.25);
  else if (event.key === "-") canvas?.zoom(0.8);
  else if (event.key === "0") canvas?.fit();
  else return;
  event.preventDefault();
}

function clicked(event: MouseEvent): void {
  const target = event.target as Element;
  const link = target.closest("a");
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
  if (link && isPlain && link.origin === location.origin && link.pathname === location.pathname) {
    event.preventDefault();
    void visit(new URL(link.href));
    return;
  }
  const zoom = target.closest<HTMLElement>("[data-zoom]")?.dataset.zoom;
  if (zoom === "fit") canvas?.fit();
  else if (zoom) canvas?.zoom(zoom === "in" ? 1.35 : 0.74);
  const format = target.closest<HTMLElement>("[data-picture]")?.dataset.picture;
  if (format) void picture(format);
  const [key] = chosen();
  if (target.closest("[data-pin]") && key && canvas) {
    const thing = canvas.core.getElementById(key);
    canvas.pin(thing, !thing.hasClass("pinned"));
  }
}

function filtered(form: HTMLFormElement): void {
  if (!form.reportValidity()) return;
  const address = addressOf(form);
  if (networkOf(address) !== networkOf(here)) void visit(address);
}

root.addEventListener("click", clicked);
root.addEventListener("keydown", pressed);
root.addEventListener("change", (event) => {
  const field = event.target as HTMLInputElement | HTMLSelectElement;
  if (field.matches("[data-layouts]")) {
    void visit(addressWith(here, { layout: field.value === "force" ? "" : field.value, page: "" }));
  } else if (field.form && field.name && field.form.matches(".filters")) filtered(field.form);
});
root.addEventListener("submit", (event) => {
  event.preventDefault();
  filtered(event.target as HTMLFormElement);
});
root.addEventListener("input", (event) => {
  const field = event.target as HTMLInputElement;
  const sheet = field.closest(".sheet");
  if (field.matches("[data-sift]") && sheet) sift(field.value, sheet, folded);
});
addEventListener("popstate", () => void visit(new URL(location.href), false));
onTheme(() => canvas?.recolour());
tendMenus(root);
tendPanel();
new Finder(one<HTMLInputElement>("[data-find]"), () => canvas?.drawing.things ?? [], (thing) => {
  choose(thing.id);
  canvas?.centre(thing.id);
});
new ResizeObserver(() => canvas?.core.resize()).observe(stage);
draw(asked.signal).catch((error: unknown) => {
  progress(words.failed ?? "");
  throw error;
});
