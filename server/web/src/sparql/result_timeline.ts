// Rows with dates as a timeline: what lasts as a bar, what does not as a point, each with its words.

import { make } from "./dom";
import { interval, type Interval } from "./edtf";
import { columns, isDate, type Namespaces, type Table } from "./terms";
import { date, say } from "./words";

const MOST_ROWS = 300;
const DAY = 86_400_000;

/** A timeline of rows that have a column of dates; a second one is taken for the end. */
export function drawTimeline(table: Table, namespaces: Namespaces): HTMLElement {
  const dated = columns(table, isDate);
  const events = table.rows.flatMap((row) => {
    const [first, last] = dated.slice(0, 2).map((at) => interval(row[at]?.value ?? ""));
    const when = first ?? last;
    if (!when) return [];
    const end = last && last.end > when.end ? last.end : when.end;
    return [{ row, when: { start: when.start, end } }];
  });
  events.sort((one, other) => one.when.start - other.when.start);
  const shown = events.slice(0, MOST_ROWS);
  const span = spanOf(shown.map(({ when }) => when));
  const marks = yearsOf(span);
  const at = (time: number): number => (100 * (time - span.start)) / (span.end - span.start);

  const items = shown.map(({ row, when }) => {
    const dates = dated.slice(0, 2).flatMap((column) => row[column]?.value ?? []);
    const others = row.filter((_, index) => !dated.includes(index));
    const kind = others.map((cell) => namespaces.kind(cell?.value ?? "")).find(Boolean);
    const mark = make("span", { class: when.end - when.start > 31 * DAY ? "bar" : "point" });
    mark.style.insetInlineStart = `${at(when.start)}%`;
    if (mark.className === "bar") mark.style.inlineSize = `${at(when.end) - at(when.start)}%`;
    const [title, ...rest] = others.flatMap((cell) => {
      if (cell === undefined) return [];
      const address = cell.type === "uri" ? namespaces.address(cell.value) : "";
      const label = namespaces.label(cell);
      const tag = cell["xml:lang"];
      const language = tag ? { lang: tag } : {};
      return [address ? make("a", { href: address }, label) : make("span", language, label)];
    });
    return make(
      "li",
      kind ? { class: `of-${kind}` } : {},
      make("span", { class: "when" }, [...new Set(dates)].map(date).join(" – ")),
      make("span", { class: "what" }, title ?? "", rest.length ? make("span", { class: "details" }, ...rest) : null),
      make("span", { class: "track", "aria-hidden": "true" }, mark),
    );
  });
  const axis = make("div", { class: "axis", "aria-hidden": "true" }, ...marks.map((year) => {
    const mark = make("span", {}, String(year));
    mark.style.insetInlineStart = `${at(Date.UTC(year, 0))}%`;
    return mark;
  }));
  const [from, to] = [span.start, span.end - 1].map((time) => String(new Date(time).getUTCFullYear()));
  return make(
    "div",
    { class: "timeline" },
    axis,
    make("ol", { class: "plain", "aria-label": say("timeline_of", { from: from ?? "", to: to ?? "" }) }, ...items),
    events.length > MOST_ROWS
      ? make("p", { class: "details" }, say("chart_cut", { number: MOST_ROWS, total: events.length }))
      : null,
  );
}

/** Whether a timeline can be drawn. */
export function hasTimes(table: Table): boolean {
  return columns(table, isDate).length > 0 && table.variables.length > 1;
}

/** From the beginning of the first year to the end of the last. */
function spanOf(whens: Interval[]): Interval {
  const first = Math.min(...whens.map(({ start }) => start));
  const last = Math.max(...whens.map(({ end }) => end)) - 1;
  return {
    start: Date.UTC(new Date(first).getUTCFullYear(), 0),
    end: Date.UTC(new Date(last).getUTCFullYear() + 1, 0),
  };
}

/** The years to write on the axis, ten at most. */
function yearsOf(span: Interval): number[] {
  const [first, end] = [span.start, span.end].map((time) => new Date(time).getUTCFullYear());
  const from = first ?? 0;
  const count = (end ?? 0) - from;
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((one) => count / one <= 10) ?? 2000;
  return Array.from({ length: Math.ceil(count / step) }, (_, index) => from + index * step);
}
