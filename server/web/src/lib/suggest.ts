// What the service suggests while someone types: /suggest, told in server/docs/search.md.

export interface Words {
  readonly text: string;
  readonly language: string;
}

export interface Suggestion {
  readonly path: string;
  readonly kind: "entity" | "document";
  readonly how: "same" | "beginning" | "every" | "any";
  readonly label: Words;
  readonly matched: Words;
  readonly types: readonly { readonly label: string }[];
}

export interface Passage {
  readonly path: string;
  readonly language: string;
  readonly pieces: readonly { readonly text: string; readonly is_marked: boolean }[];
  readonly document: Words | null;
}

export interface Suggested {
  readonly suggestions: readonly Suggestion[];
  readonly passages: readonly Passage[];
}

const WAIT = 120; // milliseconds without a key before it is asked
const MOST_NAMES = 7;
const MOST_PASSAGES = 3;

export class Suggestions {
  readonly #address: string;
  readonly #language: string;
  #timer = 0;
  #asking: AbortController | undefined;

  constructor(address: string, language: string) {
    this.#address = address;
    this.#language = language;
  }

  /** Ask for a text once typing rests; only the answer to the last text asked for is told. */
  ask(text: string, tell: (found: Suggested) => void): void {
    this.forget();
    this.#timer = window.setTimeout(() => void this.#fetch(text, tell), WAIT);
  }

  /** No answer to an earlier text is told any more. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #fetch(text: string, tell: (found: Suggested) => void): Promise<void> {
    const asking = new AbortController();
    this.#asking = asking;
    const query = new URLSearchParams({
      q: text,
      lang: this.#language,
      limit: String(MOST_NAMES),
      passages: String(MOST_PASSAGES),
    });
    try {
      const answer = await fetch(`${this.#address}?${query.toString()}`, { signal: asking.signal });
      if (!answer.ok) return;
      const found = (await answer.json()) as Suggested;
      if (!asking.signal.aborted) tell(found);
    } catch {
      // Without suggestions the field still leads to the page of the search.
    }
  }
}
