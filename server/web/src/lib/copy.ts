// Buttons that copy the words of another element: `data-copy` has its id, `data-copied` what the
// button then says.

const SHOWN = 2_000; // Milliseconds that a button says what it has done.

export function readyCopies(within: ParentNode): void {
  for (const button of within.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.classList.add("is-ready");
    button.addEventListener("click", () => void copy(button));
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const source = document.getElementById(button.dataset["copy"] ?? "");
  if (source === null) return;
  if (await written(source)) tell(button);
}

// Where the page is not served safely there is no clipboard: the words are selected then, to be
// copied by hand.
async function written(source: HTMLElement): Promise<boolean> {
  const words = (source.textContent ?? "").trim();
  try {
    await navigator.clipboard.writeText(words);
    return true;
  } catch {
    window.getSelection()?.selectAllChildren(source);
    return false;
  }
}

function tell(button: HTMLButtonElement): void {
  const word = button.querySelector("span");
  if (word === null || button.dataset["told"] !== undefined) return;
  const before = word.textContent;
  button.dataset["told"] = "";
  word.textContent = button.dataset["copied"] ?? before;
  announce(word.textContent ?? "");
  setTimeout(() => {
    word.textContent = before;
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
  region.textContent = "";
  region.textContent = words;
}
