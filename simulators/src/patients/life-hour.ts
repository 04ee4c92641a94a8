import { DEMO_SITE_ID } from '@airway-twin/contracts/http';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, localDate, localHour } from '@airway-twin/domain/time';
import { narrowingOf, peakFlowBlows, perfectBlow, sessionForm, spirometryBlow } from './blow.js';
import {
  airwayTruth,
  bodyAfterHour,
  relieverEffect,
  relieverLasts,
  virusLoad,
  type AirwayTruth,
  type BodyState,
} from './body.js';
import { hiddenTraits } from './hidden-traits.js';
import { rememberedDayPlan, type PlannedAct } from './day-plan.js';
import { environmentPayload, healthPayload, indoorAirPayload } from './ambient-payloads.js';
import { blankDay, dayEntry, scoreEntry, weekEntry, type DayMemory } from './diary.js';
import { outdoorDay } from './environment.js';
import { delivered, inhale } from './inhalation.js';
import type { DeviceMessage, HourOfTruth, Intervention, LifeEvent, UnsentPayload } from './life-events.js';
import { deviceIdOf, type DevicePart, type InhalerSpec, type PatientSpec } from './patient-spec.js';
import { drawFor, type SeededDraw } from './seeded-draw.js';

/** Everything that a life carries from one hour to the next. Plain data: it can be kept and gone on with. */
export interface LifeState {
  readonly hourStartMs: number;
  readonly body: BodyState;
  /** Next sequence number of each device. */
  readonly nextSeq: Readonly<Record<string, number>>;
  /** The last four weeks as remembered, oldest first; the last one is today. */
  readonly days: readonly DayMemory[];
  /** Hours in a row of severe narrowing. */
  readonly severeHours: number;
  /** The newest controller dose that was due was not taken and not made up for. */
  readonly doseMissed: boolean;
  readonly spirometrySessions: number;
}

/** Who lives, and since when. `startMs` also names the boot of the devices. */
export interface LifeSetting {
  readonly spec: PatientSpec;
  readonly seed: number;
  readonly startMs: number;
}

/** Acts that begin later in the hour than this are brought forward, so that their last message lies inside the hour. */
const LAST_START_MS = 54 * MS_PER_MINUTE;
const PUFF_APART_MS = 32 * MS_PER_SECOND;
const BLOW_APART_MS = 70 * MS_PER_SECOND;
const DAYS_REMEMBERED = 28;
/** Narrowing, as felt, at which people seek care after some hours, and at which it is an emergency. */
const SEVERE = 0.42;
const VERY_SEVERE = 0.62;
/** People get used to so much narrowing, the more the worse their asthma, and do not feel it. */
const USUAL_NARROWING = { least: 0.02, perSeverity: 0.18 } as const;

/** An intervention so close to the end of its hour waits for the next one. */
export function settledInstant(atMs: number): number {
  const intoHour = atMs % MS_PER_HOUR;
  return intoHour > LAST_START_MS ? atMs - intoHour + MS_PER_HOUR : atMs;
}

/** `bootId` of all devices of a life: the same seed and start give the same identity to every message. */
export function lifeBootId(setting: LifeSetting): string {
  return `life-${setting.seed}-${Math.floor(setting.startMs / 1000).toString(36)}`;
}

type Act =
  | PlannedAct
  | { readonly atMs: number; readonly act: 'relief'; readonly puffs: number; readonly slot: number }
  | { readonly atMs: number; readonly act: 'asked-blow' | 'asked-dose'; readonly slot: number };

/**
 * One hour of a life: what its devices measure and what the person writes down, in order, and the state an hour later. Pure: the same
 * setting, state and interventions give the same hour, and an intervention changes nothing that lies before it.
 */
export function liveHour(
  setting: LifeSetting,
  state: LifeState,
  interventions: readonly Intervention[],
): { readonly state: LifeState; readonly events: LifeEvent[]; readonly truth: HourOfTruth } {
  return new Hour(setting, state, interventions).live();
}

/** One hour being lived: the body and today's memory change while its acts happen. */
class Hour {
  private body: BodyState;
  private today: DayMemory;
  private earlierDays: readonly DayMemory[];
  private doseMissed: boolean;
  private sessions: number;
  private readonly unnumbered: Omit<DeviceMessage, 'payload'>[] = [];
  private readonly payloads = new Map<Omit<DeviceMessage, 'payload'>, object>();
  private readonly entries: LifeEvent[] = [];
  private readonly startMs: number;
  private readonly endMs: number;
  private readonly pollution: number;

