import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import type { Faultless } from '../faults/inject.js';
import { settledInstant } from '../patients/life-hour.js';
import type { Life } from '../patients/life.js';
import { deviceIdOf, type PatientSpec } from '../patients/patient-spec.js';
import { hash32 } from '../patients/seeded-draw.js';
import type { Scenario } from './scenario.js';

/** History of a fresh story patient before the story begins. */
const STORY_HISTORY_MS = 90 * MS_PER_DAY;
/** A story ends at least this long before now. */
const MARGIN_MS = 5 * 60_000;

/** Is there room between the life's present and now for the whole story? A story never runs past the wall clock. */
export function hasRoom(life: Life, scenario: Scenario, wallNowMs: number): boolean {
  return settledInstant(life.toldUntilMs + 1) + scenario.lengthMs + MARGIN_MS <= wallNowMs;
}

/** A fresh invented person like the chosen one, to tell a story on when the chosen one's time has no room left for it. */
export function storyPatient(like: PatientSpec, number: number, scenario: Scenario): PatientSpec {
  const patientId = `story-${number}`;
  return {
    ...like,
    patientId,
    displayName: `Demo story ${number}: ${scenario.name}`,
    airwaySeed: hash32(patientId),
    // The life before the story is a careful and quiet one, so that what the story changes is seen.
    adherence: Math.max(like.adherence, 0.85),
    coldsPerYear: 0,
  };
}

/** When a fresh story patient's life begins, so that history and story end before now. */
export function storyLifeStart(scenario: Scenario, wallNowMs: number): number {
  const startMs = wallNowMs - MARGIN_MS - scenario.lengthMs - MS_PER_HOUR - STORY_HISTORY_MS;
  return startMs - (startMs % MS_PER_HOUR);
}

/** When a fresh story patient's story begins. */
export function storyStart(lifeStartMs: number): number {
  return lifeStartMs + STORY_HISTORY_MS;
}

/**
 * Tells the scenario on that life from its present on: all its events in order. The life stands at the end of the story afterwards, so
 * that what it lives later comes after it.
 */
export function tellStory(
  life: Life,
  scenario: Scenario,
): { readonly events: Faultless[]; readonly startMs: number; readonly endMs: number } {
  const startMs = settledInstant(life.toldUntilMs + 1);
  const before = life.advanceTo(startMs - 1);
  life.intervene(
    ...scenario.plot(startMs).map((one) => ('atMs' in one ? { ...one, atMs: settledInstant(one.atMs) } : one)),
  );
  const endMs = startMs + scenario.lengthMs;
  const events: Faultless[] = [...before, ...life.advanceTo(endMs)];
  const { patientId, devices } = life.setting.spec;
  for (const { parts, fromMs, toMs } of scenario.silent) {
    for (const { part } of devices.filter((device) => parts.includes(device.part))) {
      const deviceId = deviceIdOf(patientId, part);
      events.push({ kind: 'link', atMs: startMs + fromMs, deviceId, online: false });
      events.push({ kind: 'link', atMs: startMs + toMs, deviceId, online: true });
    }
  }
  return { events: events.sort((a, b) => a.atMs - b.atMs), startMs, endMs };
}
