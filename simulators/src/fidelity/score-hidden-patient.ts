import type { ObservationOf } from '@airway-twin/domain/measurement';
import { ageYears } from '@airway-twin/domain/patient';
import { gradeSession, judgeBlow, type JudgedBlow } from '@airway-twin/domain/spirometry';
import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import type { HourOfTruth } from '../patients/life-events.js';
import { drawFor } from '../patients/seeded-draw.js';
import { FEV1_BASELINE_NAMES, FEV1_BASELINES, type Fev1BaselineName } from './fev1-baselines.js';
import type { HiddenStory } from './hidden-story.js';
import { crpsOfSample, type BandForecast } from './scores.js';
import { twinUnderTest, type TraitBeliefs } from './twin-under-test.js';

/** A belief beside the truth, all 0…1. */
export type TraitForecast = BandForecast & { readonly mid: number };

export type TraitName = keyof TraitBeliefs;
export const TRAIT_NAMES = ['constriction', 'constrictionUnmasked', 'inflammation'] as const satisfies TraitName[];

/** One moment at which the twin was asked for the traits. */
export type ScoredMoment = Readonly<Record<TraitName, TraitForecast>>;

/** One session of blows, expected just before it was blown; L. */
export interface ScoredSession {
  readonly observed: number;
  readonly twin: BandForecast & { readonly mid: number };
  readonly twinCrps: number;
  /** A perfect blow of the hidden lungs at that instant: what is left then is noise of effort and meter. */
  readonly perfect: number;
  readonly baselines: Readonly<Record<Fev1BaselineName, number>>;
}

export interface PatientScores {
  readonly patientId: string;
  readonly moments: readonly ScoredMoment[];
  readonly sessions: readonly ScoredSession[];
  /** Sessions after the warm-up without an acceptable blow: nothing to score. */
  readonly sessionsWithoutBest: number;
}

/** The first days of a patient are for warming up: seen by everyone, scored by nobody. */
export const WARM_UP_DAYS = 14;
/** Of the hours of a day so many are asked for, drawn at random, so that no hour of the clock is preferred. */
const HOURS_ASKED_PER_DAY = 4;

/**
 * Lets the product's twin live through a hidden patient's story. At hours drawn at random it is asked for the bands of the traits, from
 * what was measured before the hour; before the first blow of every spirometer session for its best FEV1. The best of a session is that of
 * its acceptable blows (ATS/ERS 2019), and the baselines see the same.
 */
export function scoreHiddenPatient({ profile, observations, truth, startMs }: HiddenStory): PatientScores {
  const twin = twinUnderTest(profile);
  const countedFromMs = startMs + WARM_UP_DAYS * MS_PER_DAY;
  const bests = bestOfSessions(
    observations.filter((one) => one.stream === 'spirometer.blow'),
    profile.age,
  );
  const moments: ScoredMoment[] = [];
  const sessions: ScoredSession[] = [];
  const before: number[] = [];
  let sessionsWithoutBest = 0;
  let newestSession: string | null = null;
  let newestBest: number | null = null;
  let asked = 0;
  const hours = truth.filter((hour) => isAsked(profile.patientId, hour.atMs));

  const ask = (untilMs: number): void => {
    for (; asked < hours.length && hours[asked]!.atMs <= untilMs; asked++) {
      const hour = hours[asked]!;
      if (hour.atMs < countedFromMs) continue;
      const beliefs = twin.beliefs(hour.atMs);
      if (beliefs) moments.push(besideTruth(beliefs, hour));
    }
  };

  for (const observation of observations) {
    const atMs = observation.measuredAtMs;
    ask(atMs);
    if (observation.stream === 'spirometer.blow' && observation.data.sessionId !== newestSession) {
      if (newestBest !== null) before.push(newestBest);
      newestSession = observation.data.sessionId;
      const observed = bests.get(newestSession) ?? null;
      newestBest = observed;
      if (atMs >= countedFromMs && observed === null) sessionsWithoutBest += 1;
      const expected = atMs >= countedFromMs && observed !== null && before.length > 0 ? twin.expectFev1(atMs) : null;
      if (expected && observed !== null) {
        sessions.push({
          observed,
          twin: { mid: expected.mid, low: expected.low, high: expected.high, observed },
          twinCrps: crpsOfSample(expected.sample, observed),
          perfect: perfectAt(truth, startMs, atMs),
          baselines: Object.fromEntries(
            FEV1_BASELINE_NAMES.map((name) => [name, FEV1_BASELINES[name](before)]),
          ) as ScoredSession['baselines'],
        });
      }
    }
    twin.see(observation);
  }
  ask(Infinity);
  return { patientId: profile.patientId, moments, sessions, sessionsWithoutBest };
}

/** Best FEV1 of the acceptable blows by session; a session without one is left out. */
function bestOfSessions(
  blows: readonly ObservationOf<'spirometer.blow'>[],
  age: HiddenStory['profile']['age'],
): ReadonlyMap<string, number> {
  const judged = new Map<string, JudgedBlow[]>();
  const bests = new Map<string, number>();
  for (const { data, measuredAtMs } of blows) {
    const years = ageYears(age, measuredAtMs);
    const earlier = judged.get(data.sessionId) ?? [];
    const largest = earlier.length > 0 ? Math.max(...earlier.map((blow) => blow.fvcLitres)) : null;
    const all = [...earlier, judgeBlow(data, years, largest)];
    judged.set(data.sessionId, all);
    const { acceptableBlows, bestLitres } = gradeSession(all, years).fev1;
    if (acceptableBlows > 0 && bestLitres !== null) bests.set(data.sessionId, bestLitres);
  }
  return bests;
}

function besideTruth(beliefs: TraitBeliefs, hour: HourOfTruth): ScoredMoment {
  return Object.fromEntries(
    TRAIT_NAMES.map((name) => {
      const { low, mid, high } = beliefs[name];
      return [name, { low, mid, high, observed: hour[name] }];
    }),
  ) as ScoredMoment;
}

function isAsked(patientId: string, hourMs: number): boolean {
  return drawFor('fidelity', patientId, hourMs).chance(HOURS_ASKED_PER_DAY / 24);
}

/** The perfect FEV1 at an instant, L, between the truths of the hours around it. */
function perfectAt(truth: readonly HourOfTruth[], startMs: number, atMs: number): number {
  const firstMs = truth[0]?.atMs ?? startMs;
  const at = Math.min(truth.length - 1, Math.max(0, (atMs - firstMs) / MS_PER_HOUR));
  const before = truth[Math.floor(at)]!.fev1Litres;
  const after = truth[Math.min(truth.length - 1, Math.floor(at) + 1)]!.fev1Litres;
  return before + (after - before) * (at - Math.floor(at));
}
