// What came of a query: its rows, yes or no, or graph, in the ways that fit it; or why there is none.

import { addressOf, MOST_BYTES, type Failure, type Outcome, send } from "./asking";
import { make, moveByKeys, tab } from "./dom";
import { learn } from "./names";
import { drawTable } from "./result_table";
import { drawText, drawTurtle } from "./result_text";
import { hasTimes, drawTimeline } from "./result_timeline";
import { columns, isNumber, isThing, type Namespaces, type Table } from "./terms";
import { number, say, size } from "./words";

const FORMATS = {
  results: { csv: "text/csv", json: "application/sparql-results+json", xml: "application/sparql-results+xml", tsv: "text/tab-separated-values" },
  graph: { turtle: "text/turtle", ntriples: "application/n-triples", rdfxml: "application/rdf+xml", jsonld: "application/ld+json" },
};

/** What the results need of the page that they stand on. */
export interface Around {
  endpoint: string;
  namespaces: Namespaces;
  go(line: number, column: number): void;
  again(): void;
  /** The words of the question that a query asks, if it is one of ours. */
  nameOf(query: string): string;
}

interface View {
  name: string;
  /** @param beside where there is room beside the number of rows */
  draw(signal: AbortSignal, beside: HTMLElement): HTMLElement | Promise<HTMLElement>;
}

/** The part of the page in which results stand. */
export class Results {
  private drawing = new AbortController();

  constructor(
    private readonly place: HTMLElement,
    private readonly around: Around,
  ) {}

  /** Tell that a query runs whose answer will take this place. */
  wait(): void {
    this.place.setAttribute("aria-busy", "true");
  }

  /** Show what came of a query. */
  show(outcome: Outcome, query: string, seconds: number): void {
    this.drawing.abort();
    this.drawing = new AbortController();
    this.place.removeAttribute("aria-busy");
    this.place.hidden = false;
    this.place.replaceChildren(...this.parts(outcome, query, seconds));
    const heading = this.place.querySelector(".result-head h2");
    if (heading) heading.textContent = this.around.nameOf(query) || heading.textContent;
  }

  clear(): void {
    this.drawing.abort();
    this.place.hidden = true;
    this.place.replaceChildren();
  }

  private parts(outcome: Outcome, query: string, seconds: number): Node[] {
    switch (outcome.kind) {
      case "failure":
        return [this.failure(outcome.failure)];
      case "unreachable":
        return [failed(say("error"), make("p", {}, say("error_network")), this.again())];
      case "stopped":
        return [make("div", { class: "empty" }, make("p", {}, say("stopped")), this.again())];
      case "large":
        return [
          head([], seconds, this.downloads(query, outcome.isGraph ? FORMATS.graph : FORMATS.results)),
          make("div", { class: "empty" }, make("p", {}, say("large", { size: size(MOST_BYTES) }))),
        ];
      case "truth":
        return [
          head([], seconds, this.downloads(query, { json: FORMATS.results.json, xml: FORMATS.results.xml })),
          make("p", { class: `truth is-${outcome.truth}` }, say(outcome.truth ? "yes" : "no")),
        ];
      case "graph":
        return this.viewed(this.viewsOfGraph(outcome), [], query, seconds, FORMATS.graph);
      case "rows":
        return this.rows(outcome.table, outcome.raw, query, seconds);
    }
  }

  private rows(table: Table, raw: string, query: string, seconds: number): Node[] {
    const total = table.rows.length;
    const told = [total === 0 ? say("rows_0") : total === 1 ? say("rows_1") : say("rows_n", { number: total })];
    if (total === 0) {
      const none = make("div", { class: "empty" }, make("p", {}, say("none")), make("p", {}, say("none_help")));
      return [head(told, seconds, this.downloads(query, FORMATS.results)), none];
    }
    return this.viewed(this.viewsOfRows(table, raw), told, query, seconds, FORMATS.results);
  }

  /** The ways in which rows can be seen, each only where it fits. */
  private viewsOfRows(table: Table, raw: string): View[] {
    const { namespaces } = this.around;
    const named = (): Promise<void> => learn(table, namespaces, this.around.endpoint);
    const views: View[] = [{ name: "table", draw: (_, beside) => drawTable(table, namespaces, beside) }];
    // A number alone is no chart; one beside what it counts is, even of a single row.
    if (columns(table, isNumber).length > 0 && (table.rows.length > 1 || table.variables.length > 1)) {
      views.push({
        name: "chart",
        draw: async (signal) => {
          const [{ drawChart }] = await Promise.all([import("./result_chart"), named()]);
          return drawChart(table, namespaces, signal);
        },
      });
    }
    if (hasTimes(table)) {
      views.push({ name: "timeline", draw: async () => (await named(), drawTimeline(table, namespaces)) });
    }
    if (columns(table, isThing).length > 1) views.push(this.network(() => Promise.resolve(table)));
    views.push({ name: "raw", draw: () => drawText(raw) });
    return views;
  }

