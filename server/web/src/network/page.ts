// The parts of the page that the server renders, put in the place of those that stand there.

/** The element that a selector finds, which the template has. */
export function one<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T {
  const found = within.querySelector<T>(selector);
  if (!found) throw new Error(`The page has no ${selector}.`);
  return found;
}

/** Puts the parts of a page that was fetched in place of those shown, save where someone types. */
export function swap(page: Document): void {
  document.title = page.title;
  for (const part of document.querySelectorAll<HTMLElement>("[data-part]")) {
    const name = part.dataset.part ?? "";
    const made = page.querySelector<HTMLElement>(`[data-part="${name}"]`);
    if (!made) continue;
    if (name === "filters" && part.contains(document.activeElement)) {
      renumber(part, made);
      continue;
    }
    part.className = made.className;
    part.hidden = made.hidden;
    part.replaceChildren(...made.childNodes);
  }
  one("#network").className = one("#network", page).className;
}

/** How many of each filter are set, without a change to the fields themselves. */
function renumber(form: Element, made: Element): void {
  for (const menu of form.querySelectorAll<HTMLElement>("[data-filter]")) {
    const summary = made.querySelector(`[data-filter="${menu.dataset.filter ?? ""}"] summary`);
    const own = one("summary", menu);
    if (summary && own.innerHTML !== summary.innerHTML) own.innerHTML = summary.innerHTML;
  }
}

/** Menus close by Escape, and when something else is chosen; of relations only those with the words stay. */
export function tendMenus(root: HTMLElement): void {
  document.addEventListener("click", (event) => {
    for (const menu of root.querySelectorAll<HTMLDetailsElement>("details.menu[open]")) {
      if (!menu.contains(event.target as Node)) menu.open = false;
    }
  });
  root.addEventListener("keydown", (event) => {
    const menu = (event.target as Element).closest<HTMLDetailsElement>("details.menu[open]");
    if (event.key !== "Escape" || !menu) return;
    event.stopPropagation();
    menu.open = false;
    one("summary", menu).focus();
  });
}

/** Shows of some boxes those whose words hold what is sought. */
export function sift(words: string, sheet: Element, folded: (text: string) => string): void {
  const wanted = folded(words.trim());
  for (const group of sheet.querySelectorAll("fieldset")) {
    const boxes = [...group.querySelectorAll<HTMLElement>("li")];
    for (const box of boxes) box.hidden = !folded(one(".words", box).textContent ?? "").includes(wanted);
    group.hidden = boxes.every((box) => box.hidden);
  }
}
