// The column of the facts.
import { overlaps, span, type Span } from "./text";

export class Fact {
  readonly id: string;
  readonly words: readonly Span[];
  readonly ends: readonly string[];
  readonly says: HTMLAnchorElement;

  constructor(readonly element: HTMLElement) {
    this.id = element.dataset["fact"] ?? "";
    this.words = (element.dataset["words"] ?? "").split(" ").flatMap((one) => span(one) ?? []);
    this.ends = (element.dataset["ends"] ?? "").split(" ");
    this.says = element.querySelector<HTMLAnchorElement>("a.says")!;
  }

  /** Whether it rests on some words and, if these are a thing's name, is about the thing. */
  isOf(passage: Span, thing: string | undefined): boolean {
    const rests = this.words.some((one) => overlaps(one, passage));
    return rests && (thing === undefined || this.ends.includes(thing));
  }

  choose(isChosen: boolean): void {
    this.element.classList.toggle("is-chosen", isChosen);
    this.element.querySelector<HTMLElement>(".more-of-it")!.hidden = !isChosen;
    if (isChosen) this.says.setAttribute("aria-current", "true");
    else this.says.removeAttribute("aria-current");
  }

  get isChosen(): boolean {
    return this.element.classList.contains("is-chosen");
  }

  get isSeen(): boolean {
    return this.element.getClientRects().length > 0;
  }
}

export class Facts {
  readonly all: readonly Fact[];

  constructor(list: HTMLElement) {
    this.all = [...list.querySelectorAll<HTMLElement>(".fact-card")].map((one) => new Fact(one));
  }

  get seen(): readonly Fact[] {
    return this.all.filter((fact) => fact.isSeen);
  }

  show(isShown: (fact: Fact) => boolean): number {
    for (const fact of this.all) fact.element.hidden = !isShown(fact);
    return this.all.filter((fact) => !fact.element.hidden).length;
  }

  choose(chosen: Fact | undefined): void {
    for (const fact of this.all) fact.choose(fact === chosen);
  }

  /** The fact on which the focus is, or which is chosen. */
  get current(): Fact | undefined {
    const focused = this.all.find((fact) => fact.element.contains(document.activeElement));
    return focused ?? this.all.find((fact) => fact.isChosen);
  }

  /** So many facts on from the current one, among those that are seen; first or last if none is. */
  beside(step: number): Fact | undefined {
    const { seen, current } = this;
    const at = current ? seen.indexOf(current) : -1;
    if (at < 0) return seen.at(step > 0 ? 0 : -1);
    return seen[Math.min(Math.max(at + step, 0), seen.length - 1)];
  }
}
