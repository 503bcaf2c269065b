// Elements made and put together in few words.

import { copy, tell } from "../lib/copy";

export type Child = Node | string | null;
type Attributes = Record<string, string | boolean | number | EventListener>;

/** An element: attributes as they are named in HTML, those that begin with `on` are listeners; an
 * attribute that is false is left out. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** The elements of a tablist: the arrow keys, Home and End go from one to the next. */
export function moveByKeys(list: HTMLElement): void {
  list.addEventListener("keydown", (event) => {
    const tabs = [...list.querySelectorAll<HTMLElement>("[role=tab]")];
    const at = tabs.indexOf(event.target as HTMLElement);
    const last = tabs.length - 1;
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: last }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    const tab = tabs[next < 0 ? last : next > last ? 0 : next];
    tab?.focus();
    tab?.click();
  });
}

/** A button of the tablist of `moveByKeys`. */
export function tab(words: string, selected: boolean, panel: string, choose: () => void): HTMLElement {
  return make(
    "button",
    {
      type: "button",
      role: "tab",
      "aria-selected": String(selected),
      "aria-controls": panel,
      tabindex: selected ? 0 : -1,
      onclick: choose,
    },
    words,
  );
}

/** A button that copies, and says that it did. */
export function copyButton(words: string, done: string, text: () => string): HTMLButtonElement {
  const button = make("button", { type: "button", class: "button quiet small", "data-copied": done }, words);
  button.addEventListener("click", async () => {
    if (await copy(text(), button)) return;
    copyByField(text());
    tell(button);
  });
  return button;
}

/** Where the connection is not trusted there is no clipboard to write to, and no words to select. */
function copyByField(text: string): void {
  const field = make("textarea", { class: "unseen", "aria-hidden": "true" });
  document.body.append(field);
  field.value = text;
  field.select();
  document.execCommand("copy");
  field.remove();
}
