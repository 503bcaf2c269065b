// What the pages of things do more with scripts: an address is copied by a button.

async function copy(button: HTMLButtonElement): Promise<void> {
  const status = button.parentElement?.querySelector<HTMLElement>("[role=status]");
  const address = document.querySelector(".address code");
  try {
    await navigator.clipboard.writeText(button.dataset["copy"] ?? "");
  } catch {
    // Where the visitor lets no page write to the clipboard, the address is selected for them.
    if (address) {
      getSelection()?.selectAllChildren(address);
    }
    return;
  }
  if (status) {
    status.textContent = button.dataset["done"] ?? "";
  }
}

// Browsers give no clipboard to pages that came over plain HTTP from another machine.
if ("clipboard" in navigator) {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.disabled = false;
    button.addEventListener("click", () => void copy(button));
  }
}
