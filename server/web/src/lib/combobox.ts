// A field with a list of what it may mean: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/.
// Focus stays in the field; the option that Enter takes is told by aria-activedescendant.

export interface Option {
  /** What is shown of it. */
  readonly content: readonly Node[];
  /** Where it leads. */
  readonly address: string;
}

export interface Group {
  /** Its heading; empty: it has none. */
  readonly name: string;
  readonly options: readonly Option[];
}

const GAP = 24; // pixels between the field, the list and the lower edge of the window
const LEAST = 260; // pixels

export class Combobox {
  readonly #field: HTMLInputElement;
  readonly #list: HTMLElement;
  readonly #status: HTMLElement;
  #options: HTMLElement[] = [];
  #active = -1;

  /** @param name of the list, for those who hear it */
  constructor(field: HTMLInputElement, name: string) {
    this.#field = field;
    this.#list = element("div", "suggestions", { id: `${field.id}-list`, role: "listbox", "aria-label": name });
    this.#list.hidden = true;
    this.#status = element("p", "unseen", { role: "status" });
    field.parentElement?.append(this.#list);
    // A page has one voice: this one comes when the field is used.
    field.addEventListener("focus", () => field.parentElement?.append(this.#status), { once: true });
    set(field, {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.#list.id,
    });
    field.addEventListener("keydown", (event) => this.#press(event));
    // A press on the list must not take the focus from the field, which would close it.
    this.#list.addEventListener("mousedown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest<HTMLElement>("[role=option]");
      if (option) this.#take(option, event.ctrlKey || event.metaKey);
    });
    field.addEventListener("blur", () => this.close());
  }

  /**
   * Show a list; an empty one closes it.
   * @param chosen the number of the option that Enter takes at once; -1: none
   * @param announced what is said of it
   */
  show(groups: readonly Group[], chosen: number, announced: string): void {
    this.#options = [];
    this.#list.replaceChildren(...groups.map((group, number) => this.#drawn(group, number)));
    this.#status.textContent = announced;
    const isOpen = this.#options.length > 0;
    this.#list.hidden = !isOpen;
    if (isOpen) this.#fit();
    this.#list.scrollTop = 0;
    this.#field.setAttribute("aria-expanded", String(isOpen));
    this.#choose(chosen);
  }

  get isOpen(): boolean {
    return !this.#list.hidden;
  }

  close(): void {
    if (this.isOpen) this.show([], -1, "");
  }

  /** As high as the window has room below the field, but never too low to be of use. */
  #fit(): void {
    const room = window.innerHeight - this.#field.getBoundingClientRect().bottom - GAP;
    this.#list.style.maxHeight = `${Math.max(room, LEAST)}px`;
  }

  #drawn(group: Group, number: number): HTMLElement {
    const box = element("div", "", { role: "group" });
    if (group.name) {
      const heading = element("div", "group", { id: `${this.#list.id}-${number}`, role: "presentation" });
      heading.textContent = group.name;
      box.setAttribute("aria-labelledby", heading.id);
      box.append(heading);
    }
    for (const { content, address } of group.options) {
      const id = `${this.#list.id}-option-${this.#options.length}`;
      const option = element("div", "", { id, role: "option", "aria-selected": "false", "data-address": address });
      option.append(...content);
      this.#options.push(option);
      box.append(option);
    }
    return box;
  }

  #press(event: KeyboardEvent): void {
    if (!this.isOpen || event.isComposing) return;
    const count = this.#options.length;
    const active = this.#options[this.#active];
    if (event.key === "ArrowDown") this.#choose((this.#active + 1) % count);
    else if (event.key === "ArrowUp") this.#choose(this.#active <= 0 ? count - 1 : this.#active - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && active) this.#take(active, event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  }

  #choose(number: number): void {
    this.#options[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = number;
    const option = this.#options[number];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.#field.setAttribute("aria-activedescendant", option.id);
    else this.#field.removeAttribute("aria-activedescendant");
  }

  #take(option: HTMLElement, elsewhere: boolean): void {
    const address = option.dataset["address"] ?? "";
    if (elsewhere) window.open(address, "_blank", "noopener");
    else location.assign(address);
  }
}

/** An element with a class and attributes. */
export function element(tag: string, name: string, attributes: Readonly<Record<string, string>> = {}): HTMLElement {
  const made = document.createElement(tag);
  if (name) made.className = name;
  set(made, attributes);
  return made;
}

function set(on: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) on.setAttribute(name, value);
}