  constructor(
    private readonly setting: LifeSetting,
    private readonly before: LifeState,
    private readonly interventions: readonly Intervention[],
  ) {
    this.startMs = before.hourStartMs;
    this.endMs = this.startMs + MS_PER_HOUR;
    this.body = { ...before.body, colds: [...before.body.colds, ...this.newColds()] };
    const date = localDate(this.startMs, setting.spec.timeZone);
    const last = before.days.at(-1);
    this.today = last?.date === date ? last : blankDay(date);
    this.earlierDays = last?.date === date ? before.days.slice(0, -1) : before.days;
    this.doseMissed = before.doseMissed;
    this.sessions = before.spirometrySessions;
    this.pollution = this.during('pollution', this.startMs)?.factor ?? 1;
  }

  live(): { state: LifeState; events: LifeEvent[]; truth: HourOfTruth } {
    const { spec } = this.setting;
    const airways = this.airwaysAt(this.startMs);
    const narrowing = narrowingOf(spec, airways);
    const used = USUAL_NARROWING.least + USUAL_NARROWING.perSeverity * spec.severity;
    const felt = hiddenTraits(spec).perception * Math.max(0, narrowing - used);
    this.feel(felt);
    for (const act of this.acts(felt)) this.perform(act);
    const outdoor = this.outdoor(this.startMs);
    const { events, nextSeq } = this.numbered();
    const severeHours = felt > SEVERE ? this.before.severeHours + 1 : Math.max(0, this.before.severeHours - 2);
    const attack = severeHours === 9 && this.body.oralSteroidUntilMs === null;
    if (attack) this.seekCare(felt);
    const state: LifeState = {
      hourStartMs: this.endMs,
      body: bodyAfterHour(spec, this.body, {
        endMs: this.endMs,
        pm25MicrogramsPerM3: outdoor.pm25MicrogramsPerM3,
        pollenLoad: outdoor.pollenLoad,
        chance: this.draw('drift').normal(0, 1),
      }),
      nextSeq,
      days: [...this.earlierDays, this.today].slice(-DAYS_REMEMBERED),
      severeHours,
      doseMissed: this.doseMissed,
      spirometrySessions: this.sessions,
    };
    const truth: HourOfTruth = {
      patientId: spec.patientId,
      atMs: this.startMs,
      narrowing,
      fev1Litres: perfectBlow(spec, this.startMs, airways).fev1Litres,
      constriction: airways.constriction,
      constrictionUnmasked: airways.constrictionUnmasked,
      inflammation: airways.inflammation,
      virusLoad: virusLoad(spec, this.body, this.startMs),
      relieverEffect: relieverEffect(spec, this.body, this.startMs),
      attack,
    };
    return { state, events, truth };
  }

  private draw(purpose: string, ...keys: (string | number)[]): SeededDraw {
    return drawFor(this.setting.seed, this.setting.spec.patientId, purpose, this.startMs, ...keys);
  }

  private during<K extends 'adherence' | 'technique' | 'pollution'>(
    kind: K,
    atMs: number,
  ): Extract<Intervention, { kind: K }> | undefined {
    return this.interventions.findLast(
      (one): one is Extract<Intervention, { kind: K }> =>
        one.kind === kind && 'fromMs' in one && one.fromMs <= atMs && atMs < one.toMs,
    );
  }

  private newColds(): { startMs: number; strength: number }[] {
    const caught = this.interventions.flatMap((one) =>
      one.kind === 'cold' && one.atMs >= this.startMs && one.atMs < this.startMs + MS_PER_HOUR
        ? [{ startMs: one.atMs, strength: one.strength }]
        : [],
    );
    const { spec } = this.setting;
    const month = new Date(this.startMs).getUTCMonth();
    const south = spec.timeZone.startsWith('Australia/');
    // September peak of school-age children, winter for all (JACI 2006;117:557).
    const season = (south ? [4, 5, 6, 7] : [8, 9, 10, 11, 0, 1]).includes(month) ? 1.5 : 0.6;
    const draw = this.draw('cold');
    if (draw.chance((spec.coldsPerYear * season) / (365 * 24))) {
      caught.push({ startMs: this.startMs, strength: draw.between(0.35, 0.95) });
    }
    return caught;
  }

