import { DEMO_SITE_ID } from '@airway-twin/contracts/http';
import type { DesiredRequest } from '@airway-twin/contracts/mqtt';
import { mqttLinks, type DeviceClient } from '@airway-twin/device/client';
import { MS_PER_MINUTE } from '@airway-twin/domain/time';
import { connectSimulatedDevice, publishPatiently } from '../device/simulated-device.js';
import type { HourOfTruth, Intervention, LifeEvent } from '../patients/life-events.js';
import { lifeBootId, settledInstant, type LifeSetting } from '../patients/life-hour.js';
import { createLife, type Life } from '../patients/life.js';
import { deviceIdOf } from '../patients/patient-spec.js';
import { drawFor } from '../patients/seeded-draw.js';
import type { DemoSystem, Registered } from '../system/demo-system.js';
import { enterUntilTaken } from './enter-symptoms.js';

/** A hidden life with its connected devices: tells what happens and reacts to what is asked. */
export interface LivingPatient {
  readonly patientId: string;
  life: Life;
  readonly devices: ReadonlyMap<string, DeviceClient>;
  /** While true a story has this patient, and the cohort's own feed leaves them alone. */
  inStory: boolean;
  /** Does the person act on what is asked (not while history is loaded or a story is told)? */
  reacts: boolean;
  /** Everything up to here was taken by the API, or by the broker where the API gives no receipts. */
  deliveredUntilMs: number;
  /** Tells the life up to `toMs`, keeping at most `waiting` messages of a device under way. */
  tell(toMs: number, waiting: number): Promise<void>;
  /** Hands one event on to its device or to the API. */
  hand(event: LifeEvent, waiting: number): Promise<void>;
  /** Settles when the broker and the API have taken all that was handed on. */
  settled(): Promise<void>;
  /** Sets `deliveredUntilMs` to what is told when nothing waits any more. */
  noteDelivered(): void;
  /** Back to an earlier instant with what was planned after it cut short: a story that was stopped. */
  rewindTo(atMs: number): void;
  close(): Promise<void>;
}

export interface LivingPatientSettings {
  readonly system: DemoSystem;
  readonly registered: Registered;
  readonly setting: LifeSetting;
  readonly interventions: readonly Intervention[];
  readonly deliveredUntilMs: number;
  readonly wallNowMs: () => number;
  readonly say: (line: string) => void;
  readonly onTruth?: (truth: HourOfTruth) => void;
}

/** Connects a patient's devices and brings the life to where it was told. */
export function startLivingPatient(settings: LivingPatientSettings): LivingPatient {
  const { system, registered, setting, wallNowMs, say } = settings;
  const { spec, seed } = setting;
  const { patientId } = spec;
  const truth = settings.onTruth ? { onTruth: settings.onTruth } : {};
  const begin = (interventions: readonly Intervention[], toldUntilMs: number): Life => {
    const life = createLife(setting, { interventions, ...truth });
    life.advanceTo(toldUntilMs);
    return life;
  };
  let entering = Promise.resolve();
  let entriesWaiting = 0;
  const answered = new Set<string>();

  const patient: LivingPatient = {
    patientId,
    life: begin(settings.interventions, settings.deliveredUntilMs),
    devices: new Map(
      spec.devices.map(({ part }) => {
        const deviceId = deviceIdOf(patientId, part);
        return [deviceId, connect(deviceId)];
      }),
    ),
    inStory: false,
    reacts: false,
    deliveredUntilMs: settings.deliveredUntilMs,
    async tell(toMs, waiting) {
      for (const event of patient.life.advanceTo(toMs)) await hand(event, waiting);
    },
    hand,
    async settled() {
      await entering;
      await Promise.all([...patient.devices.values()].map((device) => device.drained()));
    },
    noteDelivered() {
      const busy = entriesWaiting > 0 || [...patient.devices.values()].some(isUnderWay);
      if (!busy && !patient.inStory) patient.deliveredUntilMs = patient.life.toldUntilMs;
    },
    rewindTo(atMs) {
      patient.life.endInterventionsAt(atMs);
      patient.life = begin(patient.life.interventions, atMs);
    },
    async close() {
      await Promise.all([...patient.devices.values()].map((device) => device.close()));
    },
  };
  return patient;

  async function hand(event: LifeEvent, waiting: number): Promise<void> {
    if (event.kind === 'message') {
      const device = patient.devices.get(event.deviceId)!;
      await publishPatiently(device, event.stream, event.payload);
      if (device.waiting >= waiting) await device.room(waiting);
      return;
    }
    entriesWaiting += 1;
    entering = entering
      .then(() => enterUntilTaken(system, event.patientId, event.entry, say))
      .finally(() => (entriesWaiting -= 1));
    // Entries keep step with the messages around them, so that the twin folds in order.
    if (entriesWaiting > 2) await entering;
  }

  function connect(deviceId: string): DeviceClient {
    let asked = 0;
    return connectSimulatedDevice({
      site: DEMO_SITE_ID,
      deviceId,
      bootId: lifeBootId(setting),
      openLink: mqttLinks(registered.accessOf(deviceId), say),
      wallNowMs,
      deviceNowMs: () => patient.life.toldUntilMs,
      onRequest: (request, wasShown) => {
        const looksAfterMs = Math.round(drawFor(seed, deviceId, 'looks', asked++).between(1200, 6000));
        setTimeout(() => void (wasShown() && react(request)), looksAfterMs).unref();
      },
      onProblem: say,
    });
  }

  /** Some do what they are asked, within the hour of their story; some do not. The effect is then in the data, or not. */
  function react(request: DesiredRequest): void {
    if (!patient.reacts || patient.inStory || answered.has(request.recommendationId)) return;
    // Two devices may show the same request; the person acts once.
    answered.add(request.recommendationId);
    const draw = drawFor(seed, patientId, 'asked', request.recommendationId);
    if (!draw.chance(spec.complies)) return;
    const atMs = settledInstant(Math.round(patient.life.toldUntilMs + draw.between(3, 35) * MS_PER_MINUTE));
    patient.life.intervene({ kind: request.kind === 'request-blow' ? 'extra-blow' : 'extra-dose', atMs });
    say(`${patientId} was asked (${request.kind}) and will do it at ${new Date(atMs).toISOString()} of the story`);
  }
}

function isUnderWay(device: DeviceClient): boolean {
  return device.waiting > 0 || (device.hearsReceipts && device.unreceipted > 0);
}
