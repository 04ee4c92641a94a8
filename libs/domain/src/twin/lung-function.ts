import type { ObservationOf } from '../measurement/observation.js';
import { litresPerMinute } from '../measurement/units.js';
import { ageYears, type PatientProfile } from '../patient/profile.js';
import { judgeBlow } from '../spirometry/blow-quality.js';
import { PEAK_FLOW_AGREE_LITRES_PER_MINUTE } from '../spirometry/peak-flow-quality.js';
import { gradeSession, gradesOf, isTrustedGrade } from '../spirometry/session-grade.js';
import { MS_PER_DAY, MS_PER_HOUR } from '../time/calendar.js';
import type { ConfirmedBest, LungFunctionSession, LungFunctionState, PersonalBest } from './state.js';

export const LUNG_FUNCTION_SESSIONS_KEPT = 48;
const WINDOW_MS = 14 * MS_PER_DAY;
/** Two FEV1 of a session, or of two occasions, agree within this (ATS/ERS 2019). */
const AGREE_FEV1_LITRES = 0.15;
const ANOTHER_OCCASION_MS = 6 * MS_PER_HOUR;
/** Two sessions so close in time that agree verify each other. */
const VERIFIED_BY_NEXT_MS = 12 * MS_PER_HOUR;
/** A confirmed best so far below the declared one makes the declared one doubtful: a person has to look, nothing is changed. */
const DOUBTFUL_BELOW_SHARE = 0.8;

export const NO_LUNG_FUNCTION: LungFunctionState = {
  sessions: [],
  bestPefLitresPerMinute: null,
  bestFev1Litres: null,
  confirmedPefLitresPerMinute: null,
  confirmedFev1Litres: null,
};

/** Largest PEF of the session, L/min; null when it has none. */
export function bestPef(session: LungFunctionSession): number | null {
  return largest(session.blowsPefLitresPerMinute);
}

/** Largest FEV1 of the session's acceptable blows, L, else of all; null when it has none. */
export function bestFev1(session: LungFunctionSession): number | null {
  if (session.acceptableFev1Litres !== null) return session.acceptableFev1Litres;
  return largest(session.blowsFev1Litres);
}

/** Largest FVC of the session, L; null when it has none. */
export function bestFvc(session: LungFunctionSession): number | null {
  return largest(session.blowsFvcLitres);
}

function largest(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  let most = -Infinity;
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at]!);
  return most;
}

/** A lung-function memory just made: until it is shown to anyone, its list of sessions may still be changed. */
export interface NextLungFunction extends LungFunctionState {
  readonly sessions: LungFunctionSession[];
}

/** The lung-function memory after a peak-flow session or a spirometer blow. Observations come in time order. */
export function rememberBlow(
  state: LungFunctionState,
  observation: ObservationOf<'peakflow.session'> | ObservationOf<'spirometer.blow'>,
  profile: PatientProfile,
): NextLungFunction {
  const { sessions } = state;
  const atMs = observation.measuredAtMs;
  const fromMs = rememberedFromMs(sessions, atMs);
  let from = 0;
  while (from < sessions.length && sessions[from]!.atMs < fromMs) from++;
  const isPeakFlow = observation.stream === 'peakflow.session';
  const same = isPeakFlow || from === sessions.length ? null : sessionOf(sessions.at(-1)!, observation);
  const newest = isPeakFlow
    ? peakFlowSession(observation)
    : spirometerSession(same, observation, ageYears(profile.age, atMs));
  const to = same ? sessions.length - 1 : sessions.length;
  const confirmedPefLitresPerMinute = higher(
    state.confirmedPefLitresPerMinute,
    confirmed(sessions, from, to, newest, bestPef, PEAK_FLOW_AGREE_LITRES_PER_MINUTE),
  );
  const confirmedFev1Litres = higher(
    state.confirmedFev1Litres,
    confirmed(sessions, from, to, newest, bestFev1, AGREE_FEV1_LITRES),
  );
  const kept = Math.max(from, to + 1 - LUNG_FUNCTION_SESSIONS_KEPT);
  return {
    sessions: withNewest(sessions, kept, to, newest),
    bestPefLitresPerMinute: standing(confirmedPefLitresPerMinute, profile.declaredBestPefLitresPerMinute),
    bestFev1Litres: standing(confirmedFev1Litres, null),
    confirmedPefLitresPerMinute,
    confirmedFev1Litres,
  };
}

/** Two weeks; further back to the newest verified session and its neighbours, so that a red one is not forgotten in silence. */
function rememberedFromMs(sessions: readonly LungFunctionSession[], atMs: number): number {
  let verified = sessions.length - 1;
  while (verified >= 0 && !isVerified(sessions, verified)) verified--;
  return Math.min(atMs - WINDOW_MS, (sessions[verified]?.atMs ?? atMs) - VERIFIED_BY_NEXT_MS);
}