  private airwaysAt(atMs: number): AirwayTruth {
    const { spec } = this.setting;
    return airwayTruth(spec, this.body, atMs, localHour(atMs, spec.timeZone));
  }

  private outdoor(atMs: number): ReturnType<typeof outdoorDay> {
    const { spec, seed } = this.setting;
    return outdoorDay(seed, spec.timeZone, localDate(atMs, spec.timeZone), this.pollution);
  }

  /** Symptoms of the hour, from how narrow the airways are at its start. */
  private feel(felt: number): void {
    const { spec } = this.setting;
    const hour = localHour(this.startMs, spec.timeZone);
    const draw = this.draw('feel');
    const night = hour < 6;
    const notices = draw.chance(Math.min(0.95, 4 * Math.max(0, felt - 0.1)));
    const triggers = new Set(this.today.triggers);
    if (notices && virusLoad(spec, this.body, this.startMs) > 0.2) triggers.add('cold');
    if (notices && spec.pollenSensitivity > 0.5 && this.outdoor(this.startMs).pollenLoad > 0.5) triggers.add('pollen');
    if (notices && this.body.breathedPm25 > 45) triggers.add('poor-air');
    this.today = {
      ...this.today,
      nightWaking: this.today.nightWaking || (night && draw.chance(0.35 * Math.max(0, felt - 0.18))),
      symptomHours: this.today.symptomHours + (notices && !night ? 1 : 0),
      worstNarrowing: Math.max(this.today.worstNarrowing, felt),
      triggers: [...triggers],
    };
  }

  /** Severe narrowing for many hours: the person is seen, and takes oral steroid for six days. */
  private seekCare(felt: number): void {
    this.body = { ...this.body, oralSteroidUntilMs: this.endMs + 6 * MS_PER_DAY };
    this.today = { ...this.today, attackCare: felt > VERY_SEVERE ? 'emergency' : 'doctor' };
  }

  /** All acts of the hour in their order. */
  private acts(felt: number): Act[] {
    const { spec, seed } = this.setting;
    const dates = new Set([localDate(this.startMs, spec.timeZone), localDate(this.endMs - 1, spec.timeZone)]);
    const latestMs = this.startMs + LAST_START_MS;
    const acts: Act[] = [...dates]
      .flatMap((date) => rememberedDayPlan(spec, seed, date))
      .filter((planned) => planned.atMs >= this.startMs && planned.atMs < this.endMs)
      .map((planned) => ({ ...planned, atMs: Math.min(planned.atMs, latestMs) }));
    const relief = this.ownRelief(felt, latestMs);
    if (relief) acts.push(relief);
    this.interventions.forEach((one, slot) => {
      if (!('atMs' in one) || one.atMs < this.startMs || one.atMs >= this.endMs) return;
      if (one.kind === 'reliever') acts.push({ atMs: one.atMs, act: 'relief', puffs: one.puffs, slot });
      if (one.kind === 'extra-blow') acts.push({ atMs: one.atMs, act: 'asked-blow', slot });
      if (one.kind === 'extra-dose') acts.push({ atMs: one.atMs, act: 'asked-dose', slot });
    });
    return acts.sort((a, b) => a.atMs - b.atMs);
  }

  private ownRelief(felt: number, latestMs: number): Act | null {
    const { spec } = this.setting;
    const hour = localHour(this.startMs, spec.timeZone);
    const awake = hour >= 7 && hour < 22.5;
    const need = 1.1 * Math.max(0, felt - 0.1) ** 1.25;
    const rate = awake ? need + spec.habitualRelieverUsesPerDay / 15.5 : need * (this.today.nightWaking ? 0.5 : 0.05);
    const draw = this.draw('relief');
    if (!draw.chance(1 - Math.exp(-rate))) return null;
    const inhaler = spec.regimen.reliever ?? spec.regimen.mart;
    const puffs = (inhaler?.puffsPerDose ?? 1) * (felt > SEVERE ? 2 : 1);
    return { atMs: Math.round(draw.between(this.startMs, latestMs)), act: 'relief', puffs, slot: -1 };
  }

