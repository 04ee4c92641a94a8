import { entryObservation } from '@airway-twin/contracts/http';
import {
  compareOrder,
  orderKey,
  PLAUSIBLE,
  type InhalationTechnique,
  type Observation,
  type Stream,
  type StreamData,
} from '@airway-twin/domain/measurement';
import { medicationRole, type PatientProfile } from '@airway-twin/domain/patient';
import { addDays, instantOf, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND } from '@airway-twin/domain/time';
import { dayEntry, weekEntry, type DayMemory } from '../patients/diary.js';
import { deviceIdOf, specAgeYears, type DevicePart } from '../patients/patient-spec.js';
import { registrationOf } from '../patients/registration.js';
import { drawFor, type SeededDraw } from '../patients/seeded-draw.js';
import type { CohortPerson } from './cohort-person.js';
import type { BreathedPuff, CourseDay, PlannedSession } from './course-day.js';
import type { Seasons } from './seasons.js';

/** A boot of every device lasts the whole record. */
const BOOT_ID = 'cohort';
const HEALTH_HOUR = 6;
const DIARY_HOUR = 21;
const WEEKLY_HOUR = 22;
const BLOWS = 3;
const BLOW_APART_MS = 70 * MS_PER_SECOND;
const DAYS_REMEMBERED = 7;
const CHILD_UNTIL_YEARS = 12;
const SUNDAY = 0;

/** Turns days of a hidden life into what devices and diary tell of them: the product's observations, in the order in which they fold. */
export interface Teller {
  readonly profile: PatientProfile;
  tell(day: CourseDay): Observation[];
}

/**
 * The teller of one person, whose profile names the attacks of the year before. Some have no inhaler sensors, some no weather feed, and of
 * some nobody knows the attacks of the year before: so it is with real people. Rare and weekly things come as in the product: health of
 * the inhaler sensors once a day, a weekly questionnaire with oral steroids and unscheduled care on Sundays.
 */
export function tellerOf(person: CohortPerson, seed: number, seasons: Seasons, attacksLastYear: number): Teller {
  const { spec } = person;
  const kit = drawFor(seed, person.number, 'kit');
  const lacks = { sensors: kit.chance(0.2), feed: kit.chance(0.15), history: kit.chance(0.2) };
  const profile: PatientProfile = {
    ...registrationOf([{ ...spec, attacksLastYear }], person.enrolledMs).patients[0]!,
    ...(lacks.history ? { attacksLastYear: null } : {}),
  };
  const seqs = new Map<string, number>();
  let remembered: DayMemory[] = [];
  const meter = drawFor('cohort meter', spec.airwaySeed).normal(0, 0.03);

  const tell = (day: CourseDay): Observation[] => {
    const told: Observation[] = [];
    const add = <S extends Stream>(part: DevicePart, stream: S, measuredAtMs: number, data: StreamData[S]): void => {
      const deviceId = deviceIdOf(spec.patientId, part);
      const seq = seqs.get(deviceId) ?? 0;
      seqs.set(deviceId, seq + 1);
      const source = { deviceId, bootId: BOOT_ID, seq };
      told.push({
        stream,
        siteId: profile.siteId,
        patientId: profile.patientId,
        source,
        measuredAtMs,
        data,
      } as Observation);
    };
    const morningMs = day.midnightMs + HEALTH_HOUR * MS_PER_HOUR;
    const { pollenLoad: _hidden, ...outdoor } = seasons.day(day.date);
    if (!lacks.feed) add('environment', 'environment.day', morningMs, { localDate: day.date, ...outdoor });
    if (!lacks.sensors && !day.habits.sensorsSilent) {
      for (const { part, kind } of spec.devices) {
        if (kind !== 'inhaler-sensor') continue;
        add(part, 'device.health', morningMs, { batteryPercent: null, firmware: null, dosesLeft: null });
      }
      for (const puff of day.puffs) add(puff.part, 'inhaler.actuation', puff.atMs, actuation(puff, person, profile));
    }
    const draw = drawFor(seed, person.number, day.date, 'told');
    for (const session of day.sessions) {
      if (spec.devices.some(({ part }) => part === 'spirometer')) {
        for (const blow of spirometerBlows(person, session, meter, draw, day.date)) {
          add('spirometer', 'spirometer.blow', blow.atMs, blow.data);
        }
      } else {
        const data = { blowsLitresPerMinute: peakFlows(person, session, meter, draw), reliever: session.reliever };
        add('peakflow', 'peakflow.session', session.atMs, data);
      }
    }
    remembered = [...remembered, day.memory].slice(-DAYS_REMEMBERED);
    const [writes, looksBack] = [draw.chance(day.habits.diaryChance), draw.chance(day.habits.weeklyChance)];
    if (writes) {
      const atMs = day.midnightMs + DIARY_HOUR * MS_PER_HOUR + Math.floor(draw.between(0, 40)) * MS_PER_MINUTE;
      told.push(entryObservation(dayEntry(spec, day.memory, atMs, draw), profile, atMs));
    }
    if (looksBack && new Date(`${day.date}T00:00:00Z`).getUTCDay() === SUNDAY) {
      const atMs = Math.min(day.nextMidnightMs - MS_PER_MINUTE, day.midnightMs + WEEKLY_HOUR * MS_PER_HOUR);
      told.push(entryObservation(weekEntry(spec, remembered, day.date, atMs), profile, atMs));
    }
    return told.sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
  };
  return { profile, tell };
}

