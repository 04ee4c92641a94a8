import {
  addDays,
  instantOf,
  localDate,
  MS_PER_DAY,
  MS_PER_HOUR,
  MS_PER_MINUTE,
  type LocalDate,
} from '@airway-twin/domain/time';
import type { SymptomTrigger } from '@airway-twin/domain/measurement';
import {
  airwayTruth,
  bodyAfterHour,
  relieverLasts,
  restingBody,
  virusLoad,
  type AirwayTruth,
  type BodyState,
} from '../patients/body.js';
import { blankDay, type DayMemory } from '../patients/diary.js';
import { hiddenTraits } from '../patients/hidden-traits.js';
import { delivered, inhale } from '../patients/inhalation.js';
import type { InhalerSpec } from '../patients/patient-spec.js';
import { drawFor, type SeededDraw } from '../patients/seeded-draw.js';
import { CALIBRATION } from './calibration.js';
import type { CohortPerson } from './cohort-person.js';
import {
  isWeekOfMore,
  ONE_ATTACK_DAYS,
  type BreathedPuff,
  type CourseDay,
  type CourseSetting,
  type HiddenAttack,
  type PlannedSession,
} from './course-day.js';
import { coldOf, irritantsAfterDay, NO_IRRITANTS, type Cold, type Irritants } from './exposures.js';
import { habitsAfterDay, NEW_HABITS, type HabitDay, type HabitState } from './habit-course.js';
import { OwnLungs } from './own-lungs.js';

const PUFF_APART_MS = 30_000;
const DOSE_HOURS: Readonly<Record<number, readonly number[]>> = { 1: [8], 2: [7, 20] };
const BLOW_HOUR = { morning: 7, evening: 20 } as const;
const COLD_BEHIND_ATTACK_DAYS = 10;
const UNWELL_FROM = 0.2;
const NO_TRIGGERS: readonly SymptomTrigger[] = [];

/** A hidden life told day by day. The same setting gives the same days. */
export class HiddenCourse {
  readonly attacks: HiddenAttack[] = [];
  private body: BodyState;
  private habits: HabitState = NEW_HABITS;
  private date: LocalDate;
  private usualNarrowing: number | null = null;
  private irritants: Irritants = NO_IRRITANTS;
  private severeHours = 0;
  private unwellYesterday = false;
  private lastAttackMs = -Infinity;
  private readonly coldStarts: Cold[] = [];
  private readonly lungs: OwnLungs;

  constructor(
    private readonly setting: CourseSetting,
    firstDate: LocalDate,
  ) {
    this.date = firstDate;
    this.body = restingBody(setting.person.spec);
    this.lungs = new OwnLungs(setting.person, setting.narrowing);
  }

