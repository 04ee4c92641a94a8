import type { PollenLevel } from '../measurement/observation.js';
import { ageYears, type PatientProfile } from '../patient/profile.js';
import { MS_PER_DAY, localDate } from '../time/calendar.js';
import type { TwinState } from '../twin/state.js';
import type { TwinView } from '../twin/view.js';
import { diaryShare } from './diary-history.js';
import { estimatedAirways, type EstimatedAirways } from './estimated-airways.js';
import { RISK_FEATURES, type RiskFeatureName } from './feature-schema.js';
import { adherenceChange } from './inhaler-history.js';
import { slopeOf } from './own-lung-function.js';
import { recentHistory, type RecentHistory } from './recent-history.js';
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
const ADULT_FROM_YEARS = 18;
const SEPTEMBER = '09';

/** Place of each feature in the vector. */
const PLACE = Object.fromEntries(RISK_FEATURES.map(({ name }, place) => [name, place])) as Record<
  RiskFeatureName,
  number
>;

/**
 * The model's view of the patient at `nowMs`: a vector in the order of `RISK_FEATURES`, `NaN` where a value is missing; or that there is
 * not enough data, when neither blow nor inhaler nor diary has spoken for 14 days, with what is missing. Reads only what `state` and
 * `view` hold at `nowMs`: nothing of the future. The vector is `into`, all of it written.
 */
export function riskFeatures(
  state: TwinState,
  view: TwinView,
  nowMs: number,
  into: FeatureVector = new Float64Array(RISK_FEATURES.length),
): FeatureVector | NotEnoughData {
  if (!RISK_DATA.some((code) => isHeard(state, code, nowMs))) {
    return { kind: 'not-enough-data', missing: missingData(state, nowMs) };
  }
  writeAirways(into, estimatedAirways(state, view, nowMs));
  writeHistory(into, recentHistory(state, nowMs), state, view, nowMs);
  writePerson(into, state.profile, nowMs);
  writeView(into, view);
  return into;
}

/** Which kinds of data the last 14 days lack. */
export function missingData(state: TwinState, nowMs: number): RiskDataCode[] {
  return RISK_DATA.filter((code) => !isHeard(state, code, nowMs));
}

function isHeard({ lungFunction, medication, symptoms }: TwinState, code: RiskDataCode, nowMs: number): boolean {
  const from: Record<RiskDataCode, readonly { readonly atMs: number }[]> = {
    'lung-function': lungFunction.sessions,
    inhaler: medication.actuations,
    diary: symptoms.days,
  };
  const newest = from[code].at(-1);
  return newest !== undefined && nowMs - newest.atMs <= RISK_DATA_WINDOW_DAYS * MS_PER_DAY;
}

function writeAirways(into: FeatureVector, estimated: EstimatedAirways): void {
  into[PLACE.constrictionEstimate] = estimated.constriction;
  into[PLACE.constrictionBandWidth] = estimated.constrictionWidth;
  into[PLACE.inflammationEstimate] = estimated.inflammation;
  into[PLACE.inflammationRise] = estimated.inflammationRise;
  into[PLACE.virusEstimate] = estimated.virus;
}

function writeHistory(
  into: FeatureVector,
  { lungs, reliever, preventer, ...recent }: RecentHistory,
  state: TwinState,
  { medication }: TwinView,
  nowMs: number,
): void {
  into[PLACE.lungFunctionPercentOfBest7d] = lungs.percentOfBest7d;
  into[PLACE.lungFunctionFall3d] = lungs.fall3d;
  into[PLACE.lungFunctionZ3d] = lungs.z3d;
  into[PLACE.lungFunctionSlope7d] = slopeOf(lungs.week, lungs.percentOfBest7d, nowMs);
  into[PLACE.lungFunctionSpread14d] = lungs.spread14d;
  into[PLACE.relieverPuffsPerDay14d] = relieverPuffsPerDay(reliever, nowMs);
  into[PLACE.relieverRise4d] = relieverRise(reliever, nowMs);
  into[PLACE.relieverPuffs24h] = Number.isNaN(reliever.sinceMs) ? NaN : medication.relieverPuffs24h;
  into[PLACE.symptomRise3d] = recent.symptomRise;
  into[PLACE.controllerAdherenceChange7d] = adherenceChange(preventer, medication.adherence7d, nowMs);
  into[PLACE.inspiratoryFlowLitresPerMinute] = recent.inspiratoryFlow;
  into[PLACE.coldReported7d] = recent.cold;
  into[PLACE.daysWithoutLungFunction] = daysSince(state.lungFunction.sessions.at(-1)?.atMs, nowMs);
  into[PLACE.daysWithoutInhaler] = daysSince(state.medication.actuations.at(-1)?.atMs, nowMs);
  into[PLACE.diaryShare14d] = diaryShare(recent.diaryDays, state.firstObservationAtMs, nowMs);
}

function writePerson(into: FeatureVector, { attacksLastYear, age, timeZone }: PatientProfile, nowMs: number): void {
  const years = ageYears(age, nowMs);
  into[PLACE.attackLastYear] = attacksLastYear === null ? NaN : yesNo(attacksLastYear >= 1);
  into[PLACE.repeatedAttacksLastYear] = attacksLastYear === null ? NaN : yesNo(attacksLastYear >= 2);
  into[PLACE.ageYears] = years ?? NaN;
  into[PLACE.childInSeptember] =
    years === null ? NaN : yesNo(years < ADULT_FROM_YEARS && localDate(nowMs, timeZone).startsWith(SEPTEMBER, 5));
}

function writeView(into: FeatureVector, { medication, symptoms, air }: TwinView): void {
  const { technique, adherence7d } = medication;
  const { diaryDays7d, nightWakings7d, symptomDays7d } = symptoms;
  into[PLACE.nightWakingShare7d] = diaryDays7d > 0 ? nightWakings7d / diaryDays7d : NaN;
  into[PLACE.symptomDayShare7d] = diaryDays7d > 0 ? symptomDays7d / diaryDays7d : NaN;
  into[PLACE.controllerAdherence7d] = adherence7d ?? NaN;
  into[PLACE.techniqueFailureShare] = technique.judged > 0 ? technique.failed / technique.judged : NaN;
  into[PLACE.pm25MicrogramsPerM3] = usable(air.pm25MicrogramsPerM3);
  into[PLACE.no2MicrogramsPerM3] = usable(air.no2MicrogramsPerM3);
  into[PLACE.highPollenDay] = highPollen(air.environment);
}

function yesNo(is: boolean): number {
  return is ? 1 : 0;
}

/** At most the window; all of it when there was never one. */
function daysSince(atMs: number | undefined, nowMs: number): number {
  if (atMs === undefined) return RISK_DATA_WINDOW_DAYS;
  return Math.min(RISK_DATA_WINDOW_DAYS, Math.max(0, (nowMs - atMs) / MS_PER_DAY));
}

function usable(measured: TwinView['air']['pm25MicrogramsPerM3']): number {
  return measured && measured.freshness !== 'stale' ? measured.value : NaN;
}

function highPollen(day: TwinView['air']['environment']): number {
  if (!day || day.freshness === 'stale') return NaN;
  const { grassPollen, treePollen, weedPollen } = day;
  if (grassPollen === null && treePollen === null && weedPollen === null) return NaN;
  return yesNo(isHigh(grassPollen) || isHigh(treePollen) || isHigh(weedPollen));
}

function isHigh(level: PollenLevel | null): boolean {
  return level === 'high' || level === 'very-high';
}
