// What the server sends to draw (server/network/drawing.py), and addresses of views.

export interface Thing {
  id: string;
  name: string;
  language: string;
  kind: string;
  type: string;
  degree: number;
  begin: string;
  end: string;
}

export interface Link {
  source: number;
  target: number;
  relations: string[];
  facts: number;
  mode: string;
  way: "to" | "both";
  begin: string;
  end: string;
}

export interface Drawing {
  things: Thing[];
  links: Link[];
  total: { things: number; links: number; facts: number };
}

export interface Point {
  x: number;
  y: number;
}

// What of an address does not change which network it is.
const SHOWN = ["layout", "view", "sort", "page", "chosen", "part", "lang"];

/** The part of an address that says which network it is. */
export function networkOf(address: URL): string {
  const query = new URLSearchParams(address.search);
  for (const name of SHOWN) query.delete(name);
  query.sort();
  return query.toString();
}

/** An address with some parameters set, or taken away where the value is empty. */
export function addressWith(address: URL, changes: Record<string, string>): URL {
  const made = new URL(address);
  for (const [name, value] of Object.entries(changes)) {
    if (value) made.searchParams.set(name, value);
    else made.searchParams.delete(name);
  }
  return readable(made);
}

/** The same address with its commas and strokes as they are, which a query may have. */
export function readable(address: URL): URL {
  address.search = address.search.replaceAll("%2C", ",").replaceAll("%2F", "/");
  return address;
}

/** The address that a form asks for: several values of a name are one, with commas between. */
export function addressOf(form: HTMLFormElement): URL {
  const values = new Map<string, string>();
  for (const [name, value] of new FormData(form)) {
    const text = typeof value === "string" ? value.trim() : "";
    if (text) values.set(name, values.has(name) ? `${values.get(name)},${text}` : text);
  }
  if (values.get("depth") === "1") values.delete("depth");
  return readable(new URL(`?${new URLSearchParams([...values])}`, form.action));
}

/** What the server answers at an address. */
export async function fetched(address: URL, accept: string, signal: AbortSignal): Promise<Response> {
  const answer = await fetch(address, { headers: { Accept: accept }, signal });
  if (!answer.ok) throw new Error(`${answer.status} ${address.pathname}`);
  return answer;
}