/** The sessions from one place to before another, and the newest. After a spirometer's blow no other can still get one. */
function withNewest(
  before: readonly LungFunctionSession[],
  from: number,
  to: number,
  newest: LungFunctionSession,
): LungFunctionSession[] {
  const sessions = new Array<LungFunctionSession>(to - from + 1);
  for (let at = from; at < to; at++) {
    const earlier = before[at]!;
    const isOver = newest.grades !== null && earlier.judged.length > 0;
    sessions[at - from] = isOver ? { ...earlier, judged: [] } : earlier;
  }
  sessions[to - from] = newest;
  return sessions;
}

function peakFlowSession(observation: ObservationOf<'peakflow.session'>): LungFunctionSession {
  const blows = observation.data.blowsLitresPerMinute;
  return {
    startedAtMs: observation.measuredAtMs,
    atMs: observation.measuredAtMs,
    deviceId: observation.source.deviceId,
    sessionId: null,
    reliever: observation.data.reliever,
    blowsPefLitresPerMinute: blows,
    blowsFev1Litres: [],
    blowsFvcLitres: [],
    repeatable: bestTwoAgree(blows, PEAK_FLOW_AGREE_LITRES_PER_MINUTE),
    grades: null,
    acceptableFev1Litres: null,
    judged: [],
    usedForTraits: false,
  };
}

/** The session, if the blow belongs to it. */
function sessionOf(
  session: LungFunctionSession,
  { data, source }: ObservationOf<'spirometer.blow'>,
): LungFunctionSession | null {
  return session.deviceId === source.deviceId && session.sessionId === data.sessionId ? session : null;
}

/** The session with one more blow; `same`: as it was before, null for its first blow. */
function spirometerSession(
  same: LungFunctionSession | null,
  observation: ObservationOf<'spirometer.blow'>,
  ageInYears: number | null,
): LungFunctionSession {
  const { data, source, measuredAtMs } = observation;
  const largestFvcLitres = same ? bestFvc(same) : null;
  const judged = [...(same?.judged ?? []), judgeBlow(data, ageInYears, largestFvcLitres)];
  const graded = gradeSession(judged, ageInYears);
  const blowsFev1Litres = [...(same?.blowsFev1Litres ?? []), data.fev1Litres];
  return {
    startedAtMs: same?.startedAtMs ?? measuredAtMs,
    atMs: measuredAtMs,
    deviceId: source.deviceId,
    sessionId: data.sessionId,
    reliever: data.reliever,
    blowsPefLitresPerMinute: [...(same?.blowsPefLitresPerMinute ?? []), litresPerMinute(data.pefLitresPerSecond)],
    blowsFev1Litres,
    blowsFvcLitres: [...(same?.blowsFvcLitres ?? []), data.fvcLitres],
    repeatable: bestTwoAgree(blowsFev1Litres, AGREE_FEV1_LITRES),
    grades: gradesOf(graded),
    acceptableFev1Litres: graded.fev1.acceptableBlows > 0 ? graded.fev1.bestLitres : null,
    judged,
    usedForTraits: same?.usedForTraits ?? false,
  };
}

/**
 * May the session move the estimate of C and I? A spirometer's when its FEV1 has grade A–D, a peak-flow meter's when its two highest blows
 * agree. Zones do not ask this: two low blows that agree count there, however short of breath they were blown.
 */
export function isTrusted(session: LungFunctionSession): boolean {
  return session.grades ? isTrustedGrade(session.grades.fev1) : session.repeatable;
}

function bestTwoAgree(values: readonly number[], within: number): boolean {
  if (values.length < 2) return false;
  let first = -Infinity;
  let second = -Infinity;
  for (let at = 0; at < values.length; at++) {
    const value = values[at]!;
    second = Math.max(second, Math.min(first, value));
    first = Math.max(first, value);
  }
  return first - second <= within;
}

/**
 * The newest session's best value, if a second occasion in the two-week window, among the sessions from one place to before another,
 * confirms it within the tolerance (either of the two may be the later one); null otherwise. One stray high blow is never confirmed, so it
 * never becomes a personal best.
 */
function confirmed(
  sessions: readonly LungFunctionSession[],
  from: number,
  to: number,
  newest: LungFunctionSession,
  best: (session: LungFunctionSession) => number | null,
  within: number,
): ConfirmedBest | null {
  const value = newest.repeatable ? best(newest) : null;
  if (value === null) return null;
  for (let at = from; at < to; at++) {
    const other = sessions[at]!;
    const apartMs = newest.atMs - other.atMs;
    if (!other.repeatable || apartMs < ANOTHER_OCCASION_MS || apartMs > WINDOW_MS) continue;
    const otherValue = best(other);
    if (otherValue !== null && Math.abs(otherValue - value) <= within) {
      return otherValue > value ? { value: otherValue, atMs: other.atMs } : { value, atMs: newest.atMs };
    }
  }
  return null;
}

