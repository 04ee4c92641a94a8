import { instantOf } from '@airway-twin/domain/time';
import type { PatientSpec } from './patient-spec.js';
import { drawFor } from './seeded-draw.js';

/** What a person means to do, or what a device does by itself, at an instant of a day. */
export interface PlannedAct {
  readonly atMs: number;
  readonly act: 'dose' | 'peakflow' | 'spirometry' | 'air' | 'environment' | 'health' | 'diary' | 'weekly' | 'score';
  /** Tells apart the acts of one kind on one day, from 0. */
  readonly slot: number;
}

/** Hours of the day at which controller doses are due, by doses a day. */
const DOSE_HOURS: Readonly<Record<number, readonly number[]>> = { 1: [8], 2: [7.6, 20.6] };
const SUNDAY = 0;

const remembered = new WeakMap<PatientSpec, Map<string, PlannedAct[]>>();
const PLANS_REMEMBERED = 8;

/** `dayPlan`, remembered for the last few days of that person: a life asks for it every hour. */
export function rememberedDayPlan(spec: PatientSpec, seed: number, date: string): readonly PlannedAct[] {
  const plans = remembered.get(spec) ?? new Map<string, PlannedAct[]>();
  remembered.set(spec, plans);
  const key = `${seed}|${date}`;
  let plan = plans.get(key);
  if (!plan) {
    if (plans.size >= PLANS_REMEMBERED) plans.clear();
    plan = dayPlan(spec, seed, date);
    plans.set(key, plan);
  }
  return plan;
}

/**
 * The plan of one calendar day of the person's own time zone, whatever its length: 23 or 25 hours when the clocks change. Hours are
 * wall-clock hours between 0:30 and 23:30, so that every act lies inside its own day.
 */
export function dayPlan(spec: PatientSpec, seed: number, date: string): PlannedAct[] {
  const plan: PlannedAct[] = [];
  const at = (act: PlannedAct['act'], slot: number, hour: number, jitterHours: number): void => {
    const jitter = drawFor(seed, spec.patientId, 'plan', date, act, slot).normal(0, jitterHours);
    const shown = Math.min(23.5, Math.max(0.5, hour + jitter));
    plan.push({ atMs: Math.round(instantOf(date, shown, spec.timeZone)), act, slot });
  };
  const has = (part: string): boolean => spec.devices.some((device) => device.part === part);
  const inhaler = spec.regimen.controller ?? spec.regimen.mart;
  (DOSE_HOURS[inhaler?.dosesPerDay ?? 0] ?? []).forEach((hour, slot) => at('dose', slot, hour, 0.5));
  if (has('peakflow')) {
    at('peakflow', 0, 7.2, 0.3);
    at('peakflow', 1, 19.9, 0.5);
  }
  if (has('spirometer')) at('spirometry', 0, 7.9, 0.4);
  if (has('air')) for (let slot = 0; slot < 8; slot++) at('air', slot, 1 + slot * 3, 0.02);
  at('environment', 0, 6, 0);
  at('health', 0, 3.2, 0.1);
  at('diary', 0, 21, 0.5);
  const day = new Date(`${date}T00:00:00Z`);
  if (day.getUTCDay() === SUNDAY) {
    at('weekly', 0, 22, 0.2);
    if (day.getUTCDate() <= 7) at('score', 0, 22.5, 0.1);
  }
  return plan;
}
