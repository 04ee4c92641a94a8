import { seededRandom } from '../airways/seeded-random.js';
import type { Observation } from '../measurement/observation.js';
import { MS_PER_HOUR, MS_PER_MINUTE } from '../time/calendar.js';
import { unpack, type Belief } from '../twin/belief.js';
import { driftBelief, heldToShare } from '../twin/drift.js';
import { createTwin, foldObservation } from '../twin/fold.js';
import { forecastLungFunction } from '../twin/forecast.js';
import { momentOf } from '../twin/moment.js';
import { presentTwin } from '../twin/present.js';
import type { TraitState, TwinState } from '../twin/state.js';
import { traitDrive } from '../twin/trait-drive.js';
import { FAST_SHARE, SLOW_SHARE, TRAIT, TRAIT_COUNT } from '../twin/trait-model.js';
import { expectedLnBlow, priorTraits, shownConstriction, type Moment } from '../twin/traits.js';
import type { Band } from '../twin/view.js';
import { aPatient, aPuff, aSpirometerSession, airwaysOf, at, relieverPuffs } from './a-story.js';

const DAYS = 60;
/** Seen by the twin, scored by nobody. */
const WARM_UP_DAYS = 14;
/** Habits of these patients: share of the doses taken, share of the sessions blown, chance of an hour to be asked for. */
const TAKEN = 0.7;
const BLOWN = 0.85;
const ASKED = 3 / 24;
/** How much a session's best varies for no reason, and how often and how far it is a weak effort: within what the twin supposes. */
const NOISE_SD = [0.012, 0.018, 0.024, 0.032];
const WEAK = { chance: 0.04, bias: -1.5, spread: 2.5 };
/** ln of the reliever uses a day per unit of C and of I, as the twin supposes. */
const USES = { perConstriction: 5, perInflammation: 1, mostPerDay: 12 };

const NO_DOUBT = new Array<number>((TRAIT_COUNT * (TRAIT_COUNT + 1)) / 2).fill(0);

/** A belief beside the truth of that hour. */
interface Asked {
  readonly constriction: Band & { readonly truth: number };
  readonly inflammation: Band & { readonly truth: number };
  readonly unmaskedError: number;
}

/** A session's best, L: foretold, blown, and as it would have been without noise. */
interface Blown {
  readonly foretold: number;
  readonly observed: number;
  readonly perfect: number;
}

/**
 * Patients who are drawn from the estimator's own model, each through sixty days, with what the twin believed and foretold of them: where the
 * truth comes from the model, bands must cover it as often as they say. Pure: the same seeds, the same patients.
 */
export function modelledPatients(count: number): {
  readonly asked: readonly Asked[];
  readonly blown: readonly Blown[];
} {
  const lives = Array.from({ length: count }, (_unused, index) => live(index + 1));
  return { asked: lives.flatMap(({ asked }) => asked), blown: lives.flatMap(({ blown }) => blown) };
}

function live(seed: number): { asked: Asked[]; blown: Blown[] } {
  const random = seededRandom(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const profile = aPatient({ declaredBestFev1Litres: 1.75 });
  const airways = airwaysOf(profile);
  const noiseSd = NOISE_SD[seed % NOISE_SD.length]!;
  let truth = drawnFrom(unpack(priorTraits(at(0), profile, airways)), normal);
  let state: TwinState = createTwin(profile, airways);
  let clockMs = at(0);
  const asked: Asked[] = [];
  const blown: Blown[] = [];

  const see = (observations: readonly Observation[]) => {
    for (const observation of observations) state = foldObservation(state, observation);
  };
  /** The truth as a belief without doubt, so that it is read as beliefs are. */
  const certain = (atMs: number): TraitState => ({ atMs, mean: [...truth.mean], covariance: NO_DOUBT });
  const constrictionNow = (moment: Moment) => shownConstriction(certain(moment.atMs), moment).mid;
  const inflammationNow = () =>
    heldToShare(FAST_SHARE * truth.mean[TRAIT.fast]! + SLOW_SHARE * truth.mean[TRAIT.slow]!);
  const session = (atMs: number) => {
    const ln = expectedLnBlow(certain(atMs), 'fev1', momentOf(state, atMs), airways).mean;
    const noise = random() < WEAK.chance ? WEAK.bias + WEAK.spread * normal() : normal();
    const observed = Math.exp(ln + noiseSd * noise);
    const foretold = forecastLungFunction(state, 'fev1', atMs);
    if (atMs >= at(WARM_UP_DAYS) && foretold) blown.push({ foretold: foretold.mid, observed, perfect: Math.exp(ln) });
    see(aSpirometerSession(atMs, [observed, 0.985 * observed]));
  };
  const ask = (atMs: number) => {
    const { constriction, constrictionUnmasked, inflammation } = presentTwin(state, atMs);
    const moment = momentOf(state, atMs);
    asked.push({
      constriction: { ...constriction!, truth: constrictionNow(moment) },
      inflammation: { ...inflammation!, truth: inflammationNow() },
      unmaskedError: constrictionUnmasked!.mid - constrictionNow({ ...moment, effect: 0 }),
    });
  };

  for (let hour = 1; hour < DAYS * 24; hour += 1) {
    const atMs = at(0, hour);
    driftBelief(truth, clockMs, atMs, traitDrive(state));
    truth = drawnFrom(truth, normal);
    clockMs = atMs;
    const ofDay = hour % 24;
    if (hour >= WARM_UP_DAYS * 24 && random() < ASKED) ask(atMs);
    if ((ofDay === 7 || ofDay === 19) && random() < TAKEN) see([aPuff(atMs)]);
    if ((ofDay === 8 || ofDay === 20) && random() < BLOWN) session(atMs + MS_PER_MINUTE);
    const perDay = Math.exp(
      truth.mean[TRAIT.use]! +
        USES.perConstriction * constrictionNow(momentOf(state, atMs)) +
        USES.perInflammation * inflammationNow(),
    );
    if (random() < (Math.min(USES.mostPerDay, perDay) * MS_PER_HOUR) / 86_400_000)
      see(relieverPuffs(atMs + 30 * MS_PER_MINUTE, 2));
  }
  return { asked, blown };
}

/** One draw of a belief, as a belief without doubt: lower triangular root of the covariance (Cholesky), parts without doubt left out. */
function drawnFrom({ mean, covariance }: Belief, normal: () => number): Belief {
  const n = mean.length;
  const root = new Float64Array(n * n);
  for (let row = 0; row < n; row += 1)
    for (let column = 0; column <= row; column += 1) {
      let left = covariance[row * n + column]!;
      for (let k = 0; k < column; k += 1) left -= root[row * n + k]! * root[column * n + k]!;
      const pivot = root[column * n + column]!;
      root[row * n + column] = row === column ? Math.sqrt(Math.max(0, left)) : pivot > 0 ? left / pivot : 0;
    }
  const draws = Array.from({ length: n }, normal);
  const drawn = Float64Array.from(mean, (value, row) => {
    let sum = value;
    for (let k = 0; k <= row; k += 1) sum += root[row * n + k]! * draws[k]!;
    return sum;
  });
  // No patient has less than no constriction or inflammation: mirrored there, for held there it would be a place where patients gather.
  for (const part of [TRAIT.tone, TRAIT.fast, TRAIT.slow, TRAIT.untreated]) drawn[part] = Math.abs(drawn[part]!);
  return { mean: drawn, covariance: new Float64Array(n * n) };
}
