// The page on which queries are written and run; without this script it is a form with a table.

import { addressOf, ask } from "./sparql/asking";
import type { Vocabulary } from "./sparql/completion";
import { copyButton, make, moveByKeys, tab } from "./sparql/dom";
import { learn } from "./sparql/names";
import { QueryEditor } from "./sparql/query_editor";
import { QueryTabs } from "./sparql/query_tabs";
import { Results } from "./sparql/results";
import { snippets } from "./sparql/snippets";
import { Namespaces } from "./sparql/terms";
import { say, size } from "./sparql/words";

function find<Type extends HTMLElement>(selector: string): Type {
  const found = document.querySelector<Type>(selector);
  if (found === null) throw new Error(`The page has no ${selector}.`);
  return found;
}

// Milliseconds after which it is told that a query runs, and bytes from which on how many came.
const SOON = 250;
const MUCH = 500_000;

const page = find("#editor");
const form = find<HTMLFormElement>("#editor form");
const field = find<HTMLTextAreaElement>("#query");
const endpoint = form.getAttribute("action") ?? "/sparql";
const namespaces = new Namespaces(page.dataset["base"] ?? "");
const tabs = new QueryTabs((number) => say("tab", { number }));
const given = field.value.trim() ? field.value.trimEnd() : "";
let vocabulary: Vocabulary = { prefixes: {}, terms: [] };
let running: AbortController | null = null;

// The query that the address bears is one of those that are open.
if (given) tabs.open(given, nameOf(given));

const code = make("div", { class: "code", id: "code", role: "tabpanel", "aria-label": say("query") });
// The field takes the room of the form's, so that nothing moves.
code.style.height = `${field.offsetHeight}px`;
field.replaceWith(code);

const editor = new QueryEditor(code, tabs.query, () => vocabulary, {
  change: (query) => {
    tabs.write(query);
    editor.unmark();
    told();
  },
  run: () => void run(),
});

const results = new Results(find("#answer"), {
  endpoint,
  namespaces,
  go: (line, column) => editor.go(line, column),
  again: () => void run(),
  nameOf,
});

const list = make("div", { role: "tablist", class: "open", "aria-label": say("tabs") });
const close = make("button", { type: "button", class: "sign", onclick: () => leave() }, "×");
const add = make("button", { type: "button", class: "sign", "aria-label": say("tab_new"), title: say("tab_new"), onclick: () => open("") }, "+");
moveByKeys(list);
list.addEventListener("keydown", (event) => {
  if (event.key !== "Delete") return;
  leave();
  list.querySelector<HTMLElement>("[tabindex='0']")?.focus();
});
find(".query-head").replaceChildren(list, add, close);

const start = find<HTMLButtonElement>("#editor [type=submit]");
const stop = make("button", { type: "button", class: "button quiet", hidden: true, onclick: () => running?.abort() }, say("stop"));
const status = make("p", { class: "details status", role: "status" });
const share = copyButton(say("share"), say("copied"), () => new URL(shared(), location.href).href);
const keys = make("p", { class: "details", id: "keys" }, say("keys"));
start.after(stop, share, status, keys);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void run();
});

/** The name of an example with this query, if there is one. */
function nameOf(query: string): string {
  const links = [...document.querySelectorAll<HTMLAnchorElement>(".examples a")];
  const same = (link: HTMLAnchorElement): boolean =>
    new URL(link.href).searchParams.get("query")?.trim() === query.trim();
  return links.find(same)?.textContent?.trim() ?? "";
}

/** The address that opens this query elsewhere, or nothing if it is too long. */
function shared(): string {
  const language = new URLSearchParams(location.search).get("lang");
  const address = addressOf(endpoint, editor.text);
  return address && language ? `${address}&lang=${language}` : address;
}

function drawTabs(): void {
  list.replaceChildren(
    ...tabs.list.map((kept, at) =>
      tab(kept.name, at === tabs.index, "code", () => {
        tabs.choose(at);
        changed();
        list.querySelector<HTMLElement>("[tabindex='0']")?.focus();
      }),
    ),
  );
  const name = say("tab_close", { name: tabs.list[tabs.index]?.name ?? "" });
  close.setAttribute("aria-label", name);
  close.title = name;
}

