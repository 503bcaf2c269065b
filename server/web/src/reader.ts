// The page on a document: choose a fact and its words light up, choose words and their facts appear.
// The address follows what is chosen; the server draws the same page for it.
import { copy, readyCopies } from "./lib/copy";
import { Facts, type Fact } from "./reader/facts";
import { Panel } from "./reader/panel";
import { span, Text, written, type Span } from "./reader/text";

const reading = document.getElementById("reading")!;
const side = document.getElementById("facts")!;
const text = new Text(document.getElementById("text")!);
const facts = new Facts(document.getElementById("fact-list")!);
const panel = new Panel();
const all = reading.dataset["all"] ?? location.pathname;

const plain = (words: string): string => words.replace(/\s+/g, " ").trim();

/** The address of the page with something chosen, in the language that it is in. */
function address(name: "fact" | "passage", value: string): string {
  const here = new URL(all, location.href);
  here.searchParams.delete("part");
  const language = here.searchParams.get("lang");
  here.search = new URLSearchParams({ [name]: value, ...(language ? { lang: language } : {}) }).toString();
  here.hash = "words";
  return here.href;
}

function record(where: string): void {
  if (where !== location.href) history.pushState(null, "", where);
}

function intoView(element: Element | undefined): void {
  element?.scrollIntoView({ block: "center", inline: "nearest" });
}

/** Brings a fact to sight in its column, where that scrolls by itself; the page stays where it is. */
function intoColumn(fact: Fact): void {
  const head = side.querySelector(".facts-head")!.getBoundingClientRect();
  const at = fact.element.getBoundingClientRect();
  const below = at.bottom - side.getBoundingClientRect().bottom;
  if (at.top < head.bottom) side.scrollTop -= head.bottom - at.top + 8;
  else if (below > 0) side.scrollTop += Math.min(below + 8, at.top - head.bottom);
}

function chooseFact(fact: Fact): void {
  if (fact.element.hidden) facts.show(() => true);
  facts.choose(fact);
  const first = text.light(fact.words, fact.ends);
  panel.show("fact", facts.seen.length);
  intoView(first);
  intoColumn(fact);
  panel.tell(plain(fact.element.querySelector(".says")!.textContent ?? ""));
}

/** Chooses words. `thing` is the number of what they are the name of. */
function choosePassage(passage: Span, thing: string | undefined): void {
  const words = plain(text.words(passage));
  facts.choose(undefined);
  text.light([passage]);
  const number = facts.show((fact) => fact.isOf(passage, thing));
  panel.show({ words, passage: written(passage), thing }, number);
  side.scrollTop = 0;
  panel.tell(`${words}: ${panel.facts(number)}`);
}

function chooseNothing(): void {
  facts.choose(undefined);
  text.light([]);
  const number = facts.show(() => true);
  panel.show("nothing", number);
  panel.tell(panel.facts(number));
}

/** Chooses the name that an element is part of, else its own words. */
function chooseMark(mark: HTMLElement): Span | undefined {
  const named = mark instanceof HTMLAnchorElement && new URL(mark.href).searchParams.get("passage");
  const passage = named ? span(named) : text.at(mark);
  if (passage) choosePassage(passage, mark.dataset["thing"]);
  return passage;
}

/** Shows what the address says; what is not on this page is asked of the server. */
function follow(): void {
  const asked = new URL(location.href).searchParams;
  const passage = span(asked.get("passage") ?? "");
  const fact = facts.all.find((one) => one.id === asked.get("fact"));
  const mark = passage && text.named(passage);
  if (fact) chooseFact(fact);
  else if (mark) chooseMark(mark);
  else if (passage && text.holds(passage)) choosePassage(passage, undefined);
  else if (passage || asked.has("fact")) location.reload();
  else chooseNothing();
}

reading.addEventListener("click", (event) => {
  const aside = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button;
  const clicked = event.target as Element;
  if (aside || text.selected()) return;
  const says = clicked.closest<HTMLElement>("a.says");
  const mark = clicked.closest<HTMLElement>("#text .mark, #text .told");
  if (says) {
    const fact = facts.all.find((one) => one.says === says)!;
    event.preventDefault();
    chooseFact(fact);
    record(address("fact", fact.id));
  } else if (mark) {
    const passage = chooseMark(mark);
    if (passage) {
      event.preventDefault();
      record(address("passage", written(passage)));
    }
  } else if (clicked.closest("#clear")) {
    event.preventDefault();
    clear();
  }
});

function clear(): void {
  const former = facts.current;
  chooseNothing();
  record(new URL(all, location.href).href);
  if (document.activeElement === document.body || document.activeElement?.id === "clear") {
    (former ?? facts.all[0])?.says.focus({ preventScroll: true });
  }
}

const STEPS: Readonly<Record<string, number>> = { n: 1, p: -1, ArrowDown: 1, ArrowUp: -1 };

// Letters count while the focus is within the reader: https://www.w3.org/TR/WCAG22/#character-key-shortcuts
reading.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = STEPS[event.key];
  const isInList = (event.target as Element).closest("#fact-list") !== null;
  const isField = event.target instanceof HTMLInputElement;
  if (step === undefined || isField || (event.key.startsWith("Arrow") && !isInList)) return;
  // Where none but the fact chosen is shown, the others come back to choose from.
  side.classList.remove("has-fact");
  if (facts.all.every((one) => one.element.hidden || one.isChosen)) facts.show(() => true);
  const fact = facts.beside(step);
  if (!fact) return;
  event.preventDefault();
  fact.says.focus({ preventScroll: true });
  chooseFact(fact);
  record(address("fact", fact.id));
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && side.classList.contains("has-choice")) clear();
});

reading.addEventListener("change", () => panel.tell(panel.facts(facts.seen.length)));
addEventListener("popstate", follow);

const offer = document.getElementById("copy-passage") as HTMLButtonElement;

function offerPassage(): void {
  const isOffered = text.selected() !== undefined;
  offer.hidden = !isOffered;
  if (!isOffered) return;
  const at = getSelection()!.getRangeAt(0).getBoundingClientRect();
  const left = Math.min(Math.max(at.left, 8), innerWidth - offer.offsetWidth - 8);
  offer.style.left = `${left}px`;
  offer.style.top = `${Math.min(at.bottom + 8, innerHeight - offer.offsetHeight - 8)}px`;
}

document.addEventListener("selectionchange", () => requestAnimationFrame(offerPassage));
addEventListener("scroll", offerPassage, { passive: true });
// A press would take the selection away before the click.
offer.addEventListener("pointerdown", (event) => event.preventDefault());
offer.addEventListener("click", () => {
  const passage = text.selected();
  if (!passage) return;
  const where = address("passage", written(passage));
  void copy(where, offer).then((isCopied) => (isCopied ? panel.tell(offer.textContent ?? "") : location.assign(where)));
});

const share = document.querySelector<HTMLButtonElement>("[data-copy-address]")!;
share.hidden = navigator.clipboard === undefined;
share.addEventListener("click", () => void copy(location.href, share));

readyCopies();
const chosen = facts.all.find((fact) => fact.isChosen);
if (chosen) {
  // An address that was shortened in a letter leads to the words too.
  if (!location.hash && scrollY === 0) intoView(document.getElementById("words") ?? undefined);
  intoColumn(chosen);
}
