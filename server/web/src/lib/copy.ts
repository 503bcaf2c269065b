// Buttons that copy the words of another element: `data-copy` has its id, `data-copied` what the
// button then says. Until a script runs they keep their place and are not seen.

const SHOWN = 2_000; // Milliseconds that a button says what it has done.

/** Lets each `button[data-copy]` copy; where there is no clipboard, the words are selected. */
export function readyCopies(within: ParentNode = document): void {
  for (const button of within.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.classList.add("is-ready");
    button.addEventListener("click", () => void copyFrom(button));
  }
}

async function copyFrom(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset["copy"] ?? "");
  if (source === null) return;
  const isCopied = await copy((source.textContent ?? "").trim(), button);
  if (!isCopied) getSelection()?.selectAllChildren(source);
}

/** Copies words and says so; false where the browser has no clipboard for this page. */
export async function copy(words: string, button: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(words);
  } catch {
    return false;
  }
  tell(button);
  return true;
}

/** Says for a while on a button, and aloud, that it has copied. */
export function tell(button: HTMLElement): void {
  const label = button.querySelector("span") ?? button;
  if (button.dataset["told"] !== undefined) return;
  const before = label.textContent;
  button.dataset["told"] = "";
  label.textContent = button.dataset["copied"] ?? before;
  announce(label.textContent ?? "");
  setTimeout(() => {
    label.textContent = before;
    delete button.dataset["told"];
  }, SHOWN);
}

function announce(words: string): void {
  let region = document.getElementById("told");
  if (region === null) {
    region = document.createElement("p");
    region.id = "told";
    region.className = "unseen";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = words;
}
