// What the editor completes: the classes and properties of this graph by name and by label, our
// prefixes, the variables of the query, and the words of SPARQL. Nothing is asked elsewhere.

import type { Completion, CompletionContext, CompletionResult, CompletionSource } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";

import { number, say } from "./words";

/** What the service tells at /terms.json. */
export interface Vocabulary {
  prefixes: Record<string, string>;
  terms: { name: string; kind: "class" | "property"; label: string; definition: string; uses: number }[];
}

const KEYWORDS = (
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS BIND VALUES GRAPH GROUP ORDER BY HAVING LIMIT " +
  "OFFSET ASC DESC ASK CONSTRUCT DESCRIBE PREFIX FROM NAMED EXISTS NOT COUNT SUM MIN MAX AVG SAMPLE " +
  "GROUP_CONCAT LANG STR REGEX CONTAINS LCASE STRSTARTS BOUND COALESCE DATATYPE"
).split(" ");

const MOST = 60;

/** Completions of what stands before the cursor. */
export function completing(vocabulary: () => Vocabulary): CompletionSource {
  return (context) => {
    const word = context.matchBefore(/[?$][\w]*|[\p{L}_][\p{L}\w-]*:?[\w.-]*|:[\w.-]*/u);
    if (word === null && !context.explicit) return null;
    const written = word?.text ?? "";
    if (written.length < 2 && !context.explicit) return null;
    const options = /^[?$]/.test(written)
      ? variables(context, written)
      : terms(context, vocabulary(), written);
    return answer(word?.from ?? context.pos, options);
  };
}

function answer(from: number, options: Completion[]): CompletionResult | null {
  return options.length === 0 ? null : { from, options: options.slice(0, MOST), filter: false };
}

function variables(context: CompletionContext, written: string): Completion[] {
  const found = new Set(context.state.doc.toString().match(/[?$]\w+/g));
  found.delete(written);
  return [...found]
    .filter((name) => name.startsWith(written))
    .sort()
    .map((label) => ({ label, detail: say("variable") }));
}

function terms(context: CompletionContext, vocabulary: Vocabulary, written: string): Completion[] {
  const before = context.state.sliceDoc(Math.max(0, context.pos - written.length - 200), context.pos - written.length);
  const isClass = /(?:\sa|rdf:type)\s+$/.test(before);
  const wanted = folded(written);
  const prefixes = /PREFIX\s+$/i.test(before) ? prefixesOf(vocabulary, wanted) : [];
  if (prefixes.length > 0) return prefixes;
  const found = vocabulary.terms
    .map((term) => ({ term, rank: rank(term, wanted, isClass) }))
    .filter(({ rank }) => rank > 0)
    .sort((one, other) => other.rank - one.rank || other.term.uses - one.term.uses);
  const keywords = KEYWORDS.filter((keyword) => wanted && keyword.toLowerCase().startsWith(wanted));
  return [
    ...keywords.map((label) => ({ label, detail: say("keyword") })),
    ...found.map(({ term }) => ({
      label: term.name,
      detail: ` ${term.label || say(term.kind)}`,
      ...(term.definition
        ? { info: `${term.definition} (${say(term.kind)}, ${number(term.uses)})` }
        : {}),
      apply: (view: EditorView, _: Completion, from: number, to: number) =>
        put(view, vocabulary, term.name, from, to),
    })),
  ];
}

function prefixesOf(vocabulary: Vocabulary, wanted: string): Completion[] {
  return Object.entries(vocabulary.prefixes)
    .filter(([prefix]) => prefix.startsWith(wanted.replace(":", "")))
    .map(([prefix, namespace]) => ({ label: `${prefix}: <${namespace}>`, detail: say("prefix") }));
}

/** How well a term answers to what is written; 0: not at all. */
function rank(term: Vocabulary["terms"][number], wanted: string, isClass: boolean): number {
  const name = folded(term.name);
  const local = name.slice(name.indexOf(":") + 1);
  const kind = isClass === (term.kind === "class") ? 2 : 1;
  if (name === wanted) return 16 * kind;
  if (name.startsWith(wanted)) return 8 * kind;
  if (wanted.includes(":")) return 0;
  if (local.startsWith(wanted)) return 4 * kind;
  return local.includes(wanted) || folded(term.label).includes(wanted) ? kind : 0;
}

/** Put a term in, and declare its prefix if the query does not yet. */
function put(view: EditorView, vocabulary: Vocabulary, name: string, from: number, to: number): void {
  const line = declaration(view, vocabulary, name.slice(0, name.indexOf(":")));
  view.dispatch({
    changes: [...(line ? [{ from: 0, insert: line }] : []), { from, to, insert: name }],
    selection: { anchor: line.length + from + name.length },
    userEvent: "input.complete",
  });
}

/** Declares a prefix of ours as soon as someone writes it. */
export function declaring(vocabulary: () => Vocabulary): Extension {
  return EditorView.inputHandler.of((view, from, to, text) => {
    if (text !== ":") return false;
    const line = view.state.doc.lineAt(from);
    const before = line.text.slice(0, from - line.from);
    const prefix = /(?:^|[\s({\[.;,|/^!])([a-z][\w-]*)$/i.exec(before)?.[1];
    if (prefix === undefined || /PREFIX\s+\S*$|[#<"'][^>"']*$/i.test(before)) return false;
    const added = declaration(view, vocabulary(), prefix);
    if (!added) return false;
    view.dispatch({
      changes: [{ from: 0, insert: added }, { from, to, insert: text }],
      selection: { anchor: added.length + from + 1 },
      userEvent: "input.type",
    });
    return true;
  });
}

/** The line that declares a prefix of ours, or nothing if the query has it or nobody knows it. */
function declaration(view: EditorView, vocabulary: Vocabulary, prefix: string): string {
  const namespace = vocabulary.prefixes[prefix];
  const isDeclared = new RegExp(`PREFIX\\s+${prefix}:`, "i").test(view.state.doc.toString());
  return namespace === undefined || isDeclared ? "" : `PREFIX ${prefix}: <${namespace}>\n`;
}

function folded(words: string): string {
  return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
