// The field in which a query is written: CodeMirror (https://codemirror.net/docs/) in a shadow tree,
// where its styles are sheets that a script makes, which the Content-Security-Policy allows.

import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, StreamLanguage, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { sparql } from "@codemirror/legacy-modes/mode/sparql";
import { type Diagnostic, lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { tags } from "@lezer/highlight";

import { completing, declaring, type Vocabulary } from "./completion";
import { theme } from "./editor_theme";
import { say } from "./words";

export const language = StreamLanguage.define(sparql);

/** What the field tells. */
export interface Heard {
  change(query: string): void;
  run(): void;
}

/** The field; its height is that of the element that it stands in. */
export class QueryEditor {
  private readonly view: EditorView;

  constructor(
    host: HTMLElement,
    query: string,
    vocabulary: () => Vocabulary,
    private readonly heard: Heard,
  ) {
    const root = host.attachShadow({ mode: "open" });
    this.view = new EditorView({ root, parent: root, state: this.state(query, vocabulary) });
  }

  private state(query: string, vocabulary: () => Vocabulary): EditorState {
    const run = (): boolean => {
      this.heard.run();
      return true;
    };
    return EditorState.create({
      doc: query,
      extensions: [
        placeholder(say("start")),
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        bracketMatching(),
        closeBrackets(),
        autocompletion({ override: [completing(vocabulary)], icons: false }),
        declaring(vocabulary),
        language,
        syntaxHighlighting(COLOURS),
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({
          "aria-label": say("query"),
          "aria-describedby": "keys",
          autocapitalize: "off",
          spellcheck: "false",
        }),
        Prec.highest(keymap.of([{ key: "Mod-Enter", run }])),
        keymap.of([...closeBracketsKeymap, ...completionKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) this.heard.change(this.text);
        }),
        theme,
      ],
    });
  }

  get text(): string {
    return this.view.state.doc.toString();
  }

  /** Put another query in place of this one. */
  set text(query: string) {
    if (query === this.text) return;
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: query },
      selection: { anchor: 0 },
      scrollIntoView: true,
    });
    this.unmark();
  }

  focus(): void {
    this.view.focus();
  }

  /** Mark where the query cannot be read; line and column are counted from 1. */
  mark(line: number, column: number, message: string): void {
    const from = this.offset(line, column);
    const rest = this.view.state.doc.lineAt(from).text.slice(from - this.view.state.doc.lineAt(from).from);
    const to = from + (/^(?:\w+|\S)/.exec(rest)?.[0].length ?? 0);
    const mark: Diagnostic = { from, to, severity: "error", message };
    this.view.dispatch(setDiagnostics(this.view.state, [mark]));
  }

  unmark(): void {
    this.view.dispatch(setDiagnostics(this.view.state, []));
  }

  /** Set the cursor at a place. */
  go(line: number, column: number): void {
    this.view.dispatch({ selection: { anchor: this.offset(line, column) }, scrollIntoView: true });
    this.view.focus();
  }

  private offset(line: number, column: number): number {
    const found = this.view.state.doc.line(Math.min(line, this.view.state.doc.lines));
    return Math.min(found.from + Math.max(column - 1, 0), found.to);
  }
}

const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--instrument)", fontWeight: "600" },
  { tag: tags.standard(tags.variableName), color: "var(--instrument)" },
  { tag: tags.local(tags.variableName), color: "var(--event)" },
  { tag: tags.atom, color: "var(--agent)" },
  { tag: tags.string, color: "var(--place)" },
  { tag: tags.meta, color: "var(--time)" },
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
]);
