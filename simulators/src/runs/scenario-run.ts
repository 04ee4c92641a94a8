import type { FaultSettings, ScenarioName } from '@airway-twin/contracts/replay';
import { injectFaults } from '../faults/inject.js';
import { registrationOf } from '../patients/registration.js';
import { SCENARIO } from '../scenarios/scenario.js';
import { hasRoom, storyLifeStart, storyPatient, storyStart, tellStory } from '../scenarios/story.js';
import type { Cohort } from '../serve/cohort.js';
import { enterUntilTaken } from '../serve/enter-symptoms.js';
import { startLivingPatient, type LivingPatient } from '../serve/living-patient.js';
import { register, type DemoSystem } from '../system/demo-system.js';
import { packetSender } from './packet-sender.js';
import type { StartedRun } from './recording-run.js';
import { startRun } from './run.js';

export interface ScenarioRunSettings {
  readonly system: DemoSystem;
  readonly cohort: Cohort;
  readonly scenario: ScenarioName;
  readonly patientId: string;
  readonly speed: number | null;
  readonly faults: FaultSettings;
  readonly seed: number;
  readonly wallNowMs: () => number;
  readonly say: (line: string) => void;
  readonly onChange: () => void;
  readonly onPreparing: (message: string) => void;
}

export interface ScenarioRun extends StartedRun {
  /** On whom the story is told: the chosen patient, or a fresh one like them. */
  readonly patientId: string;
  readonly message: string;
}

const HISTORY_WINDOW = 100;

/**
 * Tells a scenario on the chosen patient when there is room between their present and now, else on a fresh patient like them whose own
 * history ends early enough. Throws when there is no such patient, or when another story has them.
 */
export async function startScenarioRun(settings: ScenarioRunSettings): Promise<ScenarioRun> {
  const { system, cohort, wallNowMs, say } = settings;
  const scenario = SCENARIO[settings.scenario];
  const chosen = cohort.patients.get(settings.patientId);
  if (!chosen) throw new Error(`patientId: expected one of the demo's patients, got "${settings.patientId}"`);
  if (chosen.inStory) throw new Error(`${chosen.patientId} is in another story`);
  const onChosen = hasRoom(chosen.life, scenario, wallNowMs());
  const patient = onChosen ? chosen : await freshPatient(settings, chosen);
  patient.inStory = true;
  const { events, startMs, endMs } = tellStory(patient.life, scenario);
  const { packets, injected } = injectFaults(events, settings.faults, settings.seed);
  const sender = packetSender({
    device: (deviceId) => patient.devices.get(deviceId)!,
    enter: (patientId, entry) => enterUntilTaken(system, patientId, entry, say),
    wallNowMs,
  });
  const run = startRun({
    packets,
    startMs,
    endMs,
    speed: settings.speed,
    send: sender.send,
    finish: sender.finish,
    nowMs: wallNowMs,
    onChange: settings.onChange,
  });
  return {
    run,
    total: packets.length,
    injected,
    patientId: patient.patientId,
    message: `${scenario.tells}; told on ${patient.patientId}${onChosen ? '' : `, a fresh patient like ${chosen.patientId}`}`,
    close: async () => {
      if (run.state !== 'finished') patient.rewindTo(Math.floor(run.storyMs));
      patient.inStory = false;
      await patient.settled();
    },
  };
}

async function freshPatient(settings: ScenarioRunSettings, chosen: LivingPatient): Promise<LivingPatient> {
  const { system, cohort, wallNowMs, say } = settings;
  const scenario = SCENARIO[settings.scenario];
  const spec = storyPatient(chosen.life.setting.spec, cohort.nextStoryNumber(), scenario);
  const startMs = storyLifeStart(scenario, wallNowMs());
  settings.onPreparing(`loading the history of ${spec.patientId}, a fresh patient like ${chosen.patientId}`);
  const registered = await register(system, registrationOf([spec], startMs));
  const patient = startLivingPatient({
    system,
    registered,
    setting: { spec, seed: cohort.seed, startMs },
    interventions: [],
    deliveredUntilMs: startMs - 1,
    wallNowMs,
    say,
  });
  for (const event of patient.life.advanceTo(storyStart(startMs))) await patient.hand(event, HISTORY_WINDOW);
  await patient.settled();
  return patient;
}
