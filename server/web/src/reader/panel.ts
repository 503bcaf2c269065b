// What stands above the facts: the words that are chosen, what they name, and the ways on.

const part = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;

export interface Words {
  readonly words: string;
  readonly passage: string;
  readonly thing: string | undefined;
}

export class Panel {
  readonly #side = part("facts");
  readonly #choice = part("choice");
  readonly #words = part("choice-words");
  readonly #page = part<HTMLAnchorElement>("choice-page");
  readonly #told = part("told");

  /** Shows that words are chosen, or a fact, or nothing, and how many facts there are now. */
  show(chosen: Words | "fact" | "nothing", facts: number): void {
    const words = typeof chosen === "object" ? chosen : undefined;
    this.#side.classList.toggle("has-choice", chosen !== "nothing");
    this.#side.classList.toggle("has-fact", chosen === "fact");
    this.#choice.hidden = chosen === "nothing";
    part("hint").hidden = chosen !== "nothing";
    this.#words.hidden = this.#page.hidden = words === undefined;
    part("facts-count").textContent = String(facts);
    if (words) this.#tell(words, facts);
  }

  #tell({ words, passage, thing }: Words, facts: number): void {
    this.#words.querySelector(".chosen-words mark")!.textContent = words;
    this.#words.querySelector<HTMLElement>(".chosen-none")!.hidden = facts > 0;
    const named = thing && document.querySelector(`.named-things [data-thing="${thing}"]`);
    const copies = named ? [named.cloneNode(true) as HTMLElement] : [];
    for (const copy of copies) {
      copy.querySelector(".class")?.classList.remove("unseen");
      copy.querySelector(".count")?.remove();
    }
    this.#words.querySelector(".chosen-things")!.replaceChildren(...copies);
    const language = new URL(location.href).searchParams.get("lang");
    const text = this.#page.dataset["text"] ?? "";
    this.#page.href = `${text}/${passage}${language ? `?lang=${language}` : ""}`;
  }

  /** Says something to who does not see the page. */
  tell(words: string): void {
    this.#told.textContent = words;
  }

  /** So many facts, in words. */
  facts(number: number): string {
    const { one, many } = this.#told.dataset;
    const isOne = number === 1 || (number === 0 && document.documentElement.lang === "fr");
    return `${number} ${isOne ? one : many}`;
  }
}
