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
