// The menu of narrow windows: it closes by Escape and by a press elsewhere, as menus do.

export function menu(box: HTMLDetailsElement): void {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !box.open) return;
    box.open = false;
    box.querySelector("summary")?.focus();
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target as Node)) box.open = false;
  });
}
