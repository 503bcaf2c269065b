// A query asked of the service, and what comes of it.

import { readResults, readTriples, type Table } from "./terms";

/** The body of an error and, if it is of the query, its place: server/docs/sparql.md. */
export interface Failure {
  code: string;
  message: string;
  name: string;
  value: string;
  remedy: string;
  line?: number;
  column?: number;
}

export type Outcome =
  | { kind: "rows"; table: Table; raw: string }
  | { kind: "truth"; truth: boolean; raw: string }
  | { kind: "graph"; turtle: string; triples: () => Promise<Table> }
  | { kind: "large"; isGraph: boolean }
  | { kind: "unreachable" | "stopped" }
  | { kind: "failure"; failure: Failure };

/** Bytes of an answer that a page still shows; the downloads hold more. */
export const MOST_BYTES = 24_000_000;

// Characters of an address that every proxy lets pass; longer queries go in the body.
const MOST_ADDRESS = 6_000;

/** The address at which a query is answered, or nothing if it is too long for one. */
export function addressOf(endpoint: string, query: string, format = ""): string {
  const parameters = new URLSearchParams({ query });
  if (format) parameters.set("format", format);
  const address = `${endpoint}?${parameters}`;
  return address.length > MOST_ADDRESS ? "" : address;
}

/** The response to a query: by GET, which can be kept, or if it is long by POST. */
export function send(
  endpoint: string,
  query: string,
  accept: string,
  signal: AbortSignal | null = null,
): Promise<Response> {
  const headers = { Accept: accept };
  const address = addressOf(endpoint, query);
  if (address) return fetch(address, { headers, signal });
  return fetch(endpoint, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/sparql-query" },
    body: query,
    signal,
  });
}

/** Ask. Who aborts leaves, and the service ends the query.
 *
 * @param progress is told the bytes that have come
 */
export async function ask(
  endpoint: string,
  query: string,
  signal: AbortSignal,
  progress: (bytes: number) => void,
): Promise<Outcome> {
  try {
    const accept = "application/sparql-results+json, text/turtle;q=0.9";
    const response = await send(endpoint, query, accept, signal);
    const text = await read(response, progress);
    if (!response.ok) return failed(response, text ?? "");
    const isGraph = response.headers.get("Content-Type")?.startsWith("text/turtle") ?? false;
    if (text === null) return { kind: "large", isGraph };
    if (isGraph) {
      return { kind: "graph", turtle: text, triples: () => triplesOf(endpoint, query) };
    }
    const result = readResults(text);
    if (typeof result === "boolean") return { kind: "truth", truth: result, raw: text };
    return { kind: "rows", table: result, raw: text };
  } catch (error) {
    if (signal.aborted) return { kind: "stopped" };
    if (error instanceof TypeError) return { kind: "unreachable" };
    throw error;
  }
}

function failed(response: Response, text: string): Outcome {
  if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
    return { kind: "unreachable" }; // Something between us and the service answered.
  }
  const { error } = JSON.parse(text) as { error: Failure };
  const [line, column] = (response.headers.get("Sommet-Query-Place") ?? "").split(":").map(Number);
  return { kind: "failure", failure: line && column ? { ...error, line, column } : error };
}

/** The whole text of a response, or null if it is more than a page shows. */
async function read(response: Response, progress: (bytes: number) => void): Promise<string | null> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (bytes > MOST_BYTES) {
      await reader.cancel();
      return null;
    }
    text += decoder.decode(value, { stream: true });
    progress(bytes);
  }
  return text + decoder.decode();
}

async function triplesOf(endpoint: string, query: string): Promise<Table> {
  const response = await send(endpoint, query, "application/n-triples");
  return readTriples(await response.text());
}
