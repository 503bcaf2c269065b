// A field that completes the names of the things drawn
// (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/).
import type { Thing } from "./data";

const MOST = 8;

export class Finder {
  private readonly list = document.createElement("ul");
  private found: Thing[] = [];
  private active = -1;

  /**
   * @param things what can be found now
   * @param choose what happens with the one that is chosen
   */
  constructor(
    private readonly field: HTMLInputElement,
    private readonly things: () => Thing[],
    private readonly choose: (thing: Thing) => void,
  ) {
    this.list.id = `${field.id}-found`;
    this.list.className = "completions plain";
    this.list.role = "listbox";
    this.list.ariaLabel = field.placeholder;
    this.list.hidden = true;
    field.after(this.list);
    field.role = "combobox";
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-expanded", "false");
    field.addEventListener("input", () => this.look());
    field.addEventListener("keydown", (event) => this.press(event));
    field.addEventListener("blur", () => this.close());
    // Before the field loses its focus.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("[role=option]");
      const thing = this.found[option ? [...this.list.children].indexOf(option) : -1];
      if (thing) this.take(thing);
    });
  }

  private look(): void {
    const words = folded(this.field.value).split(" ").filter(Boolean);
    this.found = words.length
      ? this.things().filter((thing) => words.every((word) => folded(thing.name).includes(word))).slice(0, MOST)
      : [];
    this.active = this.found.length ? 0 : -1;
    this.list.replaceChildren(...this.found.map((thing, at) => this.option(thing, at)));
    this.list.hidden = !this.found.length;
    this.tell();
  }

  private option(thing: Thing, at: number): HTMLLIElement {
    const option = document.createElement("li");
    option.role = "option";
    option.id = `${this.list.id}-${at}`;
    const name = document.createElement("span");
    name.textContent = thing.name;
    if (thing.language) name.lang = thing.language;
    const kind = document.createElement("span");
    kind.className = "number";
    kind.textContent = thing.type;
    option.append(name, " ", kind);
    return option;
  }

  private press(event: KeyboardEvent): void {
    const last = this.found.length - 1;
    if (event.key === "ArrowDown" && last >= 0) this.active = this.active < last ? this.active + 1 : 0;
    else if (event.key === "ArrowUp" && last >= 0) this.active = this.active > 0 ? this.active - 1 : last;
    else if (event.key === "Enter") {
      const thing = this.found[this.active];
      if (thing) this.take(thing);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    } else return;
    event.preventDefault();
    this.tell();
  }

  private tell(): void {
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === this.active)));
    this.field.setAttribute("aria-expanded", String(!this.list.hidden));
    const active = this.list.children[this.active];
    if (active && !this.list.hidden) this.field.setAttribute("aria-activedescendant", active.id);
    else this.field.removeAttribute("aria-activedescendant");
  }

  private take(thing: Thing): void {
    this.field.value = "";
    this.close();
    this.choose(thing);
  }

  private close(): void {
    this.found = [];
    this.list.replaceChildren();
    this.list.hidden = true;
    this.tell();
  }
}

/** Words without case and accents, to compare by. */
export function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
