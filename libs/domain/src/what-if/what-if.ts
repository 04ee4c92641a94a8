import type { Band } from '../twin/view.js';

/** Names the meaning of a forward simulation; goes with every answer. */
export const WHAT_IF_VERSION = 'what-if-1';

/**
 * What is supposed about the coming days. Each is a question of a clinician or patient, never advice: nothing is changed by asking.
 * `preventer-as-now` goes on as the sensors saw it lately and is what the others are compared with.
 */
export const SCENARIOS = [
  'preventer-as-now',
  'preventer-as-prescribed',
  'preventer-stopped',
  'missed-week',
  'polluted-week',
  'cold',
  'reliever-now',
] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** The simulated patient at one instant: 80 % bands. */
export interface WhatIfPoint {
  readonly atMs: number;
  /** 0…1, reliever included. */
  readonly constriction: Band;
  readonly inflammation: Band;
  /** FEV1 (peak flow when there was never a spirometer) at that instant, % of personal best; null without a personal best. */
  readonly percentOfBest: Band | null;
}

export type WhatIf =
  | {
      readonly kind: 'simulated';
      readonly scenario: Scenario;
      readonly version: typeof WHAT_IF_VERSION;
      /** First point now, last at the horizon; evenly spaced, hourly for `reliever-now`. */
      readonly points: readonly WhatIfPoint[];
      /** What was put in, for the screen to say: controller exposure, PM2.5 in µg/m³, puffs. */
      readonly assumed: {
        readonly controllerExposure: number;
        readonly pm25MicrogramsPerM3: number | null;
        readonly relieverPuffs: number;
      };
    }
  | {
      readonly kind: 'unavailable';
      readonly scenario: Scenario;
      /** `not-enough-breaths`: the twin does not know this patient yet; `no-preventer`: none is prescribed; `no-reliever`: none known. */
      readonly reason: 'not-enough-breaths' | 'no-preventer' | 'no-reliever';
    };
