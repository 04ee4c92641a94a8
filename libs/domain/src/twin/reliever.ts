import { isFastBronchodilator, type Drug } from '../patient/drugs.js';
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

/**
 * What so many puffs leave to the next: a share of this of its strength is all that it still adds. When that is less than half the last
 * digit of what the strongest adds, the sum is the same without it, to the bit.
 */
const LEFT_AFTER = Float64Array.from({ length: 64 }, (_unused, puffs) => (1 - EFFECT_PER_PUFF) ** puffs);
const HALF_A_DIGIT = 2 ** -55;
/** Of each kind, by place in `HALF_AFTER`: how many puffs past their onset were seen, and the strength of the last, the weakest: memory of `effectOf`. */
const HALF_AFTER = [HALF_AFTER_MS.saba, HALF_AFTER_MS.formoterol];
const seen = new Uint32Array(HALF_AFTER.length);
const weakest = new Float64Array(HALF_AFTER.length);

/** `actuations`: oldest first. */
function effectOf(actuations: readonly RememberedActuation[], atMs: number): number {
  if (strengths.length < actuations.length) strengths = new Float64Array(2 * actuations.length);
  seen[0] = 0;
  seen[1] = 0;
  let count = 0;
  let slow: Drug | null = null;
  for (let i = actuations.length - 1; i >= 0; i--) {
    const { atMs: takenAtMs, drug, role } = actuations[i]!;
    // Mostly there is one preventer, whose puffs are passed over without asking again what it holds.
    if (drug === slow) continue;
    const sinceMs = atMs - takenAtMs;
    if (sinceMs > FORGOTTEN_AFTER_MS) break;
    if (!isFastBronchodilator(drug)) slow = drug;
    if (sinceMs < 0 || drug === slow) continue;
    const kind = role === 'reliever' ? 0 : 1;
    const stronger = Math.min(seen[kind]!, LEFT_AFTER.length - 1);
    if (stronger > 0 && LEFT_AFTER[stronger]! * weakest[kind]! < HALF_A_DIGIT * strengths[0]!) continue;
    const isOnsetOver = sinceMs > ONSET_OVER_MS;
    const onset = isOnsetOver ? 1 : 1 - Math.exp(-sinceMs / ONSET_MS);
    const strength = onset / (1 + (sinceMs / HALF_AFTER[kind]!) ** 3);
    if (isOnsetOver) {
      seen[kind]! += 1;
      weakest[kind] = strength;
    }
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
