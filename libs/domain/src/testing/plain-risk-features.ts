import { ageYears, prescribedDosesPerDay } from '../patient/profile.js';
import { RISK_FEATURES, type RiskFeatureName } from '../risk/feature-schema.js';
import { MS_PER_DAY, daysBetween, localDate, localHour } from '../time/calendar.js';
import { controllerWatch } from '../twin/adherence.js';
import { fractionOfBest, isVerified } from '../twin/lung-function.js';
import { classifyPuffs } from '../twin/medication.js';
import type { TwinState } from '../twin/state.js';
import { TRAIT, TROUGH_HOUR } from '../twin/trait-model.js';
import type { TwinView } from '../twin/view.js';

/*
 * The risk features as they are defined, one after the other and nothing remembered: what the quick way of working them out is compared
 * with, bit for bit.
 */

interface AgedPercent {
  readonly ageDays: number;
  readonly percent: number;
}

/** All features by the plain definition, in the order of the schema, `NaN` where missing. */
export function plainRiskFeatures(state: TwinState, view: TwinView, nowMs: number): Float64Array {
  const values = featureValues(state, view, nowMs);
  return Float64Array.from(RISK_FEATURES, (feature) => values[feature.name] ?? NaN);
}

function featureValues(state: TwinState, view: TwinView, nowMs: number): Record<RiskFeatureName, number | null> {
  const { profile } = state;
  const attacks = profile.attacksLastYear;
  const { technique, adherence7d } = view.medication;
  const { diaryDays7d, nightWakings7d, symptomDays7d } = view.symptoms;
  const shown = view.constrictionUnmasked;
  const mean = state.traits && shown && view.inflammation ? state.traits.mean : null;
  const angle = ((localHour(nowMs, profile.timeZone) - TROUGH_HOUR) * 2 * Math.PI) / 24;
  const rhythm = mean && mean[TRAIT.cosine]! * Math.cos(angle) + mean[TRAIT.sine]! * Math.sin(angle);
  const all = verifiedPercents(state, nowMs);
  const recent = percentsOf(all, 0, 3);
  const before = percentsOf(all, 3, 14);
  const week = percentsOf(all, 0, 7);
  const comparable = recent.length > 0 && before.length >= 3;
  const watched = watchedDays(state, nowMs);
  const diary = (fromDays: number, toDays: number) => diaryDays(state, nowMs, fromDays, toDays);
  const years = ageYears(profile.age, nowMs);
  const day = view.air.environment;
  const pollen =
    day && day.freshness !== 'stale' ? [day.grassPollen, day.treePollen, day.weedPollen].filter(Boolean) : [];
  const air = (measured: TwinView['air']['pm25MicrogramsPerM3']) =>
    measured && measured.freshness !== 'stale' ? measured.value : null;
  const [symptomsNow, symptomsBefore] = [shareWithSymptoms(diary(0, 3)), shareWithSymptoms(diary(3, 14))];
  const sinceFirstDays = state.firstObservationAtMs === null ? 0 : (nowMs - state.firstObservationAtMs) / MS_PER_DAY;
  return {
    constrictionEstimate: mean && shown!.mid - rhythm!,
    constrictionBandWidth: mean && shown!.high - shown!.low,
    inflammationEstimate: mean && view.inflammation!.mid,
    inflammationRise: mean && mean[TRAIT.fast]! - mean[TRAIT.slow]!,
    virusEstimate: mean && mean[TRAIT.virus]!,
    lungFunctionPercentOfBest7d: week.length > 0 ? meanOf(week) : null,
    lungFunctionFall3d: comparable ? median(before) - Math.min(...recent) : null,
    lungFunctionZ3d: comparable ? (meanOf(recent) - meanOf(before)) / ownSpread(before) : null,
    lungFunctionSlope7d: slope(all.filter(({ ageDays }) => ageDays < 7)),
    lungFunctionSpread14d: all.length >= 4 ? Math.sqrt(variance(all.map(({ percent }) => percent))) : null,
    relieverPuffsPerDay14d: watched === null ? null : puffsPerDay(state, nowMs, 0, Math.max(1, watched)),
    relieverRise4d:
      watched === null || watched < 7 ? null : puffsPerDay(state, nowMs, 0, 4) - puffsPerDay(state, nowMs, 4, watched),
    relieverPuffs24h: watched === null ? null : view.medication.relieverPuffs24h,
    nightWakingShare7d: diaryDays7d > 0 ? nightWakings7d / diaryDays7d : null,
    symptomDayShare7d: diaryDays7d > 0 ? symptomDays7d / diaryDays7d : null,
    symptomRise3d: symptomsNow === null || symptomsBefore === null ? null : symptomsNow - symptomsBefore,
    controllerAdherence7d: adherence7d,
    controllerAdherenceChange7d: adherenceChange(state, adherence7d, nowMs),
    techniqueFailureShare: technique.judged > 0 ? technique.failed / technique.judged : null,
    inspiratoryFlowLitresPerMinute: inspiratoryFlow(state, nowMs),
    attackLastYear: attacks === null ? null : Number(attacks >= 1),
    repeatedAttacksLastYear: attacks === null ? null : Number(attacks >= 2),
    ageYears: years,
    coldReported7d:
      diary(0, 7).length === 0 ? null : Number(diary(0, 7).some(({ triggers }) => triggers.includes('cold'))),
    pm25MicrogramsPerM3: air(view.air.pm25MicrogramsPerM3),
    no2MicrogramsPerM3: air(view.air.no2MicrogramsPerM3),
    highPollenDay:
      pollen.length === 0 ? null : Number(pollen.some((level) => level === 'high' || level === 'very-high')),
    childInSeptember:
      years === null ? null : Number(years < 18 && localDate(nowMs, profile.timeZone).slice(5, 7) === '09'),
    daysWithoutLungFunction: daysSince(state.lungFunction.sessions.at(-1)?.atMs, nowMs),
    daysWithoutInhaler: daysSince(state.medication.actuations.at(-1)?.atMs, nowMs),
    diaryShare14d: Math.min(1, diary(0, 14).length / Math.min(14, Math.max(1, Math.ceil(sinceFirstDays)))),
  };
}

