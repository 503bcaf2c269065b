// Asks the worker where things stand, so that the page never waits for it.
import type { Drawing, Point } from "./data";

export class Force {
  private readonly worker: Worker;
  private number = 0;

  constructor(address: string) {
    this.worker = new Worker(address, { type: "module" });
  }

  /** Where things stand by closeness; nothing if another arrangement was asked for meanwhile. */
  async arrange(drawing: Drawing): Promise<Point[] | undefined> {
    const number = ++this.number;
    const { promise, resolve, reject } = pending<Point[] | undefined>();
    const done = new AbortController();
    const heard = { signal: done.signal };
    this.worker.addEventListener("message", (message: MessageEvent<{ number: number; places: Point[] }>) => {
      if (message.data.number < number) return;
      resolve(message.data.number === number && number === this.number ? message.data.places : undefined);
    }, heard);
    this.worker.addEventListener("error", (failed) => reject(new Error(failed.message)), heard);
    this.worker.postMessage({ number, drawing });
    try {
      return await promise;
    } finally {
      done.abort();
    }
  }
}

function pending<T>() {
  let resolve!: (value: T) => void;
  let reject!: (cause: Error) => void;
  const promise = new Promise<T>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { promise, resolve, reject };
}