  /** The next day. */
  liveDay(): CourseDay {
    const { person, seed, seasons, what } = this.setting;
    const { spec } = person;
    const date = this.date;
    const midnightMs = instantOf(date, 0, spec.timeZone);
    const nextMidnightMs = instantOf(addDays(date, 1), 0, spec.timeZone);
    this.lungs.growTo(midnightMs);
    const outdoor = seasons.day(date);
    const habits = habitsAfterDay(person, seed, this.habits, {
      date,
      sinceEnrolled: Math.floor((midnightMs - person.enrolledMs) / MS_PER_DAY),
      daysSinceAttack: (midnightMs - this.lastAttackMs) / MS_PER_DAY,
      feltUnwellYesterday: this.unwellYesterday,
      adherenceAdded: what.adherenceAdded,
    });
    this.habits = habits.state;
    const cold = coldOf(person, seed, seasons, date, midnightMs);
    if (cold) this.coldStarts.push(cold);
    if (cold) this.body = { ...this.body, colds: [...this.body.colds, cold] };
    this.irritants = irritantsAfterDay(person, seed, date, this.irritants);
    const added = what.pm25Added > 0 && isWeekOfMore(date) ? what.pm25Added : 0;
    const pm25 = outdoor.pm25MicrogramsPerM3 + this.irritants.pm25MicrogramsPerM3 + added;
    const day = new LivedDay(blankDay(date));
    const hourDraw = drawFor(seed, person.number, date, 'hours');
    const actDraw = drawFor(seed, person.number, date, 'acts');
    const hours = Math.round((nextMidnightMs - midnightMs) / MS_PER_HOUR);
    const doses = this.dosesOf(habits.day, drawFor(seed, person.number, date, 'doses'));
    const blows = this.blowsOf(habits.day, drawFor(seed, person.number, date, 'blows'));
    for (let hour = 0; hour < hours; hour++) {
      this.liveHour(day, {
        hour,
        startMs: midnightMs + hour * MS_PER_HOUR,
        pollenLoad: outdoor.pollenLoad,
        pm25,
        doseDue: (DOSE_HOURS[this.controller()?.dosesPerDay ?? 0] ?? []).includes(hour),
        doseTaken: doses.has(hour),
        blow: blows.has(hour),
        hourDraw,
        actDraw,
      });
    }
    this.unwellYesterday = day.memory.worstNarrowing > UNWELL_FROM;
    this.date = addDays(date, 1);
    return {
      date,
      midnightMs,
      nextMidnightMs,
      puffs: day.puffs,
      sessions: day.sessions,
      memory: day.memory,
      habits: habits.day,
      attackAtMs: day.attackAtMs,
    };
  }

  /** FEV1 that a perfect blow would give now, % of predicted. */
  fev1PercentPredicted(atMs: number): number {
    const truth = airwayTruth(this.setting.person.spec, this.body, atMs, 10);
    return this.lungs.fev1PercentPredicted(truth);
  }

  private controller(): InhalerSpec | null {
    const { regimen } = this.setting.person.spec;
    return regimen.controller ?? regimen.mart;
  }

  private dosesOf({ doseChance }: HabitDay, draw: SeededDraw): ReadonlySet<number> {
    const due = DOSE_HOURS[this.controller()?.dosesPerDay ?? 0] ?? [];
    return new Set(due.filter(() => draw.chance(doseChance)));
  }

  private blowsOf({ blowChance }: HabitDay, draw: SeededDraw): ReadonlySet<number> {
    const morning = draw.chance(blowChance);
    const evening = draw.chance(0.8 * blowChance);
    const spirometer = this.setting.person.spec.devices.some((device) => device.part === 'spirometer');
    const hours = morning ? [BLOW_HOUR.morning as number] : [];
    if (evening && this.setting.person.habits.twiceADay && !spirometer) hours.push(BLOW_HOUR.evening);
    return new Set(hours);
  }

  private liveHour(day: LivedDay, hour: HourToLive): void {
    const { person } = this.setting;
    const { spec, care } = person;
    const traits = hiddenTraits(spec);
    const truth = airwayTruth(spec, this.body, hour.startMs, hour.hour);
    const narrowing = this.lungs.narrowingAt(truth);
    const { least, ofUsual, days: usualDays } = CALIBRATION.usedTo;
    const felt = traits.perception * Math.max(0, narrowing - least - ofUsual * (this.usualNarrowing ?? narrowing));
    this.usualNarrowing ??= narrowing;
    this.usualNarrowing += (narrowing - this.usualNarrowing) / (24 * usualDays);
    // Every hour draws equally often, whatever happens in it.
    const draw = hour.hourDraw;
    const wandering = draw.normal(0, 1);
    const [noticed, woken, relieved] = [draw.next(), draw.next(), draw.next()];
    const minute = Math.floor(draw.between(5, 50));
    this.feel(day, hour, felt, noticed, woken);
    if (hour.doseDue) day.memory = { ...day.memory, dosesDue: day.memory.dosesDue + 1 };
    if (hour.doseTaken) this.takeDose(day, hour, truth);
    if (hour.blow) day.sessions.push(this.sessionAt(hour.startMs + 40 * MS_PER_MINUTE, truth));
    this.relieve(day, hour, felt, relieved, minute, truth);
    this.severeHours = felt > care.severeFrom ? this.severeHours + 1 : Math.max(0, this.severeHours - 2);
    const endMs = hour.startMs + MS_PER_HOUR;
    if (this.severeHours === care.hours && this.body.oralSteroidUntilMs === null) this.seekCare(day, endMs, felt);
    this.body = bodyAfterHour(spec, this.body, {
      endMs,
      pm25MicrogramsPerM3: hour.pm25,
      pollenLoad: hour.pollenLoad,
      chance: wandering,
    });
  }

