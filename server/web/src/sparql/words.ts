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

/** Bytes in words. */
export function size(bytes: number): string {
  const unit = language === "fr" ? "Mo" : "MB";
  return `${number(bytes / 1e6, 1)}\u00a0${unit}`;
}
