// Rows with numbers as a chart: bars, a line or parts of a whole. The table is its alternative.

import {
  ArcElement, BarController, BarElement, CategoryScale, Chart, type ChartConfiguration, Legend, LinearScale,
  LineController, LineElement, PieController, PointElement, Tooltip,
} from "chart.js";

import { onTheme, theme, token } from "../lib/theme";
import { make } from "./dom";
import { column, columns, isDate, isNumber, type Namespaces, type Table } from "./terms";
import { number, say } from "./words";

Chart.register(
  ArcElement, BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement,
  PieController, PointElement, Tooltip,
);

type Kind = "bar" | "line" | "pie";

const MOST_ROWS = 60;
const MOST_PARTS = 9;

// The tokens that parts are told apart by, beside their names.
const PARTS = ["agent", "event", "instrument", "place", "person", "topic", "time", "post", "situation"];

/** A chart of rows that have a column of numbers, with what chooses its kind and its columns. */
export function drawChart(table: Table, namespaces: Namespaces, signal: AbortSignal): HTMLElement {
  const numbers = columns(table, isNumber);
  const labels = table.variables.map((_, at) => at).filter((at) => !numbers.includes(at));
  const value = select(say("chart_value"), numbers.map((at) => [String(at), table.variables[at] ?? ""]));
  const label = select(say("chart_label"), labels.map((at) => [String(at), table.variables[at] ?? ""]));
  const kind = select(say("chart_kind"), []);
  const canvas = make("canvas", { role: "img" });
  const frame = make("div", { class: "chart" }, canvas);
  const cut = make("p", { class: "details", hidden: table.rows.length <= MOST_ROWS },
    say("chart_cut", { number: MOST_ROWS, total: table.rows.length }));
  let chart: Chart | null = null;

  function offer(): void {
    const kinds: Kind[] = table.rows.length > 1 ? ["bar", "line"] : ["bar"];
    const values = table.rows.map((row) => Number(row[Number(value.field.value)]?.value ?? 0));
    if (values.length > 1 && values.length <= MOST_PARTS && values.every((one) => one > 0)) kinds.push("pie");
    const isInTime = label.field.value !== "" && column(table, Number(label.field.value), isDate);
    fill(kind.field, kinds.map((one) => [one, say(`chart_${one}`)]));
    if (isInTime && table.rows.length > 1) kind.field.value = "line";
  }

  function draw(): void {
    chart?.destroy();
    const at = Number(value.field.value);
    const by = label.field.value === "" ? -1 : Number(label.field.value);
    const rows = table.rows.slice(0, MOST_ROWS);
    const names = rows.map((row, index) => (by < 0 ? String(index + 1) : namespaces.label(row[by])));
    const values = rows.map((row) => (row[at] === undefined ? null : Number(row[at].value)));
    const title = say("chart_of", {
      value: table.variables[at] ?? "",
      label: by < 0 ? "№" : (table.variables[by] ?? ""),
    });
    canvas.setAttribute("aria-label", `${title}. ${say("chart_table")}`);
    frame.className = `chart is-${kind.field.value}`;
    frame.style.height = kind.field.value === "bar" ? `${rows.length * 30 + 50}px` : "";
    chart = new Chart(canvas, configured(kind.field.value as Kind, names, values, title));
  }

  for (const one of [value, label]) one.field.addEventListener("change", () => { offer(); draw(); });
  kind.field.addEventListener("change", draw);
  onTheme(draw, signal);
  signal.addEventListener("abort", () => chart?.destroy());
  offer();
  // A canvas is as large as its frame once that stands on the page.
  requestAnimationFrame(draw);
  value.box.hidden = numbers.length < 2;
  label.box.hidden = labels.length < 2;
  return make("div", {}, make("div", { class: "choices" }, kind.box, value.box, label.box), frame, cut);
}

function configured(kind: Kind, labels: string[], data: (number | null)[], title: string): ChartConfiguration {
  const font = { family: token("sans"), size: 14 };
  const { ink, faint, line, accent, raised } = theme();
  const isPie = kind === "pie";
  const short = (words: string): string => (words.length > 34 ? `${words.slice(0, 33)}…` : words);
  const named = { ticks: { color: ink, font, autoSkip: kind === "line", callback: (_: unknown, at: number) => short(labels[at] ?? "") }, grid: { display: false }, border: { color: line } };
  const counted = { beginAtZero: true, ticks: { color: faint, font, precision: 0, callback: (n: string | number) => number(Number(n)) }, grid: { color: line }, border: { display: false } };
  const bar = kind === "bar";
  return {
    type: kind,
    data: {
      labels,
      datasets: [{
        label: title,
        data,
        backgroundColor: isPie ? PARTS.map(token) : accent,
        borderColor: isPie ? raised : accent,
        borderWidth: 2,
        ...(bar ? { borderWidth: 0, borderRadius: 3, maxBarThickness: 20 } : {}),
        ...(kind === "line" ? { pointRadius: 4, pointHoverRadius: 6, spanGaps: true } : {}),
      }],
    },
    options: {
      animation: false,
      responsive: true,
      maintainAspectRatio: false,
      indexAxis: bar ? "y" : "x",
      font,
      color: ink,
      ...(isPie ? {} : { scales: bar ? { x: counted, y: named } : { x: named, y: counted } }),
      plugins: {
        legend: { display: isPie, position: "right", labels: { color: ink, font, boxWidth: 14 } },
        tooltip: { titleFont: font, bodyFont: font },
      },
    },
  } as ChartConfiguration;
}

interface Choice {
  box: HTMLElement;
  field: HTMLSelectElement;
}

function select(words: string, values: [string, string][]): Choice {
  const field = make("select");
  fill(field, values);
  return { field, box: make("label", {}, make("span", {}, words), field) };
}

function fill(field: HTMLSelectElement, values: [string, string][]): void {
  field.replaceChildren(...values.map(([value, words]) => make("option", { value }, words)));
}
