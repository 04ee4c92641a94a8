/** Those who wait for a state of affairs. */
export interface Waits {
  /** Settles with true as soon as the test holds, at once or at a later `look`; with false when that can no longer come to be. */
  until(test: () => boolean): Promise<boolean>;
  look(): void;
  /** Nothing will change any more. */
  end(): void;
}

export function createWaits(): Waits {
  const waiting = new Set<{ readonly test: () => boolean; readonly done: (holds: boolean) => void }>();
  let isOver = false;
  return {
    until: (test) =>
      new Promise((done) => {
        if (isOver || test()) done(test());
        else waiting.add({ test, done });
      }),
    look() {
      for (const one of waiting) {
        if (!one.test()) continue;
        waiting.delete(one);
        one.done(true);
      }
    },
    end() {
      isOver = true;
      for (const { done, test } of waiting) done(test());
      waiting.clear();
    },
  };
}
