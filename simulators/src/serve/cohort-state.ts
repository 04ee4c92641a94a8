import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Intervention } from '../patients/life-events.js';
import type { PatientSpec } from '../patients/patient-spec.js';

/** What a restart needs to go on with the same lives without sending the history again. */
export interface CohortState {
  readonly format: 'demo-cohort/1';
  readonly seed: number;
  /** Start of all lives, epoch ms. */
  readonly lifeStartMs: number;
  /** End of the history that is loaded at once; the cohort lives on from there. */
  readonly historyEndMs: number;
  /** The cohort's present. */
  readonly positionMs: number;
  readonly storiesTold: number;
  readonly lives: Readonly<Record<string, SavedLife>>;
}

export interface SavedLife {
  /** All messages up to here were taken by the API, or by the broker where the API gives no receipts. */
  readonly deliveredUntilMs: number;
  readonly interventions: readonly Intervention[];
}

const FORMAT = 'demo-cohort/1';

/** The saved state; null when there is none or it is of another making (then the story begins anew). */
export async function loadCohortState(file: string): Promise<CohortState | null> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return isCohortState(value) ? value : null;
  } catch {
    return null;
  }
}

function isCohortState(value: unknown): value is CohortState {
  if (typeof value !== 'object' || value === null) return false;
  const state = value as Partial<Record<keyof CohortState, unknown>>;
  const numbers = [state.seed, state.lifeStartMs, state.historyEndMs, state.positionMs, state.storiesTold];
  return (
    state.format === FORMAT &&
    numbers.every((number) => typeof number === 'number' && Number.isFinite(number)) &&
    typeof state.lives === 'object' &&
    state.lives !== null
  );
}

/** Writes the state whole or not at all. */
export async function saveCohortState(file: string, state: CohortState): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  await writeFile(draft, JSON.stringify(state));
  await rename(draft, file);
}

export const DAYS_OF_HISTORY = 90;
export const DAYS_OF_ROOM = 7;
const MS_PER_HOUR = 3_600_000;
const MS_PER_DAY = 86_400_000;

/** A cohort that begins now: 90 days of history that end seven days ago, which the cohort then lives through. */
export function newCohortState(specs: readonly PatientSpec[], seed: number, wallNowMs: number): CohortState {
  const hour = wallNowMs - (wallNowMs % MS_PER_HOUR);
  const historyEndMs = hour - DAYS_OF_ROOM * MS_PER_DAY;
  const lifeStartMs = historyEndMs - DAYS_OF_HISTORY * MS_PER_DAY;
  return {
    format: FORMAT,
    seed,
    lifeStartMs,
    historyEndMs,
    positionMs: historyEndMs,
    storiesTold: 0,
    lives: Object.fromEntries(
      specs.map((spec) => [spec.patientId, { deliveredUntilMs: lifeStartMs - 1, interventions: [] }]),
    ),
  };
}
