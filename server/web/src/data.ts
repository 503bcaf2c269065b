// The pages of files, references and the API: what stands there to be copied is copied by a button.
import { readyCopies } from "./lib/copy";

readyCopies();
