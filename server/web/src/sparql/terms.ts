// The terms of answers: read, shortened, linked.
// https://www.w3.org/TR/sparql11-results-json/ and https://www.w3.org/TR/n-triples/

export interface Term {
  type: string;
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

export type Cell = Term | undefined;

/** Rows under variables: each row has a cell for each. */
export interface Table {
  variables: string[];
  rows: Cell[][];
}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = new Set(
  ["integer", "decimal", "double", "float", "int", "long", "nonNegativeInteger"].map((n) => XSD + n),
);
const DATES = new Set(["date", "dateTime", "gYear", "gYearMonth"].map((name) => XSD + name));
DATES.add("http://id.loc.gov/datatypes/edtf/EDTF");

/** Names of the namespaces, and where this server answers for its IRIs. */
export class Namespaces {
  prefixes: Record<string, string> = {};
  /** What things are called, by IRI, as far as it was asked. */
  readonly names = new Map<string, string>();

  constructor(readonly base: string) {}

  /** An IRI with a prefix, or without the base of ours. */
  shorten(iri: string): string {
    for (const [prefix, namespace] of Object.entries(this.prefixes)) {
      const local = iri.slice(namespace.length);
      if (iri.startsWith(namespace) && /^[\w.-]+$/.test(local)) return `${prefix}:${local}`;
    }
    return iri.startsWith(this.base) ? iri.slice(this.base.length) : iri;
  }

  /** The address of an IRI: here if it is ours; none for what is no address. */
  address(iri: string): string {
    const rest = iri.slice(this.base.length).replace(/^ontology#/, "ontology/");
    const language = new URLSearchParams(location.search).get("lang");
    if (iri.startsWith(this.base) && !/^[/\\]/.test(rest)) {
      const [path, fragment] = rest.split("#");
      return `/${path}${language ? `?lang=${language}` : ""}${fragment ? `#${fragment}` : ""}`;
    }
    return /^https?:/.test(iri) ? iri : "";
  }

  /** What a term is called in a drawing: by its name if that is known. */
  label(term: Cell): string {
    if (term === undefined) return "";
    if (term.type !== "uri") return term.type === "bnode" ? `_:${term.value}` : term.value;
    return this.names.get(term.value) ?? this.shorten(term.value);
  }

  /** The kind of a thing of ours, `agent`; else empty. */
  kind(iri: string): string {
    const found = iri.startsWith(this.base) && /^id\/(\w+)\//.exec(iri.slice(this.base.length));
    return found ? (found[1] ?? "") : "";
  }
}

export const isNumber = (term: Cell): boolean => NUMBERS.has(term?.datatype ?? "");
export const isDate = (term: Cell): boolean => DATES.has(term?.datatype ?? "");
export const isThing = (term: Cell): boolean => term?.type === "uri" || term?.type === "bnode";

/** Whether a column has values, and all of them are of a sort. */
export function column(table: Table, at: number, is: (term: Cell) => boolean): boolean {
  const values = table.rows.map((row) => row[at]).filter((term) => term !== undefined);
  return values.length > 0 && values.every(is);
}

/** The columns of which `column` is true. */
export function columns(table: Table, is: (term: Cell) => boolean): number[] {
  return table.variables.map((_, at) => at).filter((at) => column(table, at, is));
}

/** The order of two cells: numbers by size, the rest as the language has it, nothing last. */
export function compare(one: Cell, other: Cell, inOrder: (a: string, b: string) => number): number {
  if (one === undefined || other === undefined) {
    return (one === undefined ? 1 : 0) - (other === undefined ? 1 : 0);
  }
  if (isNumber(one) && isNumber(other)) return Number(one.value) - Number(other.value);
  return inOrder(one.value, other.value);
}

interface Bindings {
  head: { vars?: string[] };
  results?: { bindings: Record<string, Term>[] };
  boolean?: boolean;
}

/** An answer in JSON: rows, or yes or no. */
export function readResults(text: string): Table | boolean {
  const read = JSON.parse(text) as Bindings;
  if (read.boolean !== undefined) return read.boolean;
  const variables = read.head.vars ?? [];
  const rows = (read.results?.bindings ?? []).map((row) => variables.map((name) => row[name]));
  return { variables, rows: rows.map((row) => row.map(flat)) };
}

/** A term whose value is text: one that quotes a triple is written as one. */
function flat(term: Cell): Cell {
  if (term === undefined || typeof term.value === "string") return term;
  const { subject, predicate, object } = term.value as Record<string, Term>;
  const parts = [subject, predicate, object].map((part) => flat(part)?.value ?? "");
  return { type: "triple", value: `<< ${parts.join(" ")} >>` };
}

const LINE = /^(<[^>]*>|_:\S+) (<[^>]*>) (.*) \.$/;
const LITERAL = /^"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?$/;
const ESCAPES: Record<string, string> = { t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" };

/** A graph in N-Triples, as rows. */
export function readTriples(text: string): Table {
  const rows = text.split("\n").flatMap((line) => {
    const found = LINE.exec(line);
    return found ? [found.slice(1).map((part) => readTerm(part))] : [];
  });
  return { variables: ["subject", "predicate", "object"], rows };
}

function readTerm(text: string): Term {
  if (text.startsWith("<")) return { type: "uri", value: unescaped(text.slice(1, -1)) };
  const literal = LITERAL.exec(text);
  if (literal === null) return { type: "bnode", value: text.slice(2) };
  const term: Term = { type: "literal", value: unescaped(literal[1] ?? "") };
  if (literal[2]) term["xml:lang"] = literal[2];
  if (literal[3]) term.datatype = literal[3];
  return term;
}

function unescaped(text: string): string {
  return text.replace(/\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)/g, (_, escape: string) =>
    escape.length > 1
      ? String.fromCodePoint(parseInt(escape.slice(1), 16))
      : (ESCAPES[escape] ?? escape),
  );
}