function verifiedPercents(state: TwinState, nowMs: number): AgedPercent[] {
  const { sessions } = state.lungFunction;
  return sessions.flatMap((session, index) => {
    const ageDays = (nowMs - session.atMs) / MS_PER_DAY;
    if (ageDays < 0 || ageDays >= 14 || session.reliever === 'after' || !isVerified(sessions, index)) return [];
    const reached = fractionOfBest(state.lungFunction, session);
    return reached ? [{ ageDays, percent: reached.fraction * 100 }] : [];
  });
}

function percentsOf(all: readonly AgedPercent[], fromDays: number, toDays: number): number[] {
  return all.filter(({ ageDays }) => ageDays >= fromDays && ageDays < toDays).map(({ percent }) => percent);
}

function ownSpread(percents: readonly number[]): number {
  const freedom = percents.length - 1;
  return Math.sqrt((freedom * variance(percents) + 3 * 7.6 ** 2) / (freedom + 3));
}

function slope(all: readonly AgedPercent[]): number | null {
  if (all.length < 3) return null;
  const days = all.map(({ ageDays }) => -ageDays);
  if (Math.max(...days) - Math.min(...days) < 3) return null;
  const [middleDay, middle] = [meanOf(days), meanOf(all.map(({ percent }) => percent))];
  const rise = all.reduce((sum, { percent }, index) => sum + (days[index]! - middleDay) * (percent - middle), 0);
  return rise / days.reduce((sum, day) => sum + (day - middleDay) ** 2, 0);
}

function watchedDays(state: TwinState, nowMs: number): number | null {
  const starts = [state.medication.actuations[0]?.atMs, state.symptoms.days[0]?.atMs].filter(
    (atMs) => atMs !== undefined,
  );
  const ages = starts.map((atMs) => (nowMs - atMs) / MS_PER_DAY).filter((age) => age >= 0);
  return ages.length === 0 ? null : Math.min(14, Math.max(...ages));
}

function puffsPerDay(state: TwinState, nowMs: number, fromDays: number, toDays: number): number {
  const sensed = classifyPuffs(state.medication, state.profile).filter((puff) => {
    const ageDays = (nowMs - puff.atMs) / MS_PER_DAY;
    return puff.use === 'reliever' && ageDays >= fromDays && ageDays < toDays;
  }).length;
  const told = diaryDays(state, nowMs, fromDays, toDays).flatMap((day) => day.relieverPuffs?.atLeast ?? []);
  const toldPerDay = told.length === 0 ? 0 : told.reduce((sum, puffs) => sum + puffs, 0) / told.length;
  return Math.max(sensed / (toDays - fromDays), toldPerDay);
}

function diaryDays({ profile, symptoms }: TwinState, nowMs: number, fromDays: number, toDays: number) {
  const today = localDate(nowMs, profile.timeZone);
  return symptoms.days.filter((day) => {
    const ageDays = daysBetween(day.localDate, today);
    return ageDays >= fromDays && ageDays < toDays;
  });
}

function shareWithSymptoms(days: ReturnType<typeof diaryDays>): number | null {
  return days.length === 0 ? null : days.filter((day) => day.daySymptoms).length / days.length;
}

function adherenceChange(state: TwinState, adherence7d: number | null, nowMs: number): number | null {
  const prescribed = prescribedDosesPerDay(state.profile);
  const watch = controllerWatch(state, nowMs);
  if (adherence7d === null || !prescribed || !watch) return null;
  const watched = (nowMs - watch.sinceMs) / MS_PER_DAY;
  if (watched < 12) return null;
  const untilDays = Math.min(14, watched);
  const taken = classifyPuffs(state.medication, state.profile).reduce((sum, puff) => {
    const ageDays = (nowMs - puff.atMs) / MS_PER_DAY;
    return ageDays > 7 && ageDays <= untilDays ? sum + puff.doses : sum;
  }, 0);
  return adherence7d - Math.min(1, taken / (prescribed * (untilDays - 7)));
}

function inspiratoryFlow({ medication }: TwinState, nowMs: number): number | null {
  const flows = medication.actuations.flatMap(({ atMs, technique }) => {
    const ageDays = (nowMs - atMs) / MS_PER_DAY;
    return ageDays < 0 || ageDays > 14 ? [] : (technique?.peakInspiratoryFlowLitresPerMinute ?? []);
  });
  return flows.length < 3 ? null : meanOf(flows);
}

function daysSince(atMs: number | undefined, nowMs: number): number {
  return atMs === undefined ? 14 : Math.min(14, Math.max(0, (nowMs - atMs) / MS_PER_DAY));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const middle = meanOf(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / Math.max(1, values.length - 1);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
