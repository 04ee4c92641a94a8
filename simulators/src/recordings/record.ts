import { createReadStream } from 'node:fs';
import { mkdir, open, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { connect } from 'mqtt';
import type { RegistryRequest } from '@airway-twin/contracts/http';
import { ALL_TOPICS_FILTER, DEVICE_STREAMS, parseTopic } from '@airway-twin/contracts/mqtt';
import { register, type DemoSystem } from '../system/demo-system.js';
import { RECORDING_FORMAT, type RecordedMessage, type RecordingHeader } from './recording.js';

export interface RecordSettings {
  readonly file: string;
  /** Only this device; null: all of them. */
  readonly deviceId: string | null;
  readonly until: Promise<void>;
  readonly wallNowMs: () => number;
  readonly say: (line: string) => void;
}

const STREAM_NAMES: ReadonlySet<string> = new Set(DEVICE_STREAMS);
const EARLIEST = '1970-01-01T00:00:00.000Z';

/**
 * Writes the device messages that pass, until told to end. The registrations of the devices heard go into the first line, so that the
 * recording can be replayed into an empty system. Messages that are not JSON objects are left out: a recording replays identities.
 * Returns how many messages were written.
 */
export async function record(system: DemoSystem, settings: RecordSettings): Promise<number> {
  const { mqttUrl, recorder } = await register(system, { patients: [], devices: [], assignments: [] });
  await mkdir(dirname(settings.file), { recursive: true });
  const bodyFile = `${settings.file}.part`;
  const body = await open(bodyFile, 'w');
  const heard = new Set<string>();
  let messages = 0;
  let firstMs: number | null = null;
  let writing = Promise.resolve();
  const client = connect(mqttUrl, {
    protocolVersion: 4,
    clientId: `${recorder.username}.${settings.wallNowMs().toString(36)}`,
    username: recorder.username,
    password: recorder.password,
  });
  client.on('connect', () => client.subscribe(ALL_TOPICS_FILTER, { qos: 1 }));
  client.on('error', (error) => settings.say(`recorder: ${error.message}`));
  client.on('message', (topic, bytes) => {
    const address = parseTopic(topic);
    if (!address || !STREAM_NAMES.has(address.channel)) return;
    if (settings.deviceId !== null && address.device !== settings.deviceId) return;
    const payload = objectOf(bytes);
    if (!payload) return;
    firstMs ??= settings.wallNowMs();
    const line: RecordedMessage = {
      offsetMs: settings.wallNowMs() - firstMs,
      site: address.site,
      device: address.device,
      stream: address.channel as RecordedMessage['stream'],
      payload,
    };
    heard.add(address.device);
    messages += 1;
    writing = writing.then(() => body.appendFile(`${JSON.stringify(line)}\n`));
  });
  await settings.until;
  await client.endAsync();
  await writing;
  await body.close();
  const header: RecordingHeader = {
    format: RECORDING_FORMAT,
    createdAt: new Date(settings.wallNowMs()).toISOString(),
    source: `recorded from ${settings.deviceId ?? 'all devices'}`,
    registration: await registrationOfDevices(system, heard),
  };
  await writeFile(settings.file, `${JSON.stringify(header)}\n`);
  const file = await open(settings.file, 'a');
  await pipeline(createReadStream(bodyFile), file.createWriteStream());
  await rm(bodyFile);
  return messages;
}

/** What the system knows of these devices and of who wears them now. */
async function registrationOfDevices(system: DemoSystem, deviceIds: ReadonlySet<string>): Promise<RegistryRequest> {
  const { devices } = await system.engineer.devices();
  const heard = devices.filter((row) => deviceIds.has(row.deviceId));
  const patientIds = [...new Set(heard.flatMap((row) => row.patientId ?? []))];
  const clinician = await system.clinician();
  const snapshots = await Promise.all(patientIds.map((patientId) => clinician.patient(patientId)));
  return {
    patients: snapshots.map(({ profile }) => ({ ...profile, medications: [...profile.medications] })),
    devices: heard.map(({ siteId, deviceId, kind, model }) => ({ siteId, deviceId, kind, model })),
    assignments: heard.flatMap(({ siteId, deviceId, patientId }) =>
      patientId === null ? [] : [{ siteId, deviceId, patientId, validFrom: EARLIEST, validTo: null }],
    ),
  };
}

function objectOf(bytes: Uint8Array): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