  private feel(
    day: LivedDay,
    { hour, startMs, pollenLoad }: HourToLive,
    felt: number,
    noticed: number,
    woken: number,
  ): void {
    const night = hour < 6;
    const notices = noticed < Math.min(0.95, 4 * Math.max(0, felt - 0.1));
    const wakes = night && woken < 0.35 * Math.max(0, felt - 0.18);
    const { memory } = day;
    const triggers = this.triggersOf(hour, startMs, pollenLoad, notices, noticed).filter(
      (trigger) => !memory.triggers.includes(trigger),
    );
    if (!notices && !wakes && felt <= memory.worstNarrowing && triggers.length === 0) return;
    day.memory = {
      ...memory,
      nightWaking: memory.nightWaking || wakes,
      symptomHours: memory.symptomHours + (notices && !night ? 1 : 0),
      worstNarrowing: Math.max(memory.worstNarrowing, felt),
      triggers: [...memory.triggers, ...triggers],
    };
  }

  /** What a person names as the cause. A cold shows in the nose, and many name it whether or not the chest is tight. */
  private triggersOf(
    hour: number,
    startMs: number,
    pollenLoad: number,
    notices: boolean,
    noticed: number,
  ): readonly SymptomTrigger[] {
    const asked = hour === 12 && noticed < 0.6;
    if (!notices && !asked) return NO_TRIGGERS;
    const { spec } = this.setting.person;
    const virus = virusLoad(spec, this.body, startMs);
    const triggers: SymptomTrigger[] = [];
    if ((asked && virus > 0.25) || (notices && virus > 0.2)) triggers.push('cold');
    if (notices && spec.pollenSensitivity > 0.5 && pollenLoad > 0.5) triggers.push('pollen');
    if (notices && this.body.breathedPm25 > 45) triggers.push('poor-air');
    return triggers;
  }

  private takeDose(day: LivedDay, hour: HourToLive, truth: AirwayTruth): void {
    const inhaler = this.controller();
    if (!inhaler) return;
    day.memory = { ...day.memory, dosesTaken: day.memory.dosesTaken + 1 };
    const part = this.setting.person.spec.regimen.controller ? 'preventer' : 'mart';
    this.puff(day, part, inhaler, inhaler.puffsPerDose, hour.startMs + 35 * MS_PER_MINUTE, truth, hour.actDraw);
  }

  private relieve(
    day: LivedDay,
    hour: HourToLive,
    felt: number,
    drawn: number,
    minute: number,
    truth: AirwayTruth,
  ): void {
    const { spec, care } = this.setting.person;
    const awake = hour.hour >= 7 && hour.hour < 22.5;
    const need = 1.1 * Math.max(0, felt - 0.1) ** 1.25;
    const rate = awake ? need + spec.habitualRelieverUsesPerDay / 15.5 : need * (day.memory.nightWaking ? 0.5 : 0.05);
    if (drawn >= 1 - Math.exp(-rate)) return;
    const inhaler = spec.regimen.reliever ?? spec.regimen.mart;
    if (!inhaler) return;
    const count = inhaler.puffsPerDose * (felt > care.severeFrom ? 2 : 1);
    const part = spec.regimen.reliever ? 'reliever' : 'mart';
    this.puff(day, part, inhaler, count, hour.startMs + minute * MS_PER_MINUTE, truth, hour.actDraw);
    day.memory = { ...day.memory, relieverPuffs: day.memory.relieverPuffs + count };
  }

