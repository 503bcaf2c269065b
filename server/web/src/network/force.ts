// Asks the worker where things stand, so that the page never waits for it.
import type { Drawing, Point } from "./data";

interface Told {
  number: number;
  /** How much of it is done, up to 1. */
  done?: number;
  places?: Point[];
}

export class Force {
  private readonly worker: Worker;
  private number = 0;

  constructor(address: string) {
    this.worker = new Worker(address, { type: "module" });
  }

  /**
   * Where things stand by closeness; nothing if another arrangement was asked for meanwhile.
   *
   * @param tell hears how much of it is done, if that takes a while
   */
  arrange(drawing: Drawing, tell: (done: number) => void): Promise<Point[] | undefined> {
    const number = ++this.number;
    const over = new AbortController();
    return new Promise<Point[] | undefined>((resolve, reject) => {
      const heard = ({ data }: MessageEvent<Told>): void => {
        if (data.number < number) return;
        if (number !== this.number) resolve(undefined);
        else if (data.places) resolve(data.places);
        else tell(data.done ?? 0);
      };
      this.worker.addEventListener("message", heard, { signal: over.signal });
      this.worker.addEventListener("error", (failed) => reject(new Error(failed.message)), { signal: over.signal });
      this.worker.postMessage({ number, drawing });
    }).finally(() => over.abort());
  }
}
