// What the pages of things do more with scripts: an address is copied by a button.

async function copy(button: HTMLButtonElement): Promise<void> {
  const status = button.parentElement?.querySelector<HTMLElement>("[role=status]");
  await navigator.clipboard.writeText(button.dataset["copy"] ?? "");
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
