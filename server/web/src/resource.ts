// What the pages of things do more with scripts: an address is copied by a button.
import { readyCopies } from "./lib/copy";

readyCopies();
