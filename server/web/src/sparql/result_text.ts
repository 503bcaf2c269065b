// An answer as it was sent: a graph in Turtle, rows in JSON, in colours.

import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";

import { make } from "./dom";
import { language } from "./query_editor";
import { say } from "./words";

// Characters that are shown; a browser is slow with more.
const MOST = 200_000;

const CLASSES = tagHighlighter([
  { tag: tags.keyword, class: "is-word" },
  { tag: tags.atom, class: "is-iri" },
  { tag: tags.string, class: "is-string" },
  { tag: tags.meta, class: "is-tag" },
  { tag: tags.comment, class: "is-comment" },
]);

/** Turtle, which the grammar of SPARQL reads as well as a picture of it needs. */
export function drawTurtle(text: string): HTMLElement {
  return drawText(text, (shown, place) => {
    highlightCode(
      shown,
      language.parser.parse(shown),
      CLASSES,
      (words, style) => place.append(style ? make("span", { class: style }, words) : words),
      () => place.append("\n"),
    );
  });
}

/** Any text, as it is. */
export function drawText(
  text: string,
  write: (shown: string, place: HTMLElement) => void = (shown, place) => place.append(shown),
): HTMLElement {
  const shown = text.slice(0, MOST);
  const place = make("code");
  write(shown, place);
  const cut = text.length > MOST;
  return make(
    "div",
    {},
    make("pre", { class: "answer", tabindex: 0, role: "region", "aria-labelledby": "result" }, place),
    cut ? make("p", { class: "details" }, say("text_cut", { number: MOST, total: text.length })) : null,
  );
}