  private perform(act: Act): void {
    const { spec, seed } = this.setting;
    const draw = drawFor(seed, spec.patientId, act.act, act.atMs, act.slot);
    switch (act.act) {
      case 'dose':
        return this.dueDose(act.atMs, draw);
      case 'asked-dose':
        if (this.doseMissed) this.takeDose(act.atMs, draw);
        return;
      case 'relief':
        return this.puffs(spec.regimen.reliever ? 'reliever' : 'mart', act.atMs, act.puffs, draw);
      case 'peakflow':
        if (draw.chance(spec.blowsDone)) this.peakFlow(act.atMs, draw);
        return;
      case 'spirometry':
        if (draw.chance(spec.blowsDone)) this.spirometry(act.atMs, draw);
        return;
      case 'asked-blow':
        return this.has('spirometer') ? this.spirometry(act.atMs, draw) : this.peakFlow(act.atMs, draw);
      case 'air':
        return this.airReading(act.atMs, draw);
      case 'environment':
        return this.environmentDay(act.atMs);
      case 'health':
        return this.health(act.atMs);
      case 'diary':
        if (draw.chance(spec.diaryDone)) this.write(act.atMs, dayEntry(spec, this.today, act.atMs, draw));
        return;
      case 'weekly':
        if (draw.chance(0.3 + 0.6 * spec.diaryDone)) {
          this.write(act.atMs, weekEntry(spec, [...this.earlierDays, this.today], this.today.date, act.atMs));
        }
        return;
      case 'score':
        return this.write(
          act.atMs,
          scoreEntry(spec, [...this.earlierDays, this.today], this.today.date, act.atMs, draw),
        );
    }
  }

  private dueDose(atMs: number, draw: SeededDraw): void {
    const share = this.during('adherence', atMs)?.share ?? this.setting.spec.adherence;
    this.today = { ...this.today, dosesDue: this.today.dosesDue + 1 };
    this.doseMissed = !draw.chance(share);
    if (!this.doseMissed) this.takeDose(atMs, draw);
  }

  private takeDose(atMs: number, draw: SeededDraw): void {
    const { regimen } = this.setting.spec;
    const inhaler = regimen.controller ?? regimen.mart;
    if (!inhaler) return;
    this.doseMissed = false;
    this.today = { ...this.today, dosesTaken: this.today.dosesTaken + 1 };
    this.puffs(regimen.controller ? 'preventer' : 'mart', atMs, inhaler.puffsPerDose, draw, true);
  }

  private puffs(
    part: 'preventer' | 'reliever' | 'mart',
    atMs: number,
    count: number,
    draw: SeededDraw,
    maintenance = false,
  ): void {
    const { spec } = this.setting;
    const inhaler: InhalerSpec | null =
      part === 'preventer' ? spec.regimen.controller : part === 'reliever' ? spec.regimen.reliever : spec.regimen.mart;
    if (!inhaler) return;
    const senses = spec.devices.find((device) => device.part === part)?.sensesTechnique ?? false;
    const technique = this.during('technique', atMs)?.technique ?? spec.technique;
    for (let puff = 0; puff < count; puff++) {
      const puffMs = atMs + puff * PUFF_APART_MS;
      const inhalation = inhale(spec, inhaler, technique, narrowingOf(spec, this.airwaysAt(puffMs)), draw);
      const reaches = delivered(inhaler, inhalation);
      if (part !== 'reliever') this.addSteroid(inhaler, reaches);
      if (part !== 'preventer') this.addReliever(inhaler, puffMs, reaches * (part === 'mart' ? 0.9 : 0.7));
      this.send(part, puffMs, 'inhaler.actuation', {
        schema: 'inhaler.actuation/1',
        drug: inhaler.drug,
        ...(senses ? inhalation : {}),
      });
    }
    if (!maintenance) this.today = { ...this.today, relieverPuffs: this.today.relieverPuffs + count };
  }

  private addSteroid(inhaler: InhalerSpec, reaches: number): void {
    const usualPuffsPerDay = Math.max(1, inhaler.dosesPerDay * inhaler.puffsPerDose);
    const steroidDoses = this.body.steroidDoses + (2 * reaches) / usualPuffsPerDay;
    this.body = { ...this.body, steroidDoses };
  }

  private addReliever({ drug }: InhalerSpec, atMs: number, strength: number): void {
    const puff = { atMs, strength, lasts: relieverLasts(drug) };
    this.body = { ...this.body, relieverPuffs: [...this.body.relieverPuffs, puff] };
  }

