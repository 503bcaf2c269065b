// What the things of an answer are called, asked of the service by the query that its pages ask.

import labels from "../../../queries/labels.rq";

import { send } from "./asking";
import { type Namespaces, readResults, type Table } from "./terms";
import { language } from "./words";

// Things whose names are asked for; more are not told apart in a drawing.
const MOST = 1_000;

const SAFE = /^[^\x00-\x20<>"{}|\\^`]+$/;

/** Learn what the things of a table are called: in the language of the page, else in another. Where
 * the service does not say, they keep their shortened IRIs. */
export async function learn(table: Table, namespaces: Namespaces, endpoint: string): Promise<void> {
  const found = table.rows.flat().flatMap((term) => (term?.type === "uri" ? [term.value] : []));
  const wanted = [...new Set(found)].filter((iri) => !namespaces.names.has(iri) && SAFE.test(iri));
  if (wanted.length === 0) return;
  const values = wanted.slice(0, MOST).map((iri) => `<${iri}>`).join(" ");
  const query = labels.replace("{ UNDEF }", `{ ${values} }`);
  const asked = send(endpoint, query, "application/sparql-results+json");
  const response = await asked.catch(() => null); // Names are no reason to show no rows.
  const answer = response?.ok ? readResults(await response.text()) : true;
  if (typeof answer === "boolean") return;
  for (const [thing, label] of answer.rows) {
    if (thing === undefined || label === undefined) continue;
    if (label["xml:lang"] === language || !namespaces.names.has(thing.value)) {
      namespaces.names.set(thing.value, label.value);
    }
  }
}
