// What every page runs.
import { finder } from "./lib/finder";
import { menu } from "./lib/menu";

document.querySelectorAll<HTMLFormElement>("form[data-suggest]").forEach(finder);
document.querySelectorAll<HTMLDetailsElement>(".top details").forEach(menu);
