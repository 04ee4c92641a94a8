/** Between two looks of a process that was awake, at most. */
const ASLEEP_FROM_MS = 10_000;

/** Whether the process was awake since its last look. */
export interface Wakefulness {
  /** To be called at every look, about once a second. */
  look(): void;
  /** False until the next look after the machine slept or its clock was set on: nobody can say who has been silent meanwhile. */
  readonly isAwake: boolean;
}

export function watchWakefulness(clock: () => number): Wakefulness {
  let lookedAtMs: number | null = null;
  let isAwake = true;
  return {
    look() {
      const nowMs = clock();
      isAwake = lookedAtMs === null || nowMs - lookedAtMs <= ASLEEP_FROM_MS;
      lookedAtMs = nowMs;
    },
    get isAwake() {
      return isAwake;
    },
  };
}
