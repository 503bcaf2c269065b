// The field to search everything: names, documents and passages while someone types.
import { Combobox, element, type Group, type Option } from "./combobox";
import { Suggestions, type Passage, type Suggested, type Suggestion, type Words } from "./suggest";

/** Let a form of server/templates/_search.html suggest; without it the form leads to /search. */
export function finder(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("input[type=search]");
  const said = form.dataset;
  if (!field || !said["suggest"]) return;
  const box = new Combobox(field, said["list"] ?? "");
  const suggestions = new Suggestions(said["suggest"], said["language"] ?? "en");
  const ask = (): void => {
    const text = field.value.trim();
    if (text) return suggestions.ask(text, (found) => show(box, form, text, found));
    suggestions.forget();
    box.close();
  };
  field.addEventListener("input", ask);
  field.addEventListener("keydown", ({ key }) => {
    if (key === "ArrowDown" && !box.isOpen) ask();
  });
  field.addEventListener("blur", () => suggestions.forget());
  form.addEventListener("submit", () => suggestions.forget());
}

function show(box: Combobox, form: HTMLFormElement, text: string, found: Suggested): void {
  const said = form.dataset;
  const language = form.querySelector<HTMLInputElement>("input[name=lang]")?.value ?? "";
  const names = found.suggestions.map((one) => named(one, language));
  const passages = found.passages.map((one) => quoted(one, language));
  const groups: Group[] = [];
  if (names.length) groups.push({ name: said["names"] ?? "", options: names });
  if (passages.length) groups.push({ name: said["passages"] ?? "", options: passages });
  groups.push({ name: "", options: [every(form, said["every"] ?? "", text)] });
  const count = names.length + passages.length;
  const words = count === 1 ? said["one"] : said["many"];
  box.show(groups, isMeant(found.suggestions) ? 0 : -1, count ? `${count} ${words}` : (said["none"] ?? ""));
}

/** Whether the first is surely what is meant: of that very name, or the only one that begins so. */
function isMeant([first, second]: readonly Suggestion[]): boolean {
  return first?.how === "same" || (first?.how === "beginning" && second?.how !== "beginning");
}

function named({ path, label, matched, types }: Suggestion, language: string): Option {
  const kind = path.startsWith("/id/") ? (path.split("/")[2] ?? "") : "document";
  const title = element("span", `title thing of-${kind}`);
  title.append(worded(label, ""));
  const content = [title];
  const type = types[0]?.label;
  if (type) {
    const badge = element("span", `badge of-${kind}`);
    badge.textContent = type;
    content.push(badge);
  }
  if (!isSame(matched.text, label.text)) content.push(worded(matched, "alias"));
  return { content, address: within(path, language) };
}

/** Whether two names differ in nothing but capitals and accents. */
function isSame(one: string, other: string): boolean {
  return one.localeCompare(other, undefined, { sensitivity: "base" }) === 0;
}

function quoted({ path, language: of, pieces, document: source }: Passage, language: string): Option {
  const words = element("span", "passage", { lang: of });
  words.append(
    ...pieces.map(({ text, is_marked }) => {
      const piece = element(is_marked ? "mark" : "span", "");
      piece.textContent = text;
      return piece;
    }),
  );
  const content = source ? [words, worded(source, "of")] : [words];
  return { content, address: within(path, language) };
}

function every(form: HTMLFormElement, words: string, text: string): Option {
  const shown = element("span", "every");
  const isFrench = form.dataset["language"] === "fr";
  shown.textContent = isFrench ? `${words} «\u00a0${text}\u00a0»` : `${words} “${text}”`;
  const query = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
  query.set("q", text);
  return { content: [shown], address: `${form.action}?${query.toString()}` };
}

function worded({ text, language }: Words, name: string): HTMLElement {
  const made = element("span", name, language ? { lang: language } : {});
  made.textContent = text;
  return made;
}

/** An address on this site that keeps the language that was chosen. */
function within(path: string, language: string): string {
  if (!language) return path;
  const address = new URL(path, location.href);
  address.searchParams.set("lang", language);
  return address.href;
}