/** Show the tab that was chosen. */
function changed(): void {
  running?.abort();
  running = null;
  wait(false);
  editor.text = tabs.query;
  results.clear();
  status.textContent = "";
  drawTabs();
  told();
}

function open(query: string): void {
  tabs.open(query);
  changed();
  editor.focus();
}

function leave(): void {
  tabs.close();
  changed();
}

/** What stands beside the query and depends on it. */
function told(): void {
  const isLong = !shared();
  share.disabled = isLong || !editor.text.trim();
  share.title = isLong ? say("share_long") : "";
  if (codes.open) drawCodes();
}

/** Tell that a query runs, and how to stop it. */
function wait(isRunning: boolean): void {
  stop.hidden = !isRunning;
  share.hidden = isRunning;
  status.classList.toggle("unseen", !isRunning);
  status.textContent = isRunning ? say("running") : "";
}

/** Run the query.
 *
 * @param isShown whether the page shows its answer already, drawn by the service
 */
async function run(isShown = false): Promise<void> {
  const query = editor.text;
  if (!query.trim()) return editor.focus();
  running?.abort();
  const asked = (running = new AbortController());
  editor.unmark();
  if (!isShown) results.wait();
  // What is answered at once does not flicker.
  const waiting = setTimeout(() => wait(true), SOON);
  const began = performance.now();
  const outcome = await ask(endpoint, query, asked.signal, (bytes) => {
    if (bytes > MUCH) status.textContent = say("received", { size: size(bytes) });
  });
  if (outcome.kind === "rows") await learn(outcome.table, namespaces, endpoint);
  clearTimeout(waiting);
  if (running !== asked) return;
  running = null;
  wait(false);
  results.show(outcome, query, (performance.now() - began) / 1000);
  if (outcome.kind === "failure" && outcome.failure.line && outcome.failure.column) {
    editor.mark(outcome.failure.line, outcome.failure.column, outcome.failure.remedy || outcome.failure.message);
  }
  // What the result begins with is read out; it is seen there.
  status.textContent = [...find("#answer").querySelectorAll("h2, .details > span, .empty p")]
    .map((part) => part.textContent)
    .join(". ");
  remember();
}

/** Let the address bear the query, so that it can be kept and come back to. */
function remember(): void {
  const address = shared();
  const borne = new URLSearchParams(location.search).get("query");
  if (address && borne?.trim() !== editor.text.trim()) history.pushState(null, "", address);
}

addEventListener("popstate", () => {
  const query = new URLSearchParams(location.search).get("query");
  if (query === null) return;
  tabs.open(query, nameOf(query));
  changed();
  void run();
});

// Code for the query, drawn when it is looked at.
const codes = find<HTMLDetailsElement>("#codes");
let codeShown = 0;
codes.hidden = false;
codes.addEventListener("toggle", () => codes.open && drawCodes());

function drawCodes(): void {
  const isGraph = /^\s*(?:(?:PREFIX|BASE)[^\n]*\n|#[^\n]*\n|\s)*(?:CONSTRUCT|DESCRIBE)\b/i.test(editor.text);
  const address = new URL(endpoint, location.href).href;
  const all = snippets(address, editor.text, isGraph);
  const languages = make("div", { role: "tablist", class: "views", "aria-label": say("code") });
  all.forEach(({ name }, at) =>
    languages.append(
      tab(name, at === codeShown, "snippet", () => {
        codeShown = at;
        drawCodes();
        codes.querySelector<HTMLElement>("[tabindex='0'][role=tab]")?.focus();
      }),
    ),
  );
  moveByKeys(languages);
  const text = all[codeShown]?.code ?? "";
  const shown = make("pre", { id: "snippet", role: "tabpanel", tabindex: 0, "aria-label": all[codeShown]?.name ?? "" }, make("code", {}, text));
  const above = make("div", { class: "tools" }, languages, copyButton(say("copy"), say("copied"), () => text));
  codes.querySelector(".codes")?.replaceChildren(above, shown);
}

drawTabs();
told();
const asked = await fetch(page.dataset["terms"] ?? "");
if (asked.ok) vocabulary = (await asked.json()) as Vocabulary;
namespaces.prefixes = vocabulary.prefixes;
if (given && !page.hasAttribute("data-unasked")) await run(true);
