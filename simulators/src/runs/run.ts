import type { ReplayStatus } from '@airway-twin/contracts/replay';
import type { Packet } from '../faults/inject.js';

export type RunState = NonNullable<ReplayStatus['run']>['state'];

export interface RunSettings {
  readonly packets: readonly Packet[];
  /** Story time at which the run begins; what lies before is sent at once. */
  readonly startMs: number;
  readonly endMs: number;
  /** Times faster than life; null: as fast as possible. */
  readonly speed: number | null;
  /** Share of the run to begin at, 0…1; what lies before is sent as fast as possible. */
  readonly from?: number;
  /** Hands one packet on; settles when the next may follow. */
  readonly send: (packet: Packet) => Promise<void>;
  /** Settles when all that was sent has left. */
  readonly finish: () => Promise<void>;
  readonly nowMs: () => number;
  readonly onChange: () => void;
}

/** A run that can be steered. */
export interface Run {
  readonly state: RunState;
  readonly speed: number | null;
  readonly sent: number;
  readonly storyMs: number;
  readonly failure: string | null;
  pause(): void;
  resume(): void;
  stop(): void;
  setSpeed(speed: number | null): void;
  /** To a share of the run. Forward: what lies between is sent at once. Backward: it is sent again, which has no further effect. */
  seek(fraction: number): void;
  /** Settles when the run is finished, stopped or failed. */
  readonly ended: Promise<void>;
}

const LONGEST_NAP_MS = 50;

/** Starts a run. It never throws: a send that fails ends it as `failed`, with the reason. */
export function startRun(settings: RunSettings): Run {
  const { packets, startMs, endMs, nowMs } = settings;
  let state: RunState = 'running';
  let speed = settings.speed;
  let index = 0;
  let sent = 0;
  let failure: string | null = null;
  let anchorWallMs = nowMs();
  let anchorStoryMs = startMs + (settings.from ?? 0) * (endMs - startMs);

  const storyNowMs = (): number => {
    if (state !== 'running') return anchorStoryMs;
    if (speed === null) return endMs;
    return Math.min(endMs, anchorStoryMs + (nowMs() - anchorWallMs) * speed);
  };
  /** The story's present, as far as it is told: at full speed that is the last packet. */
  const toldMs = (): number =>
    speed === null && state === 'running' ? Math.max(anchorStoryMs, packets[index - 1]?.atMs ?? startMs) : storyNowMs();
  const anchor = (storyMs: number): void => {
    anchorStoryMs = Math.min(endMs, Math.max(startMs, storyMs));
    anchorWallMs = nowMs();
  };
  const become = (next: RunState): void => {
    anchor(toldMs());
    state = next;
    settings.onChange();
  };
  const isOver = (): boolean => state === 'finished' || state === 'stopped' || state === 'failed';

  async function play(): Promise<void> {
    while (!isOver()) {
      const packet = packets[index];
      if (state === 'paused') await nap(LONGEST_NAP_MS);
      else if (packet === undefined ? storyNowMs() >= endMs : packet.atMs <= storyNowMs()) {
        if (packet === undefined) break;
        index += 1;
        sent += 1;
        await settings.send(packet);
      } else {
        const dueMs = ((packet?.atMs ?? endMs) - storyNowMs()) / (speed ?? 1);
        await nap(Math.min(LONGEST_NAP_MS, Math.max(1, dueMs)));
      }
    }
    await settings.finish();
    if (!isOver()) become('finished');
  }

  const ended = play().catch((error: unknown) => {
    failure = error instanceof Error ? error.message : String(error);
    become('failed');
  });

  return {
    get state() {
      return state;
    },
    get speed() {
      return speed;
    },
    get sent() {
      return sent;
    },
    get storyMs() {
      return toldMs();
    },
    get failure() {
      return failure;
    },
    pause() {
      if (state === 'running') become('paused');
    },
    resume() {
      if (state === 'paused') become('running');
    },
    stop() {
      if (!isOver()) become('stopped');
    },
    setSpeed(next) {
      anchor(toldMs());
      speed = next;
      settings.onChange();
    },
    seek(fraction) {
      if (isOver()) return;
      const targetMs = startMs + fraction * (endMs - startMs);
      anchor(targetMs);
      const first = packets.findIndex((packet) => packet.atMs > targetMs);
      const position = first === -1 ? packets.length : first;
      if (position < index) index = position;
      settings.onChange();
    },
    ended,
  };
}

function nap(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
