// When a date of the Extended Date/Time Format is, https://www.loc.gov/standards/datetime/, as far as
// a drawing needs: the years, months and days of level 0, with the marks of doubt of level 1, and
// intervals of them that may be open.

/** A half-open interval in milliseconds since 1970. */
export interface Interval {
  start: number;
  end: number;
}

const DATE = /^(-?\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:T.*)?[?~%]?$/;

/** The interval that a date covers, or null if it cannot be drawn. */
export function interval(text: string): Interval | null {
  const [first, last, more] = text.split("/");
  if (first === undefined || more !== undefined) return null;
  const begin = one(first);
  if (last === undefined) return begin;
  const end = one(last);
  // An end that is open or unknown is drawn as a point at the other.
  if (begin === null || end === null) return begin ?? end;
  return { start: begin.start, end: Math.max(begin.end, end.end) };
}

function one(text: string): Interval | null {
  const found = DATE.exec(text);
  if (found === null) return null;
  const [year, month, day] = found.slice(1).map((part) => (part ? Number(part) : undefined));
  if (year === undefined) return null;
  const at = (y: number, m: number, d: number): number => {
    const date = new Date(Date.UTC(2000, m, d));
    date.setUTCFullYear(y + date.getUTCFullYear() - 2000);
    return date.getTime();
  };
  if (month === undefined) return { start: at(year, 0, 1), end: at(year + 1, 0, 1) };
  if (day === undefined) return { start: at(year, month - 1, 1), end: at(year, month, 1) };
  return { start: at(year, month - 1, day), end: at(year, month - 1, day + 1) };
}
