// Pages that only have something to copy: their buttons copy it.
import { readyCopies } from "./lib/copy";

readyCopies();