  private viewsOfGraph(outcome: Outcome & { kind: "graph" }): View[] {
    let asked: Promise<Table> | undefined;
    const triples = (): Promise<Table> => (asked ??= outcome.triples());
    return [
      { name: "text", draw: () => drawTurtle(outcome.turtle) },
      {
        name: "table",
        draw: async (_, beside) => drawTable(await triples(), this.around.namespaces, beside),
      },
      ...(outcome.turtle.trim() ? [this.network(triples)] : []),
    ];
  }

  private network(table: () => Promise<Table>): View {
    return {
      name: "network",
      draw: async (signal) => {
        const [{ drawNetwork }, rows] = await Promise.all([import("./result_network"), table()]);
        await learn(rows, this.around.namespaces, this.around.endpoint);
        return drawNetwork(rows, this.around.namespaces, signal);
      },
    };
  }

  /** Ways to see the result, the first of which is chosen. */
  private viewed(views: View[], told: string[], query: string, seconds: number, formats: Record<string, string>): Node[] {
    const panel = make("div", { id: "view", role: "tabpanel", class: "view" });
    const list = make("div", { role: "tablist", class: "views", "aria-label": say("views") });
    const beside = make("div", { class: "beside" });
    const { signal } = this.drawing;
    let shown = 0;
    const choose = async (at: number): Promise<void> => {
      shown = at;
      for (const [index, one] of [...list.children].entries()) {
        one.setAttribute("aria-selected", String(index === at));
        one.setAttribute("tabindex", index === at ? "0" : "-1");
      }
      const view = views[at];
      if (view === undefined) return;
      panel.setAttribute("aria-label", say(`view_${view.name}`));
      beside.replaceChildren();
      const drawn = view.draw(signal, beside);
      if (drawn instanceof Promise) panel.replaceChildren(make("p", { class: "empty" }, say("loading")));
      const element = await drawn;
      if (shown === at && !signal.aborted) panel.replaceChildren(element);
    };
    views.forEach((view, at) => list.append(tab(say(`view_${view.name}`), at === 0, "view", () => void choose(at))));
    moveByKeys(list);
    void choose(0);
    return [head(told, seconds, this.downloads(query, formats), list, beside), panel];
  }

  /** Links to the whole answer; of a query that is too long for a link, buttons that fetch it. */
  private downloads(query: string, formats: Record<string, string>): HTMLElement {
    const links = Object.entries(formats).map(([name, type]) => {
      const address = addressOf(this.around.endpoint, query, name);
      const file = `sommet.${name}`;
      if (address) return make("a", { href: address, download: file }, name);
      const fetched = (): void => void this.save(query, type, file);
      return make("button", { type: "button", class: "link", onclick: fetched }, name);
    });
    return make("p", { class: "downloads" }, make("span", {}, say("download")), ...links);
  }

  private async save(query: string, type: string, file: string): Promise<void> {
    const response = await send(this.around.endpoint, query, type);
    if (!response.ok) return this.around.again(); // That tells why.
    const address = URL.createObjectURL(await response.blob());
    make("a", { href: address, download: file }).click();
    URL.revokeObjectURL(address);
  }

  private failure(failure: Failure): HTMLElement {
    const { line, column } = failure;
    const said = make("p", { lang: "en" }, `${failure.message} ${failure.remedy}`.trim());
    if (line !== undefined && column !== undefined) {
      const go = make("button", { type: "button", class: "button quiet small" }, say("error_go"));
      go.addEventListener("click", () => this.around.go(line, column));
      const title = failure.code === "query" ? say("error_at", { line, column }) : say("error");
      return failed(title, said, go);
    }
    const limit = LIMITS.find((name) => failure.code === "limit" && failure.name === name);
    if (limit === undefined) return failed(say("error"), said, null);
    return failed(say(`limit_${limit}`, { value: number(Number(failure.value)) }), said, null);
  }

  private again(): HTMLElement {
    return make("button", { type: "button", class: "button quiet small", onclick: () => this.around.again() }, say("again"));
  }
}

// The limits of server/docs/sparql.md that a query can be changed to keep.
const LIMITS = ["timeout", "rows", "bytes", "memory", "queries"] as const;

function head(
  told: string[],
  seconds: number,
  downloads: HTMLElement,
  views: HTMLElement = make("span"),
  beside: HTMLElement = make("div", { class: "beside" }),
): HTMLElement {
  const time = say("seconds", { seconds: number(seconds, seconds < 1 ? 2 : 1) });
  return make(
    "div",
    { class: "result-head" },
    make("h2", { id: "result", tabindex: -1 }, say("result")),
    make("p", { class: "details" }, ...[...told, time].map((words) => make("span", {}, words))),
    beside,
    make("div", { class: "tools" }, views, downloads),
  );
}

function failed(title: string, said: HTMLElement, act: HTMLElement | null): HTMLElement {
  return make(
    "div",
    { class: "failure" },
    make("h2", { id: "result", tabindex: -1 }, title),
    make("p", { class: "details" }, say("error_said")),
    said,
    act,
  );
}
