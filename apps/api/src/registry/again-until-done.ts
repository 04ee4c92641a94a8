const AGAIN_FIRST_MS = 500;
const AGAIN_MOST_MS = 30_000;

/** Work that must succeed in the end. */
export interface Asked {
  /** Asks for it; asked while it is being done, it is done once more after that. */
  readonly ask: () => void;
  readonly stop: () => void;
}

/** Does a piece of work when asked for, and when it fails again and again until it succeeds, ever more seldom. */
export function againUntilDone(
  work: () => Promise<void>,
  onError: (error: Error) => void,
  pause: (ms: number) => Promise<void> = (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
): Asked {
  let asked = 0;
  let isRunning = false;
  let isStopped = false;

  async function run(): Promise<void> {
    let pauseMs = AGAIN_FIRST_MS;
    for (let done = 0; done < asked && !isStopped;) {
      const asking = asked;
      try {
        await work();
        done = asking;
        pauseMs = AGAIN_FIRST_MS;
      } catch (error) {
        onError(error as Error);
        await pause(pauseMs);
        pauseMs = Math.min(AGAIN_MOST_MS, 2 * pauseMs);
      }
    }
    asked = 0;
    isRunning = false;
  }

  return {
    ask() {
      asked += 1;
      if (isRunning || isStopped) return;
      isRunning = true;
      void run();
    },
    stop: () => void (isStopped = true),
  };
}
