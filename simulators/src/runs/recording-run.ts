import type { FaultSettings } from '@airway-twin/contracts/replay';
import { mqttLinks, type DeviceClient } from '@airway-twin/device/client';
import { connectSimulatedDevice } from '../device/simulated-device.js';
import { injectFaults } from '../faults/inject.js';
import { recordedEvents, type Recording } from '../recordings/recording.js';
import type { DemoSystem } from '../system/demo-system.js';
import { registerMissing } from '../system/register-missing.js';
import { packetSender } from './packet-sender.js';
import { startRun, type Run } from './run.js';

export interface RecordingRunSettings {
  readonly system: DemoSystem;
  readonly recording: Recording;
  readonly speed: number | null;
  readonly from?: number;
  readonly faults: FaultSettings;
  readonly seed: number;
  /** Sets the connections of this run apart from those of the devices themselves. */
  readonly runId: string;
  readonly wallNowMs: () => number;
  readonly say: (line: string) => void;
  readonly onChange: () => void;
}

export interface StartedRun {
  readonly run: Run;
  readonly total: number;
  readonly injected: number;
  readonly close: () => Promise<void>;
}

/** Registers what the recording needs and starts to replay it. Replaying twice has no further effect: identities stay. */
export async function startRecordingRun(settings: RecordingRunSettings): Promise<StartedRun> {
  const { system, recording, wallNowMs } = settings;
  const registered = await registerMissing(system, recording.header.registration);
  const clients = new Map<string, DeviceClient>();
  for (const { site, device } of recording.messages) {
    if (clients.has(device)) continue;
    clients.set(
      device,
      connectSimulatedDevice({
        site,
        deviceId: device,
        bootId: 'replay',
        copy: settings.runId,
        openLink: mqttLinks(registered.accessOf(device), settings.say),
        wallNowMs,
        deviceNowMs: wallNowMs,
      }),
    );
  }
  const { packets, injected } = injectFaults(recordedEvents(recording), settings.faults, settings.seed);
  const sender = packetSender({
    device: (deviceId) => clients.get(deviceId)!,
    enter: () => Promise.resolve(),
    wallNowMs,
  });
  const run = startRun({
    packets,
    startMs: 0,
    endMs: Math.max(0, ...packets.map((packet) => packet.atMs)),
    speed: settings.speed,
    ...(settings.from === undefined ? {} : { from: settings.from }),
    send: sender.send,
    finish: sender.finish,
    nowMs: wallNowMs,
    onChange: settings.onChange,
  });
  return {
    run,
    total: packets.length,
    injected,
    close: async () => {
      await Promise.all([...clients.values()].map((client) => client.close()));
    },
  };
}
