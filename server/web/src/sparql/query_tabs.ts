// The queries that someone has open, kept in the browser from one visit to the next.

export interface Kept {
  name: string;
  query: string;
}

const KEY = "sommet.queries";
const MOST = 20;

/** The open queries, one of which is at hand; there is always one. */
export class QueryTabs {
  private all: Kept[] = [];
  private at = 0;

  constructor(private readonly naming: (number: number) => string) {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as { all?: Kept[]; at?: number };
      this.all = (kept.all ?? []).filter(isKept);
      this.at = Math.min(Math.max(kept.at ?? 0, 0), Math.max(this.all.length - 1, 0));
    } catch {
      // What cannot be read, or may not be, is as if nothing had been kept.
    }
    if (this.all.length === 0) this.all = [{ name: naming(1), query: "" }];
  }

  get list(): readonly Kept[] {
    return this.all;
  }

  get index(): number {
    return this.at;
  }

  get query(): string {
    return this.all[this.at]?.query ?? "";
  }

  /** Take up what was written. */
  write(query: string): void {
    const current = this.all[this.at];
    if (current) current.query = query;
    this.keep();
  }

  choose(index: number): void {
    this.at = index;
    this.keep();
  }

  /** Go to a query: where it is open, else in an empty tab, else in a new one. */
  open(query: string, name = ""): void {
    const same = this.all.findIndex((kept) => kept.query.trim() === query.trim());
    if (same >= 0) return this.choose(same);
    if (this.query.trim() && this.all.length < MOST) {
      this.all.push({ name: "", query: "" });
      this.at = this.all.length - 1;
    }
    this.all[this.at] = { name: name || this.free(), query };
    this.keep();
  }

  close(): void {
    this.all.splice(this.at, 1);
    if (this.all.length === 0) this.all.push({ name: this.free(), query: "" });
    this.choose(Math.min(this.at, this.all.length - 1));
  }

  /** A name that no tab has. */
  private free(): string {
    const taken = new Set(this.all.map((kept) => kept.name));
    let number = 1;
    while (taken.has(this.naming(number))) number += 1;
    return this.naming(number);
  }

  private keep(): void {
    try {
      localStorage.setItem(KEY, JSON.stringify({ all: this.all, at: this.at }));
    } catch {
      // A browser that keeps nothing, or whose room is used up: the page works without.
    }
  }
}

function isKept(value: Kept | null): boolean {
  return typeof value?.name === "string" && typeof value.query === "string";
}