function higher(before: ConfirmedBest | null, found: ConfirmedBest | null): ConfirmedBest | null {
  return found !== null && found.value > (before?.value ?? 0) ? found : before;
}

/**
 * The personal best that stands: a declared one until two occasions confirm a higher. However long the twin watches, a lower confirmed best
 * never takes its place: someone who is ill all that time would turn green without anybody having signed it. Sessions after a reliever
 * count too: clinics take a personal best after a bronchodilator, and it can only raise the best, which errs to
 * the careful side.
 */
function standing(best: ConfirmedBest | null, declared: number | null): PersonalBest | null {
  if (declared !== null && (best === null || declared >= best.value)) {
    return { value: declared, origin: 'declared', atMs: null };
  }
  return best && { ...best, origin: 'confirmed' };
}

/** The declared and the confirmed best, L/min, when the confirmed one stays more than 20 % below; null when it does not or is not known. */
export function doubtfulBest(
  state: LungFunctionState,
): { declaredLitresPerMinute: number; confirmedLitresPerMinute: number } | null {
  if (!isBestDoubtful(state)) return null;
  return {
    declaredLitresPerMinute: state.bestPefLitresPerMinute!.value,
    confirmedLitresPerMinute: state.confirmedPefLitresPerMinute!.value,
  };
}

function isBestDoubtful({
  bestPefLitresPerMinute: best,
  confirmedPefLitresPerMinute: pef,
}: LungFunctionState): boolean {
  return best?.origin === 'declared' && pef !== null && pef.value < DOUBTFUL_BELOW_SHARE * best.value;
}

/** Largest PEF and FEV1 of each of some sessions, `NaN` where there is none. */
export interface SessionBests {
  readonly pef: Float64Array;
  readonly fev1: Float64Array;
}

/**
 * May this session be acted on: its own blows agree, or one before or after it within 12 hours agrees with it. Sessions are in order of
 * time. `bests`: theirs, for those who ask about many of them.
 */
export function isVerified(sessions: readonly LungFunctionSession[], index: number, bests?: SessionBests): boolean {
  const session = sessions[index]!;
  if (session.repeatable) return true;
  for (let at = index - 1; at >= 0 && session.atMs - sessions[at]!.atMs <= VERIFIED_BY_NEXT_MS; at--)
    if (agree(sessions, index, at, bests)) return true;
  for (let at = index + 1; at < sessions.length && sessions[at]!.atMs - session.atMs <= VERIFIED_BY_NEXT_MS; at++)
    if (agree(sessions, index, at, bests)) return true;
  return false;
}

/** Two sessions agree when their PEF do, and their FEV1 as far as both have one. */
function agree(sessions: readonly LungFunctionSession[], a: number, b: number, bests?: SessionBests): boolean {
  if (!(Math.abs(pefAt(sessions, a, bests) - pefAt(sessions, b, bests)) <= PEAK_FLOW_AGREE_LITRES_PER_MINUTE))
    return false;
  return !(Math.abs(fev1At(sessions, a, bests) - fev1At(sessions, b, bests)) > AGREE_FEV1_LITRES);
}

function pefAt(sessions: readonly LungFunctionSession[], at: number, bests?: SessionBests): number {
  return bests ? bests.pef[at]! : (bestPef(sessions[at]!) ?? NaN);
}

function fev1At(sessions: readonly LungFunctionSession[], at: number, bests?: SessionBests): number {
  return bests ? bests.fev1[at]! : (bestFev1(sessions[at]!) ?? NaN);
}

/**
 * What share of personal best the session reached, by FEV1 where there is a best FEV1, else by PEF; null without a best. While the PEF
 * measured stays far below the declared best, the best FEV1 of the same weeks is no better a yardstick: then the declared PEF is.
 */
export function fractionOfBest(
  state: LungFunctionState,
  session: LungFunctionSession,
): { fraction: number; measure: 'fev1' | 'pef' } | null {
  const fev1 = bestFev1(session);
  const pef = bestPef(session);
  const byPef = pef !== null && state.bestPefLitresPerMinute;
  if (fev1 !== null && state.bestFev1Litres && !(byPef && isBestDoubtful(state)))
    return { fraction: fev1 / state.bestFev1Litres.value, measure: 'fev1' };
  if (byPef) return { fraction: pef / byPef.value, measure: 'pef' };
  return null;
}
