import { isFastBronchodilator } from '../patient/drugs.js';
import { MS_PER_HOUR, MS_PER_MINUTE } from '../time/calendar.js';
import type { RememberedActuation } from './state.js';

/** One puff takes away this share of the constriction at its peak; two puffs (200 µg salbutamol) 0.8. Design choice on published onset. */
const EFFECT_PER_PUFF = 0.55;
/** However many puffs: what two of them do is nearly all that there is to gain (dose-response saturates). */
const MOST_EFFECT = 0.85;
const ONSET_MS = 3 * MS_PER_MINUTE;
const HALF_AFTER_MS = { saba: 4 * MS_PER_HOUR, formoterol: 10 * MS_PER_HOUR };
/** Past this a puff no longer counts (less than 1 % left). */
const FORGOTTEN_AFTER_MS = 48 * MS_PER_HOUR;

/**
 * Share of the constriction that the relievers of the last hours take away at that instant, 0…1. Onset and waning after Lötvall et al.
 * 1998 and the salbutamol label: half within 2 minutes, most at 1 hour, half left at 4 hours; formoterol lasts about 12 hours.
 */
export function relieverEffect(actuations: readonly RememberedActuation[], atMs: number): number {
  if (actuations.length === 0) return 0;
  if (newest.actuations !== actuations || newest.atMs !== atMs) {
    newest.effect = effectOf(actuations, atMs);
    newest.actuations = actuations;
    newest.atMs = atMs;
  }
  return newest.effect;
}

/** One observation asks several times about its own instant. */
const newest: { actuations: readonly RememberedActuation[] | null; atMs: number; effect: number } = {
  actuations: null,
  atMs: NaN,
  effect: 0,
};

/** So long after a puff its onset is over to the last digit: exp(−40) is less than half the last digit of 1. */
const ONSET_OVER_MS = 40 * ONSET_MS;
/** How strong each puff still is, the strongest first: memory of `effectOf`. */
let strengths = new Float64Array(64);

/** `actuations`: oldest first. */
function effectOf(actuations: readonly RememberedActuation[], atMs: number): number {
  if (strengths.length < actuations.length) strengths = new Float64Array(2 * actuations.length);
  let count = 0;
  for (let i = actuations.length - 1; i >= 0; i--) {
    const { atMs: takenAtMs, drug, role } = actuations[i]!;
    const sinceMs = atMs - takenAtMs;
    if (sinceMs > FORGOTTEN_AFTER_MS) break;
    if (sinceMs < 0 || !isFastBronchodilator(drug)) continue;
    const halfAfterMs = role === 'reliever' ? HALF_AFTER_MS.saba : HALF_AFTER_MS.formoterol;
    const onset = sinceMs > ONSET_OVER_MS ? 1 : 1 - Math.exp(-sinceMs / ONSET_MS);
    const strength = onset / (1 + (sinceMs / halfAfterMs) ** 3);
    // Nearly in order already: only the newest are still rising, and formoterol outlasts what was taken after it.
    let place = count++;
    for (; place > 0 && strengths[place - 1]! < strength; place--) strengths[place] = strengths[place - 1]!;
    strengths[place] = strength;
  }
  // Puffs taken together wane together; each further one adds to what is left, the strongest first.
  let left = 1;
  let effect = 0;
  for (let place = 0; place < count; place++) {
    effect += left * EFFECT_PER_PUFF * strengths[place]!;
    left *= 1 - EFFECT_PER_PUFF;
  }
  return Math.min(MOST_EFFECT, effect);
}