  private puff(
    day: LivedDay,
    part: BreathedPuff['part'],
    inhaler: InhalerSpec,
    count: number,
    atMs: number,
    truth: AirwayTruth,
    draw: SeededDraw,
  ): void {
    const { person } = this.setting;
    const narrowing = this.lungs.narrowingAt(truth);
    for (let index = 0; index < count; index++) {
      const puffMs = atMs + index * PUFF_APART_MS;
      const inhalation = inhale(person.spec, inhaler, person.spec.technique, narrowing, draw);
      const reaches = delivered(inhaler, inhalation);
      day.puffs.push({ atMs: puffMs, part, inhaler, inhalation });
      if (part !== 'reliever') {
        const usualPerDay = Math.max(1, inhaler.dosesPerDay * inhaler.puffsPerDose);
        this.body = { ...this.body, steroidDoses: this.body.steroidDoses + (2 * reaches) / usualPerDay };
      }
      if (part !== 'preventer') {
        const strength = reaches * (part === 'mart' ? 0.9 : 0.7);
        const relief = { atMs: puffMs, strength, lasts: relieverLasts(inhaler.drug) };
        this.body = { ...this.body, relieverPuffs: [...this.body.relieverPuffs, relief] };
      }
    }
  }

  private seekCare(day: LivedDay, atMs: number, felt: number): void {
    this.body = { ...this.body, oralSteroidUntilMs: atMs + CALIBRATION.oralSteroidDays * MS_PER_DAY };
    // A second course so soon is a relapse of the same attack.
    if (atMs - this.lastAttackMs < ONE_ATTACK_DAYS * MS_PER_DAY) return;
    day.memory = { ...day.memory, attackCare: felt > CALIBRATION.emergencyFrom ? 'emergency' : 'doctor' };
    // Care that is sought in the last hour of a day belongs to that day: the diary of the day names it.
    day.attackAtMs = atMs - MS_PER_MINUTE;
    this.lastAttackMs = day.attackAtMs;
    const behind = this.coldStarts
      .filter(({ startMs }) => startMs <= atMs && atMs - startMs <= COLD_BEHIND_ATTACK_DAYS * MS_PER_DAY)
      .sort((a, b) => b.strength - a.strength)[0];
    this.attacks.push({ atMs: day.attackAtMs, daysAfterCold: behind ? (atMs - behind.startMs) / MS_PER_DAY : null });
  }

  private sessionAt(atMs: number, truth: AirwayTruth): PlannedSession {
    const after = this.body.relieverPuffs.some((puff) => atMs - puff.atMs < 4 * MS_PER_HOUR);
    return { atMs, reliever: after ? 'after' : 'before', ...this.lungs.perfectBlow(truth) };
  }
}

/** A day while it is being lived. */
class LivedDay {
  readonly puffs: BreathedPuff[] = [];
  readonly sessions: PlannedSession[] = [];
  attackAtMs: number | null = null;
  constructor(public memory: DayMemory) {}
}

interface HourToLive {
  readonly hour: number;
  readonly startMs: number;
  readonly pollenLoad: number;
  readonly pm25: number;
  readonly doseDue: boolean;
  readonly doseTaken: boolean;
  readonly blow: boolean;
  readonly hourDraw: SeededDraw;
  readonly actDraw: SeededDraw;
}

/** The calendar day on which a person's record begins: the day after enrolment where they live. */
export function firstDateOf({ spec, enrolledMs }: CohortPerson): LocalDate {
  return addDays(localDate(enrolledMs, spec.timeZone), 1);
}
