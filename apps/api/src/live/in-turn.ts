/**
 * Work that must not keep others from the event loop or the store: at most so many pieces run at once, in the order in which they came, and
 * each starts in a turn of the event loop of its own. Returns what runs a piece when its turn has come.
 */
export function inTurn(most: number): <T>(work: () => T | Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  const startNext = (): void => {
    if (running >= most) return;
    const start = waiting.shift();
    if (!start) return;
    running += 1;
    setImmediate(start);
  };
  return async (work) => {
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      startNext();
    });
    try {
      return await work();
    } finally {
      running -= 1;
      startNext();
    }
  };
}
