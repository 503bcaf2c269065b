// The column of the text: which elements hold which characters. Places count code points of the whole
// text, as everywhere in Sommet; a string of a browser counts UTF-16 units.

export interface Span {
  readonly start: number;
  readonly end: number;
}

const length = (words: string): number => [...words].length;

export const overlaps = (one: Span, other: Span): boolean =>
  one.start < other.end && other.start < one.end;

/** `368-372` as a span. */
export function span(written: string): Span | undefined {
  const found = /^(\d{1,9})-(\d{1,9})$/.exec(written);
  return found ? { start: Number(found[1]), end: Number(found[2]) } : undefined;
}

export const written = (one: Span): string => `${one.start}-${one.end}`;

export class Text {
  readonly #pieces: { element: HTMLElement; at: Span }[];
  readonly #start: number;

  constructor(readonly element: HTMLElement) {
    this.#start = Number(element.dataset["start"]);
    this.#pieces = [...element.querySelectorAll<HTMLElement>("[data-from]")].map((piece) => {
      const start = Number(piece.dataset["from"]);
      return { element: piece, at: { start, end: start + length(piece.textContent ?? "") } };
    });
  }

  /** Lights the words of some spans and no others, and tells the names of some things apart from the
   *  rest. Returns the first element that is lit. */
  light(spans: readonly Span[], things: readonly string[] = []): HTMLElement | undefined {
    let first: HTMLElement | undefined;
    for (const { element, at } of this.#pieces) {
      const isLit = spans.some((one) => overlaps(one, at));
      element.classList.toggle("lit", isLit);
      element.classList.toggle("is-end", isLit && things.includes(element.dataset["thing"] ?? ""));
      first ??= isLit ? element : undefined;
    }
    return first;
  }

  /** The place of a piece that was clicked on. */
  at(element: Element): Span | undefined {
    return this.#pieces.find((piece) => piece.element === element)?.at;
  }

  /** A link on the name that stands exactly there. */
  named(passage: Span): HTMLElement | null {
    return this.element.querySelector(`a[href*="passage=${written(passage)}#"], a[href*="passage=${written(passage)}&"]`);
  }

  /** Whether a passage begins in this part of the text. */
  holds(passage: Span): boolean {
    const end = this.#start + length(this.element.textContent ?? "");
    return this.#start <= passage.start && passage.start < end;
  }

  /** The words of a passage, without markup between them. */
  words(passage: Span): string {
    const nodes = document.createTreeWalker(this.element, NodeFilter.SHOW_TEXT);
    let at = this.#start;
    let found = "";
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      const characters = [...(node.textContent ?? "")];
      const [start, end] = [passage.start - at, passage.end - at].map((place) => Math.max(place, 0));
      if (!node.parentElement?.hidden) found += characters.slice(start, end).join("");
      at += characters.length;
    }
    return found;
  }

  /** The place of what is selected in the text, without white space at its ends. */
  selected(): Span | undefined {
    const selection = getSelection();
    if (!selection || selection.isCollapsed || selection.rangeCount === 0) return undefined;
    const range = selection.getRangeAt(0);
    if (!this.element.contains(range.commonAncestorContainer)) return undefined;
    const words = range.toString();
    if (!words.trim()) return undefined;
    const before = document.createRange();
    before.setStart(this.element, 0);
    before.setEnd(range.startContainer, range.startOffset);
    const lead = words.length - words.trimStart().length;
    const start = this.#start + length(before.toString()) + lead;
    return { start, end: start + length(words.trim()) };
  }
}
