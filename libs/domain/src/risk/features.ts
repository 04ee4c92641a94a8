import type { PollenLevel } from '../measurement/observation.js';
import { ageYears } from '../patient/profile.js';
import { MS_PER_DAY, localDate } from '../time/calendar.js';
import type { TwinState } from '../twin/state.js';
import type { TwinView } from '../twin/view.js';
import { coldReported, diaryShare, symptomRise } from './diary-history.js';
import { estimatedAirways } from './estimated-airways.js';
import { RISK_FEATURES, type RiskFeatureName } from './feature-schema.js';
import { adherenceChange, inspiratoryFlow } from './inhaler-history.js';
import { ownLungFunction } from './own-lung-function.js';
import { relieverPuffsPerDay, relieverRise, watchedDays } from './reliever-use.js';
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
  const { technique, adherence7d } = view.medication;
  const { diaryDays7d, nightWakings7d, symptomDays7d } = view.symptoms;
  const estimated = estimatedAirways(state, view, nowMs);
  const lungs = ownLungFunction(state, nowMs);
  const air = (measured: TwinView['air']['pm25MicrogramsPerM3']) =>
    measured && measured.freshness !== 'stale' ? measured.value : null;
  return {
    constrictionEstimate: estimated.constriction,
    constrictionBandWidth: estimated.constrictionWidth,
    inflammationEstimate: estimated.inflammation,
    inflammationRise: estimated.inflammationRise,
    virusEstimate: estimated.virus,
    lungFunctionPercentOfBest7d: lungs.percentOfBest7d,
    lungFunctionFall3d: lungs.fall3d,
    lungFunctionZ3d: lungs.z3d,
    lungFunctionSlope7d: lungs.slope7d,
    lungFunctionSpread14d: lungs.spread14d,
    relieverPuffsPerDay14d: relieverPuffsPerDay(state, nowMs),
    relieverRise4d: relieverRise(state, nowMs),
    relieverPuffs24h: watchedDays(state, nowMs) === null ? null : view.medication.relieverPuffs24h,
    nightWakingShare7d: diaryDays7d > 0 ? nightWakings7d / diaryDays7d : null,
    symptomDayShare7d: diaryDays7d > 0 ? symptomDays7d / diaryDays7d : null,
    symptomRise3d: symptomRise(state, nowMs),
    controllerAdherence7d: adherence7d,
    controllerAdherenceChange7d: adherenceChange(state, adherence7d, nowMs),
    techniqueFailureShare: technique.judged > 0 ? technique.failed / technique.judged : null,
    inspiratoryFlowLitresPerMinute: inspiratoryFlow(state, nowMs),
    attackLastYear: attacks === null ? null : yesNo(attacks >= 1),
    repeatedAttacksLastYear: attacks === null ? null : yesNo(attacks >= 2),
    ageYears: ageYears(profile.age, nowMs),
    coldReported7d: coldReported(state, nowMs),
    pm25MicrogramsPerM3: air(view.air.pm25MicrogramsPerM3),
    no2MicrogramsPerM3: air(view.air.no2MicrogramsPerM3),
    highPollenDay: highPollen(view),
    childInSeptember: childInSeptember(state, nowMs),
    daysWithoutLungFunction: daysSince(state.lungFunction.sessions.at(-1)?.atMs, nowMs),
    daysWithoutInhaler: daysSince(state.medication.actuations.at(-1)?.atMs, nowMs),
    diaryShare14d: diaryShare(state, nowMs),
  };
}

function yesNo(is: boolean): number {
  return is ? 1 : 0;
}

/** At most the window; all of it when there was never one. */
function daysSince(atMs: number | undefined, nowMs: number): number {
  if (atMs === undefined) return RISK_DATA_WINDOW_DAYS;
  return Math.min(RISK_DATA_WINDOW_DAYS, Math.max(0, (nowMs - atMs) / MS_PER_DAY));
}

function highPollen(view: TwinView): number | null {
  const day = view.air.environment;
  if (!day || day.freshness === 'stale') return null;
  const levels = [day.grassPollen, day.treePollen, day.weedPollen].filter(
    (level): level is PollenLevel => level !== null,
  );
  if (levels.length === 0) return null;
  return yesNo(levels.some((level) => level === 'high' || level === 'very-high'));
}

function childInSeptember(state: TwinState, nowMs: number): number | null {
  const years = ageYears(state.profile.age, nowMs);
  if (years === null) return null;
  return yesNo(years < ADULT_FROM_YEARS && localDate(nowMs, state.profile.timeZone).slice(5, 7) === SEPTEMBER);
}