function actuation(puff: BreathedPuff, person: CohortPerson, profile: PatientProfile): StreamData['inhaler.actuation'] {
  const { drug } = puff.inhaler;
  const { role, assumed } = medicationRole(profile, drug);
  const senses = person.spec.devices.find(({ part }) => part === puff.part)?.sensesTechnique ?? false;
  const technique: InhalationTechnique | null = senses ? puff.inhalation : null;
  return { drug, role, roleAssumed: assumed, technique };
}

/** Peak flows of one session, L/min: effort only lowers, more in children; now and then a weak blow, once in six hundred a stray high one. */
function peakFlows(person: CohortPerson, session: PlannedSession, meter: number, draw: SeededDraw): number[] {
  const child = isChild(person, session.atMs);
  const best = session.pefLitresPerMinute * Math.exp(meter + draw.normal(0, child ? 0.035 : 0.022));
  return Array.from({ length: BLOWS }, () => {
    const stray = draw.chance(0.0017) ? draw.between(1.2, 1.4) : 1;
    const weak = draw.chance(0.05) ? draw.between(0.65, 0.85) : 1;
    const blow = best * stray * weak * (1 - Math.abs(draw.normal(0, child ? 0.055 : 0.035)));
    return Math.round(inside(blow, PLAUSIBLE.pefLitresPerMinute));
  });
}

/** Blows of one spirometer session without their curves; about one in fifteen starts slowly or is given up. */
function spirometerBlows(
  person: CohortPerson,
  session: PlannedSession,
  meter: number,
  draw: SeededDraw,
  date: string,
): { readonly atMs: number; readonly data: StreamData['spirometer.blow'] }[] {
  const child = isChild(person, session.atMs);
  const form = Math.exp(0.4 * meter + draw.normal(0, child ? 0.024 : 0.016));
  return Array.from({ length: BLOWS }, (_unused, index) => {
    const short = Math.abs(draw.normal(0, child ? 0.042 : 0.022));
    const poor = draw.chance(child ? 0.09 : 0.045);
    const slow = poor && draw.chance(0.5);
    const fvc = session.fvcLitres * form * (1 - 0.7 * short) * (poor && !slow ? 0.8 : 1);
    const fev1 = Math.min(0.99 * fvc, session.fev1Litres * form * (1 - short) * (slow ? 0.9 : 1));
    const pef =
      (session.pefLitresPerMinute / 60) * form * (1 - 1.5 * short) * (1 + draw.normal(0, 0.025)) * (slow ? 0.7 : 1);
    const fev1Litres = hundredth(inside(fev1, PLAUSIBLE.fev1Litres));
    const fvcLitres = Math.max(fev1Litres, hundredth(inside(fvc, PLAUSIBLE.fvcLitres)));
    const seconds = poor && !slow ? draw.between(0.7, 1.3) : child ? draw.between(3.1, 5.5) : draw.between(6.1, 8.5);
    return {
      atMs: session.atMs + index * BLOW_APART_MS,
      data: {
        sessionId: `s-${date}-${session.atMs}`,
        fev1Litres,
        fvcLitres,
        pefLitresPerSecond: hundredth(inside(pef, PLAUSIBLE.pefLitresPerSecond)),
        fef2575LitresPerSecond: null,
        forcedExpiratoryTimeSeconds: hundredth(seconds),
        backExtrapolatedVolumeLitres: hundredth(slow ? Math.max(0.16, 0.09 * fvcLitres) : 0.02 * fvcLitres),
        reliever: session.reliever,
        flowVolumeCurve: null,
      },
    };
  });
}

/** The instants at which a record is looked at: the same hour of each of so many days of the person's calendar. */
export function scoringInstants(firstDate: string, days: number, timeZone: string): number[] {
  return Array.from({ length: days }, (_unused, day) => instantOf(addDays(firstDate, day), SCORING_HOUR, timeZone));
}

/** After the blow of the morning and before that of the evening. */
export const SCORING_HOUR = 10;

function isChild({ spec }: CohortPerson, atMs: number): boolean {
  return specAgeYears(spec, atMs) < CHILD_UNTIL_YEARS;
}

function inside(value: number, range: { readonly least: number; readonly most: number }): number {
  return Math.min(range.most, Math.max(range.least, value));
}

function hundredth(value: number): number {
  return Math.round(value * 100) / 100;
}
