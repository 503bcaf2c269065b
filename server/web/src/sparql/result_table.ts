// Rows as a table: sorted, filtered, a page at a time, so that ten thousand rows stay as quick as ten.

import { make, type Child } from "./dom";
import { type Cell, compare, type Namespaces, type Table } from "./terms";
import { language, number, say } from "./words";

const PER_PAGE = 100;

// Rows from which on a filter helps.
const FILTERED = 8;

// Characters of a cell that stand there at once; the rest unfolds.
const MOST = 260;

/** A table of rows that sorts; what filters it and turns its pages stands beside. */
export function drawTable(table: Table, namespaces: Namespaces, beside: HTMLElement): HTMLElement {
  const inOrder = new Intl.Collator(language, { numeric: true, sensitivity: "base" }).compare;
  let rows = table.rows;
  let sorted: { at: number; ascending: boolean } | null = null;
  let first = 0;

  const body = make("tbody");
  const heads = table.variables.map((name, at) => {
    const button = make(
      "button",
      { type: "button", title: say("sort", { name }), onclick: () => sort(at) },
      name,
      make("span", { class: "arrow", "aria-hidden": "true" }),
    );
    return make("th", { scope: "col" }, button);
  });
  const told = make("span", { role: "status" });
  const previous = turn(say("previous"), -PER_PAGE);
  const next = turn(say("next"), PER_PAGE);
  const pages = make("nav", { class: "turn", "aria-label": say("pages") }, previous, told, next);
  const filter = make("input", {
    type: "search",
    "aria-label": say("filter"),
    placeholder: say("filter"),
    oninput: () => choose(),
  });
  const none = make("p", { class: "empty", hidden: true }, say("none_filter"));
  const wide = make(
    "div",
    { class: "wide rows", tabindex: 0, role: "region", "aria-labelledby": "result" },
    make("table", {}, make("thead", {}, make("tr", {}, ...heads)), body),
  );

  function turn(words: string, by: number): HTMLButtonElement {
    const button = make("button", { type: "button", class: "button quiet small" }, words);
    button.addEventListener("click", () => {
      first += by;
      show();
      wide.scrollIntoView({ block: "nearest" });
    });
    return button;
  }

  function sort(at: number): void {
    sorted = { at, ascending: sorted?.at === at ? !sorted.ascending : true };
    for (const [index, head] of heads.entries()) {
      if (index === at) head.setAttribute("aria-sort", sorted.ascending ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    }
    choose();
  }

  function choose(): void {
    const wanted = filter.value.trim().toLowerCase();
    const has = (cell: Cell): boolean =>
      cell !== undefined &&
      (cell.value.toLowerCase().includes(wanted) || namespaces.label(cell).toLowerCase().includes(wanted));
    rows = wanted ? table.rows.filter((row) => row.some(has)) : [...table.rows];
    if (sorted !== null) {
      const { at, ascending } = sorted;
      const sign = ascending ? 1 : -1;
      rows.sort((one, other) => sign * compare(one[at], other[at], inOrder));
    }
    first = 0;
    show();
  }

  function show(): void {
    const page = rows.slice(first, first + PER_PAGE);
    body.replaceChildren(
      ...page.map((row) => make("tr", {}, ...row.map((cell) => drawCell(cell, namespaces)))),
    );
    none.hidden = rows.length > 0;
    wide.hidden = rows.length === 0;
    pages.hidden = rows.length <= PER_PAGE;
    previous.disabled = first === 0;
    next.disabled = first + PER_PAGE >= rows.length;
    told.textContent = say("page", {
      from: first + 1,
      to: Math.min(first + PER_PAGE, rows.length),
      total: rows.length,
    });
  }

  show();
  if (table.rows.length >= FILTERED) beside.append(pages, filter);
  return make("div", {}, wide, none);
}

function drawCell(term: Cell, namespaces: Namespaces): HTMLElement {
  if (term === undefined) return make("td", { class: "void" });
  if (term.type === "uri") {
    const words = namespaces.shorten(term.value);
    const address = namespaces.address(term.value);
    const shown = address ? make("a", { href: address }, words) : words;
    const name = namespaces.names.get(term.value);
    const called = name && name !== words ? make("span", { class: "called" }, name) : null;
    return make("td", { class: "iri", title: term.value }, shown, called);
  }
  const tag = term["xml:lang"];
  const type = term.datatype && namespaces.shorten(term.datatype);
  const quiet = tag ?? (type && !/^xsd:(string|integer|boolean|date)$/.test(type) ? type : "");
  const isNumber = /^xsd:(integer|decimal|double|float)$/.test(type ?? "");
  return make(
    "td",
    { ...(tag ? { lang: tag } : {}), class: isNumber ? "number" : term.type },
    ...folded(isNumber && type === "xsd:integer" ? grouped(term.value) : term.value),
    quiet ? make("span", { class: "quiet", lang: "" }, quiet) : null,
  );
}

/** A whole number with its thousands apart, unless it may be a year. */
function grouped(value: string): string {
  return Math.abs(Number(value)) >= 10_000 ? number(Number(value)) : value;
}

/** Long words, folded. */
function folded(words: string): Child[] {
  if (words.length <= MOST) return [words];
  const start = words.slice(0, MOST).replace(/\s+\S*$/, "");
  const text = document.createTextNode(`${start}… `);
  const button = make("button", { type: "button", class: "fold", "aria-expanded": "false", lang: language }, say("more"));
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") === "false";
    button.setAttribute("aria-expanded", String(open));
    text.data = open ? `${words} ` : `${start}… `;
    button.textContent = say(open ? "less" : "more");
  });
  return [text, button];
}
