import { freshness } from '../measurement/freshness.js';
import { STREAMS, type Stream } from '../measurement/observation.js';
import type { PatientProfile } from '../patient/profile.js';
import { MS_PER_DAY, calendarDay } from '../time/calendar.js';
import { adherenceAt } from './adherence.js';
import { puffHistory, type PuffHistory } from './classified-puffs.js';
import { advanceTo } from './fold.js';
import { bestFev1, bestFvc, bestPef, fractionOfBest } from './lung-function.js';
import {
  ACTUATION_WINDOW_DAYS,
  doseDays,
  inhalationSufficed,
  knownExposure,
  relieverPuffsWithin,
} from './medication.js';
import { momentOf } from './moment.js';
import type { AirMean, RememberedActuation, TwinMemory } from './state.js';
import { relieverResponse, shownConstriction, shownInflammation, shownScale } from './traits.js';
import type { Measured, TraitBand, TwinView } from './view.js';
import { zoneOf } from './zone.js';

const TECHNIQUE_JUDGED = 5;

/**
 * What is seen of the twin at that instant: values with freshness, beliefs as bands. Earlier than the newest observation counts as that
 * observation's instant. Pure; nothing is rounded and nothing is put into words here.
 */
export function presentTwin(state: TwinMemory, nowMs: number): TwinView {
  const atMs = Math.max(nowMs, state.clockMs ?? nowMs);
  const now = advanceTo(state, atMs);
  const puffs = puffHistory(now);
  const { traits } = now;
  const moment = momentOf(now, atMs);
  const told = hasToldEnough(now, atMs);
  const band = (belief: TraitBand): TraitBand => ({ ...belief, known: belief.known && told });
  return {
    atMs,
    observationCount: now.observationCount,
    zone: zoneOf(now, puffs, atMs),
    lungFunction: presentLungFunction(now, atMs),
    constriction: traits && band(shownConstriction(traits, moment)),
    constrictionUnmasked: traits && band(shownConstriction(traits, { ...moment, effect: 0 })),
    inflammation: traits && band(shownInflammation(traits)),
    lungScale: traits && shownScale(traits),
    relieverEffect: moment.effect * (traits ? relieverResponse(traits) : 1),
    medication: presentMedication(now, puffs, atMs),
    air: {
      pm25MicrogramsPerM3: presentAir(now.air.pm25MicrogramsPerM3, atMs),
      no2MicrogramsPerM3: presentAir(now.air.no2MicrogramsPerM3, atMs),
      o3MicrogramsPerM3: presentAir(now.air.o3MicrogramsPerM3, atMs),
      environment: now.air.environment && {
        ...now.air.environment,
        freshness: freshness('environment.day', now.air.environment.atMs, atMs),
      },
    },
    symptoms: presentSymptoms(now, atMs),
    freshness: presentFreshness(now, atMs),
  };
}

function presentFreshness({ lastMeasuredAtMs }: TwinMemory, atMs: number): TwinView['freshness'] {
  const shown: { -readonly [S in Stream]?: TwinView['freshness'][S] } = {};
  for (const stream of STREAMS) {
    const measuredAtMs = lastMeasuredAtMs[stream] ?? null;
    shown[stream] = { atMs: measuredAtMs, freshness: freshness(stream, measuredAtMs, atMs) };
  }
  return shown as TwinView['freshness'];
}

/** A belief that rests on what is usual in people like this one, and not on breaths of this one, is not shown as known. */
const ENOUGH_SESSIONS = 2;
const SESSIONS_TELL_FOR_MS = 14 * MS_PER_DAY;

function hasToldEnough({ lungFunction }: TwinMemory, atMs: number): boolean {
  const { sessions } = lungFunction;
  let told = 0;
  for (let at = sessions.length - 1; at >= 0 && atMs - sessions[at]!.atMs <= SESSIONS_TELL_FOR_MS; at--) {
    if (sessions[at]!.usedForTraits) told += 1;
    if (told >= ENOUGH_SESSIONS) return true;
  }
  return false;
}

function presentLungFunction(state: TwinMemory, atMs: number): TwinView['lungFunction'] {
  const { sessions, bestPefLitresPerMinute, bestFev1Litres } = state.lungFunction;
  const stream = (hasFev1: boolean): Stream => (hasFev1 ? 'spirometer.blow' : 'peakflow.session');
  const newest = (value: (index: number) => number | null): Measured | null => {
    for (let index = sessions.length - 1; index >= 0; index--) {
      const found = value(index);
      const session = sessions[index]!;
      if (found !== null)
        return {
          value: found,
          atMs: session.atMs,
          freshness: freshness(stream(session.sessionId !== null), session.atMs, atMs),
        };
    }
    return null;
  };
  const last = sessions.at(-1);
  return {
    pefLitresPerMinute: newest((index) => bestPef(sessions[index]!)),
    fev1Litres: newest((index) => bestFev1(sessions[index]!)),
    fvcLitres: newest((index) => bestFvc(sessions[index]!)),
    percentOfBest: newest((index) => {
      const reached = fractionOfBest(state.lungFunction, sessions[index]!);
      return reached && reached.fraction * 100;
    }),
    repeatable: last?.repeatable ?? null,
    grades: sessions.findLast((session) => session.grades !== null)?.grades ?? null,
    reliever: last?.reliever ?? null,
    bestPefLitresPerMinute,
    bestFev1Litres,
  };
}

function presentMedication(state: TwinMemory, history: PuffHistory, atMs: number): TwinView['medication'] {
  const { medication, profile } = state;
  const { puffs, relieverAtMs } = history;
  return {
    adherence7d: adherenceAt(state, history, atMs),
    controllerExposure: knownExposure(state, atMs),
    relieverPuffs24h: relieverPuffsWithin(relieverAtMs, MS_PER_DAY, atMs),
    relieverPuffs7d: relieverPuffsWithin(relieverAtMs, 7 * MS_PER_DAY, atMs),
    lastControllerAtMs: medication.lastControllerAtMs,
    lastRelieverAtMs: medication.lastRelieverAtMs,
    days: doseDays(puffs, atMs, profile.timeZone, ACTUATION_WINDOW_DAYS),
    technique: presentTechnique(medication.actuations, profile),
  };
}

/** Of the newest inhalations that a sensor saw. */
function presentTechnique(
  actuations: readonly RememberedActuation[],
  profile: PatientProfile,
): TwinView['medication']['technique'] {
  let judged = 0;
  let failed = 0;
  for (let at = actuations.length - 1; at >= 0 && judged < TECHNIQUE_JUDGED; at--) {
    const sufficed = inhalationSufficed(profile, actuations[at]!);
    if (sufficed === null) continue;
    judged += 1;
    if (!sufficed) failed += 1;
  }
  return { judged, failed };
}

function presentAir(mean: AirMean | null, atMs: number): Measured | null {
  return mean && { value: mean.value, atMs: mean.atMs, freshness: freshness('air.reading', mean.atMs, atMs) };
}

function presentSymptoms(state: TwinMemory, atMs: number): TwinView['symptoms'] {
  const recent = state.symptoms.days.filter(
    (day) => atMs - (calendarDay(day.localDate) + 0.5) * MS_PER_DAY <= 7.5 * MS_PER_DAY,
  );
  return {
    lastDay: state.symptoms.days.at(-1)?.localDate ?? null,
    nightWakings7d: recent.filter((day) => day.nightWaking).length,
    symptomDays7d: recent.filter((day) => day.daySymptoms).length,
    diaryDays7d: recent.length,
    controlScore: state.symptoms.controlScore,
  };
}