  private relieverTiming(atMs: number): 'before' | 'after' {
    return this.body.relieverPuffs.some((puff) => puff.atMs <= atMs && atMs - puff.atMs < 4 * MS_PER_HOUR)
      ? 'after'
      : 'before';
  }

  private peakFlow(atMs: number, draw: SeededDraw): void {
    this.send('peakflow', atMs, 'peakflow.session', {
      schema: 'peakflow.session/1',
      blowsLitresPerMinute: peakFlowBlows(this.setting.spec, atMs, this.airwaysAt(atMs), draw),
      reliever: this.relieverTiming(atMs),
    });
  }

  private spirometry(atMs: number, draw: SeededDraw): void {
    const sessionId = `s${this.sessions++}`;
    const form = sessionForm(this.setting.spec, atMs, draw);
    for (let blow = 0; blow < 3; blow++) {
      const blowMs = atMs + blow * BLOW_APART_MS;
      this.send('spirometer', blowMs, 'spirometer.blow', {
        schema: 'spirometer.blow/1',
        sessionId,
        ...spirometryBlow(this.setting.spec, blowMs, this.airwaysAt(blowMs), form, draw),
        reliever: this.relieverTiming(blowMs),
      });
    }
  }

  private airReading(atMs: number, draw: SeededDraw): void {
    const hour = localHour(atMs, this.setting.spec.timeZone);
    this.send('air', atMs, 'air.reading', indoorAirPayload(this.outdoor(atMs), hour, draw));
  }

  private environmentDay(atMs: number): void {
    const date = localDate(atMs, this.setting.spec.timeZone);
    this.send('environment', atMs, 'environment.day', environmentPayload(this.outdoor(atMs), date));
  }

  private health(atMs: number): void {
    const day = Math.max(0, Math.floor((atMs - this.setting.startMs) / MS_PER_DAY));
    this.setting.spec.devices.forEach((device, index) => {
      if (device.kind === 'environment-feed') return;
      const payload = healthPayload(device, index, day, this.seqOf(device.part));
      this.send(device.part, atMs + index * MS_PER_SECOND, 'device.health', payload);
    });
  }

  private write(atMs: number, entry: Extract<LifeEvent, { kind: 'symptom' }>['entry']): void {
    this.entries.push({ kind: 'symptom', atMs, patientId: this.setting.spec.patientId, entry });
  }

  private has(part: DevicePart): boolean {
    return this.setting.spec.devices.some((device) => device.part === part);
  }

  private seqOf(part: DevicePart): number {
    return this.before.nextSeq[deviceIdOf(this.setting.spec.patientId, part)] ?? 0;
  }

  private send(part: DevicePart, atMs: number, stream: DeviceMessage['stream'], payload: object): void {
    const { spec, startMs } = this.setting;
    const device = spec.devices.find((one) => one.part === part);
    if (!device) return;
    if (device.silentFromDay !== null && atMs >= startMs + device.silentFromDay * MS_PER_DAY) return;
    const message = {
      kind: 'message' as const,
      atMs,
      site: DEMO_SITE_ID,
      deviceId: deviceIdOf(spec.patientId, part),
      stream,
    };
    this.unnumbered.push(message);
    this.payloads.set(message, payload);
  }

  /** Messages in the order of their time, numbered per device without a gap, with the diary entries in between. */
  private numbered(): { events: LifeEvent[]; nextSeq: Record<string, number> } {
    const nextSeq: Record<string, number> = { ...this.before.nextSeq };
    const bootId = lifeBootId(this.setting);
    const messages = this.unnumbered
      .toSorted((a, b) => a.atMs - b.atMs)
      .map((message): DeviceMessage => {
        const seq = nextSeq[message.deviceId] ?? 0;
        nextSeq[message.deviceId] = seq + 1;
        const measuredAt = new Date(message.atMs).toISOString();
        const payload = { ...this.payloads.get(message), bootId, seq, measuredAt } as UnsentPayload;
        return { ...message, payload };
      });
    return { events: [...messages, ...this.entries].sort((a, b) => a.atMs - b.atMs), nextSeq };
  }
}

/** A life that is about to begin, at the full hour at or before `startMs`. */
export function newbornLife(setting: LifeSetting, body: BodyState): LifeState {
  return {
    hourStartMs: setting.startMs - (setting.startMs % MS_PER_HOUR),
    body,
    nextSeq: {},
    days: [],
    severeHours: 0,
    doseMissed: false,
    spirometrySessions: 0,
  };
}
