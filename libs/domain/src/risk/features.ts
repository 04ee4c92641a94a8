import { ageYears } from '../patient/profile.js';
import { MS_PER_DAY, daysBetween, localDate } from '../time/calendar.js';
import { fractionOfBest, isVerified } from '../twin/lung-function.js';
import type { TwinState } from '../twin/state.js';
import type { TwinView } from '../twin/view.js';
import type { PollenLevel } from '../measurement/observation.js';
import { RISK_FEATURES, type RiskFeatureName } from './feature-schema.js';
import { relieverPuffsPerDay, relieverRise } from './reliever-use.js';
import type { FeatureVector } from './risk.js';

/** What can be missing when there is not enough to score. The texts live in the message catalogue. */
export const RISK_DATA = ['lung-function', 'inhaler', 'diary'] as const;
export type RiskDataCode = (typeof RISK_DATA)[number];

export interface NotEnoughData {
  readonly kind: 'not-enough-data';
  readonly missing: readonly RiskDataCode[];
}

/** Nothing older than this is taken for the patient's present state. */
export const RISK_DATA_WINDOW_DAYS = 14;
const LUNG_FUNCTION_MEAN_DAYS = 7;
const RECENT_LUNG_FUNCTION_DAYS = 3;
const SESSIONS_FOR_A_BASELINE = 3;
const ADULT_FROM_YEARS = 18;
const SEPTEMBER = '09';

/**
 * The model's view of the patient at `nowMs`: a vector in the order of `RISK_FEATURES`, `NaN` where a value is missing; or that there is
 * not enough data, when neither blow nor inhaler nor diary has spoken for 14 days, with what is missing. Reads only what `state` and
 * `view` hold at `nowMs`: nothing of the future.
 */
export function riskFeatures(state: TwinState, view: TwinView, nowMs: number): FeatureVector | NotEnoughData {
  const missing = missingData(state, nowMs);
  if (missing.length === RISK_DATA.length) return { kind: 'not-enough-data', missing };
  const values = featureValues(state, view, nowMs);
  return Float64Array.from(RISK_FEATURES, (feature) => values[feature.name] ?? NaN);
}

/** Which kinds of data the last 14 days lack. */
export function missingData(state: TwinState, nowMs: number): RiskDataCode[] {
  const recent = (atMs: number | undefined | null): boolean =>
    atMs !== undefined && atMs !== null && nowMs - atMs <= RISK_DATA_WINDOW_DAYS * MS_PER_DAY;
  const heard: Record<RiskDataCode, boolean> = {
    'lung-function': recent(state.lungFunction.sessions.at(-1)?.atMs),
    inhaler: recent(state.medication.actuations.at(-1)?.atMs),
    diary: recent(state.symptoms.days.at(-1)?.atMs),
  };
  return RISK_DATA.filter((code) => !heard[code]);
}

function featureValues(state: TwinState, view: TwinView, nowMs: number): Record<RiskFeatureName, number | null> {
  const { profile } = state;
  const attacks = profile.attacksLastYear;
  const { technique } = view.medication;
  const { diaryDays7d, nightWakings7d, symptomDays7d } = view.symptoms;
  const air = (measured: TwinView['air']['pm25MicrogramsPerM3']) =>
    measured && measured.freshness !== 'stale' ? measured.value : null;
  const yesNo = (is: boolean): number => (is ? 1 : 0);
  const newestSession = state.lungFunction.sessions.at(-1);
  return {
    relieverPuffsPerDay14d: relieverPuffsPerDay(state, nowMs),
    relieverRise4d: relieverRise(state, nowMs),
    lungFunctionPercentOfBest7d: meanOrNull(verifiedPercents(state, nowMs, 0, LUNG_FUNCTION_MEAN_DAYS)),
    lungFunctionFall3d: lungFunctionFall(state, nowMs),
    nightWakingShare7d: diaryDays7d > 0 ? nightWakings7d / diaryDays7d : null,
    symptomDayShare7d: diaryDays7d > 0 ? symptomDays7d / diaryDays7d : null,
    controllerAdherence7d: view.medication.adherence7d,
    techniqueFailureShare: technique.judged > 0 ? technique.failed / technique.judged : null,
    attackLastYear: attacks === null ? null : yesNo(attacks >= 1),
    repeatedAttacksLastYear: attacks === null ? null : yesNo(attacks >= 2),
    coldReported7d: coldReported(state, nowMs),
    pm25MicrogramsPerM3: air(view.air.pm25MicrogramsPerM3),
    no2MicrogramsPerM3: air(view.air.no2MicrogramsPerM3),
    highPollenDay: highPollen(view),
    childInSeptember: childInSeptember(state, nowMs),
    daysWithoutLungFunction: newestSession
      ? Math.min(RISK_DATA_WINDOW_DAYS, Math.max(0, (nowMs - newestSession.atMs) / MS_PER_DAY))
      : RISK_DATA_WINDOW_DAYS,
  };
}

/** Share of personal best (%) of the verified sessions, not made after a reliever, that are that many days old. */
function verifiedPercents(state: TwinState, nowMs: number, fromDays: number, toDays: number): number[] {
  const { sessions } = state.lungFunction;
  return sessions.flatMap((session, index) => {
    const ageDays = (nowMs - session.atMs) / MS_PER_DAY;
    if (ageDays < fromDays || ageDays >= toDays || session.reliever === 'after' || !isVerified(sessions, index))
      return [];
    const reached = fractionOfBest(state.lungFunction, session);
    return reached ? [reached.fraction * 100] : [];
  });
}

function lungFunctionFall(state: TwinState, nowMs: number): number | null {
  const recent = verifiedPercents(state, nowMs, 0, RECENT_LUNG_FUNCTION_DAYS);
  const before = verifiedPercents(state, nowMs, RECENT_LUNG_FUNCTION_DAYS, RISK_DATA_WINDOW_DAYS);
  if (recent.length === 0 || before.length < SESSIONS_FOR_A_BASELINE) return null;
  return median(before) - Math.min(...recent);
}

function coldReported(state: TwinState, nowMs: number): number | null {
  const today = localDate(nowMs, state.profile.timeZone);
  const week = state.symptoms.days.filter((day) => daysBetween(day.localDate, today) < 7);
  if (week.length === 0) return null;
  return week.some((day) => day.triggers.includes('cold')) ? 1 : 0;
}

function highPollen(view: TwinView): number | null {
  const day = view.air.environment;
  if (!day || day.freshness === 'stale') return null;
  const levels = [day.grassPollen, day.treePollen, day.weedPollen].filter(
    (level): level is PollenLevel => level !== null,
  );
  if (levels.length === 0) return null;
  return levels.some((level) => level === 'high' || level === 'very-high') ? 1 : 0;
}

function childInSeptember(state: TwinState, nowMs: number): number | null {
  const years = ageYears(state.profile.age, nowMs);
  if (years === null) return null;
  return years < ADULT_FROM_YEARS && localDate(nowMs, state.profile.timeZone).slice(5, 7) === SEPTEMBER ? 1 : 0;
}

function meanOrNull(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
