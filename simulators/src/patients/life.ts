import { MS_PER_HOUR } from '@airway-twin/domain/time';
import { restingBody } from './body.js';
import type { HourOfTruth, Intervention, LifeEvent } from './life-events.js';
import { liveHour, newbornLife, type LifeSetting, type LifeState } from './life-hour.js';

/** A hidden life that goes on when asked. */
export interface Life {
  readonly setting: LifeSetting;
  /** The story has been told up to here (inclusive). */
  readonly toldUntilMs: number;
  readonly interventions: readonly Intervention[];
  /** What happens after `toldUntilMs` up to `toMs`, in order. Nothing when `toMs` lies before. */
  advanceTo(toMs: number): LifeEvent[];
  /** Adds what happens to the person. What is told already never changes: instants before that are refused with an error. */
  intervene(...more: readonly Intervention[]): void;
  /** Cuts what was planned for after `atMs` short: a scenario that is stopped. */
  endInterventionsAt(atMs: number): void;
}

export interface LifeOptions {
  readonly interventions?: readonly Intervention[];
  /** Called for each hour once it is over. */
  readonly onTruth?: (truth: HourOfTruth) => void;
}

/**
 * A life from its start. Telling it in one go or in many small steps gives the same events with the same numbers; two lives with the
 * same setting and interventions are the same.
 */
export function createLife(setting: LifeSetting, options: LifeOptions = {}): Life {
  let interventions: readonly Intervention[] = [...(options.interventions ?? [])];
  let state: LifeState = newbornLife(setting, restingBody(setting.spec));
  let toldUntilMs = state.hourStartMs - 1;
  return {
    setting,
    get toldUntilMs() {
      return toldUntilMs;
    },
    get interventions() {
      return interventions;
    },
    advanceTo(toMs) {
      const told: LifeEvent[] = [];
      while (toldUntilMs < toMs) {
        const hour = liveHour(setting, state, interventions);
        const untilMs = Math.min(toMs, state.hourStartMs + MS_PER_HOUR - 1);
        for (const event of hour.events) if (event.atMs > toldUntilMs && event.atMs <= untilMs) told.push(event);
        toldUntilMs = untilMs;
        if (untilMs === state.hourStartMs + MS_PER_HOUR - 1) {
          options.onTruth?.(hour.truth);
          state = hour.state;
        }
      }
      return told;
    },
    intervene(...more) {
      for (const one of more) {
        const fromMs = 'atMs' in one ? one.atMs : one.fromMs;
        if (fromMs <= toldUntilMs) throw new Error(`the story is told already at ${new Date(fromMs).toISOString()}`);
      }
      interventions = [...interventions, ...more];
    },
    endInterventionsAt(atMs) {
      interventions = interventions
        .filter((one) => ('atMs' in one ? one.atMs : one.fromMs) <= atMs)
        .map((one) => ('toMs' in one && one.toMs > atMs ? { ...one, toMs: atMs + 1 } : one));
    },
  };
}
