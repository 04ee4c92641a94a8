import type { ReplayStatus } from '@airway-twin/contracts/replay';
import type { HourOfTruth, LifeEvent } from '../patients/life-events.js';
import type { PatientSpec } from '../patients/patient-spec.js';
import { registrationOf } from '../patients/registration.js';
import type { DemoSystem } from '../system/demo-system.js';
import { registerMissing } from '../system/register-missing.js';
import { saveCohortState, type CohortState } from './cohort-state.js';
import { startLivingPatient, type LivingPatient } from './living-patient.js';

export interface CohortSettings {
  readonly system: DemoSystem;
  readonly specs: readonly PatientSpec[];
  readonly state: CohortState;
  readonly stateFile: string;
  readonly speed: number;
  readonly wallNowMs: () => number;
  readonly say: (line: string) => void;
  readonly onChange: () => void;
  readonly onTruth?: (truth: HourOfTruth) => void;
}

/** The demo's people, living. */
export interface Cohort {
  readonly patients: ReadonlyMap<string, LivingPatient>;
  readonly seed: number;
  readonly positionMs: number;
  status(): NonNullable<ReplayStatus['cohort']>;
  /** Loads what of the history is missing, then lives until `stop`. Settles when the history is loaded. */
  start(): Promise<void>;
  setSpeed(speed: number): void;
  /** A number that no story of this cohort had before. */
  nextStoryNumber(): number;
  stop(): Promise<void>;
}

const TICK_MS = 200;
const SAVE_EVERY_TICKS = 10;
/** The story keeps this far behind the wall clock, so that a device clock is never ahead of it. */
const BEHIND_MS = 1000;
const HISTORY_WINDOW = 100;
const LIVE_WINDOW = 1000;

/** Registers and connects the cohort. */
export async function createCohort(settings: CohortSettings): Promise<Cohort> {
  const { system, specs, state, wallNowMs, say } = settings;
  const registered = await registerMissing(system, registrationOf(specs, state.lifeStartMs));
  const patients = new Map<string, LivingPatient>();
  for (const spec of specs) {
    const saved = state.lives[spec.patientId];
    const delivered = saved?.deliveredUntilMs ?? -1;
    patients.set(
      spec.patientId,
      startLivingPatient({
        system,
        registered,
        setting: { spec, seed: state.seed, startMs: state.lifeStartMs },
        interventions: saved?.interventions ?? [],
        // A history that was not loaded whole is sent again: what is stored already has no further effect.
        deliveredUntilMs: delivered >= state.historyEndMs ? delivered : state.lifeStartMs - 1,
        wallNowMs,
        say,
        ...(settings.onTruth ? { onTruth: settings.onTruth } : {}),
      }),
    );
    await yieldToOthers();
  }

  let phase: NonNullable<ReplayStatus['cohort']>['phase'] = 'loading-history';
  let speed = settings.speed;
  let positionMs = state.positionMs;
  let storiesTold = state.storiesTold;
  let historySent = 0;
  let historyTotal = 0;
  let ticks = 0;
  let lastTickMs = wallNowMs();
  let timer: ReturnType<typeof setInterval> | null = null;
  let saving: Promise<void> = Promise.resolve();
  const telling = new Set<LivingPatient>();

  const save = (): Promise<void> => {
    for (const patient of patients.values()) if (!telling.has(patient)) patient.noteDelivered();
    const now: CohortState = {
      ...state,
      positionMs,
      storiesTold,
      lives: Object.fromEntries(
        [...patients].map(([patientId, { deliveredUntilMs, life }]) => [
          patientId,
          { deliveredUntilMs, interventions: life.interventions },
        ]),
      ),
    };
    saving = saving.then(() => saveCohortState(settings.stateFile, now)).catch((error: Error) => say(error.message));
    return saving;
  };

  const sendHistory = async (patient: LivingPatient, events: readonly LifeEvent[]): Promise<void> => {
    for (const event of events) {
      await patient.hand(event, HISTORY_WINDOW);
      historySent += 1;
    }
    await patient.settled();
    patient.noteDelivered();
  };

  const tick = (): void => {
    const now = wallNowMs();
    positionMs = Math.min(now - BEHIND_MS, positionMs + (now - lastTickMs) * speed);
    lastTickMs = now;
    for (const patient of patients.values()) {
      if (patient.inStory || telling.has(patient) || patient.life.toldUntilMs >= positionMs) continue;
      telling.add(patient);
      patient
        .tell(positionMs, LIVE_WINDOW)
        .catch((error: Error) => say(`${patient.patientId}: ${error.message}`))
        .finally(() => telling.delete(patient));
    }
    ticks += 1;
    if (ticks % SAVE_EVERY_TICKS === 0) void save();
  };

  return {
    patients,
    seed: state.seed,
    get positionMs() {
      return positionMs;
    },
    status: () => ({
      patients: patients.size,
      speed,
      phase,
      historySent,
      historyTotal,
      storyAt: new Date(positionMs).toISOString(),
    }),
    async start() {
      const sending: Promise<void>[] = [];
      for (const patient of patients.values()) {
        if (patient.deliveredUntilMs >= state.historyEndMs) continue;
        const events = patient.life.advanceTo(state.historyEndMs);
        historyTotal += events.length;
        sending.push(sendHistory(patient, events));
        await yieldToOthers();
      }
      settings.onChange();
      await Promise.all(sending);
      await save();
      for (const patient of patients.values()) patient.reacts = true;
      phase = speed === 0 ? 'waiting' : 'live';
      lastTickMs = wallNowMs();
      timer = setInterval(tick, TICK_MS);
      settings.onChange();
    },
    setSpeed(next) {
      speed = next;
      if (phase !== 'loading-history') phase = next === 0 ? 'waiting' : 'live';
      settings.onChange();
    },
    nextStoryNumber() {
      storiesTold += 1;
      void save();
      return storiesTold;
    },
    async stop() {
      if (timer) clearInterval(timer);
      if (phase !== 'loading-history') await save();
      await Promise.all([...patients.values()].map((patient) => patient.close()));
    },
  };
}

function yieldToOthers(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
