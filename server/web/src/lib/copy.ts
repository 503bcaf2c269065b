// Buttons that copy. Where no script runs, or there is no clipboard, they are not shown.

const SHOWN = 2000; // milliseconds for which a button tells that it has copied

/** Copies words and says so on the button; without a clipboard nothing is copied. */
export async function copy(words: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    return false;
  }
  const label = (button.dataset["label"] ??= button.textContent ?? "");
  button.textContent = button.dataset["copied"] ?? label;
  setTimeout(() => (button.textContent = label), SHOWN);
  return true;
}

/** Lets each `button[data-copy]` copy the words of the element that it names by its id. */
export function offerCopies(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.hidden = navigator.clipboard === undefined;
    button.addEventListener("click", () => {
      const source = document.getElementById(button.dataset["copy"] ?? "");
      void copy((source?.textContent ?? "").trim(), button);
    });
  }
}
