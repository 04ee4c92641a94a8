import { localHour } from '../time/calendar.js';
import type { TwinState } from '../twin/state.js';
import { TRAIT, TROUGH_HOUR } from '../twin/trait-model.js';
import type { TwinView } from '../twin/view.js';

/** What the twin believes of the airways, as the model reads it: estimates, each `NaN` before the first observation. */
export interface EstimatedAirways {
  /** C without reliever and without its daily rhythm, so that the hour of scoring does not matter, 0…1. */
  readonly constriction: number;
  /** Width of its 80 % band. */
  readonly constrictionWidth: number;
  /** I, 0…1. */
  readonly inflammation: number;
  /** The part of I that moves within days (3) less the one that moves within weeks (35): above 0, inflammation is rising. */
  readonly inflammationRise: number;
  /** How strongly a viral infection seems to work, 0…1, as of the newest observation. */
  readonly virus: number;
}

/** The belief at `nowMs`. `state` and `view` are of the same instant. */
export function estimatedAirways({ traits, profile }: TwinState, view: TwinView, nowMs: number): EstimatedAirways {
  const { constrictionUnmasked: shown, inflammation } = view;
  if (traits === null || shown === null || inflammation === null) {
    return { constriction: NaN, constrictionWidth: NaN, inflammation: NaN, inflammationRise: NaN, virus: NaN };
  }
  const { mean } = traits;
  const angle = ((localHour(nowMs, profile.timeZone) - TROUGH_HOUR) * 2 * Math.PI) / 24;
  const rhythm = mean[TRAIT.cosine]! * Math.cos(angle) + mean[TRAIT.sine]! * Math.sin(angle);
  return {
    constriction: shown.mid - rhythm,
    constrictionWidth: shown.high - shown.low,
    inflammation: inflammation.mid,
    inflammationRise: mean[TRAIT.fast]! - mean[TRAIT.slow]!,
    virus: mean[TRAIT.virus]!,
  };
}
