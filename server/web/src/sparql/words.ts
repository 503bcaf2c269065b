// The words of the interface, which the server gives, and numbers as the language writes them.

const host = document.querySelector<HTMLElement>("[data-words]");
const table = JSON.parse(host?.dataset["words"] ?? "{}") as Record<string, string>;

export const language = document.documentElement.lang;

/** The words of a key of the table `editor` in server/messages.toml, with `{name}` replaced. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const words = table[key];
  if (words === undefined) throw new Error(`There are no words for ${key}.`);
  return words.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name] ?? "";
    return typeof value === "number" ? number(value) : value;
  });
}

/** A number with its thousands apart. */
export function number(value: number, digits = 2): string {
  return new Intl.NumberFormat(language === "fr" ? "fr-FR" : "en-GB", {
    maximumFractionDigits: digits,
  }).format(value);
}

/** A date as the language has it, as exactly as it is known; what is no date stays as it is. */
export function date(text: string): string {
  const found = /^(\d{4})-(\d\d)(?:-(\d\d))?$/.exec(text);
  if (found === null) return text;
  const [year, month, day] = found.slice(1).map(Number);
  return new Intl.DateTimeFormat(language === "fr" ? "fr-FR" : "en-GB", {
    timeZone: "UTC",
    year: "numeric",
    month: "long",
    ...(found[3] ? { day: "numeric" } : {}),
  }).format(Date.UTC(year ?? 0, (month ?? 1) - 1, found[3] ? (day ?? 1) : 1));
}

/** Bytes in words. */
export function size(bytes: number): string {
  const unit = language === "fr" ? "Mo" : "MB";
  return `${number(bytes / 1e6, 1)}\u00a0${unit}`;
}
