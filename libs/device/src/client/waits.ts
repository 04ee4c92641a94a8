/** Those who wait for a state of affairs. */
export interface Waits {
  /** Settles as soon as the test holds: at once, or at a later `look`. */
  until(test: () => boolean): Promise<void>;
  look(): void;
}

export function createWaits(): Waits {
  const waiting = new Set<{ readonly test: () => boolean; readonly done: () => void }>();
  return {
    until: (test) =>
      new Promise((done) => {
        if (test()) done();
        else waiting.add({ test, done });
      }),
    look() {
      for (const one of waiting) {
        if (!one.test()) continue;
        waiting.delete(one);
        one.done();
      }
    },
  };
}
