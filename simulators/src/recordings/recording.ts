import { readFile } from 'node:fs/promises';
import { registryRequest, type RegistryRequest } from '@airway-twin/contracts/http';
import { DEVICE_STREAMS, isTopicName, type DeviceStream } from '@airway-twin/contracts/mqtt';
import type { DeviceMessage, UnsentPayload } from '../patients/life-events.js';
import { UsageError } from '../system/command-line.js';

export const RECORDING_FORMAT = 'airway-recording/1';

/** First line of a recording: what it is, and the registrations without which its messages would be refused. */
export interface RecordingHeader {
  readonly format: typeof RECORDING_FORMAT;
  readonly createdAt: string;
  readonly source: string;
  readonly registration: RegistryRequest;
}

/** Every further line: one device message, `offsetMs` after the first. The payload is as it was sent. */
export interface RecordedMessage {
  readonly offsetMs: number;
  readonly site: string;
  readonly device: string;
  readonly stream: DeviceStream;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Recording {
  readonly header: RecordingHeader;
  readonly messages: readonly RecordedMessage[];
}

const STREAM_NAMES: ReadonlySet<string> = new Set(DEVICE_STREAMS);

/** A recording as the text of its file. */
export function recordingText(recording: Recording): string {
  return [recording.header, ...recording.messages].map((line) => `${JSON.stringify(line)}\n`).join('');
}

/** Reads a recording file. Throws UsageError that names file and line. */
export async function readRecording(file: string): Promise<Recording> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UsageError(`${file}: expected a recording (${(error as Error).message})`);
  }
  return parseRecording(file, text);
}

/** The recording that a text holds. Throws UsageError that names the line and what was expected there. */
export function parseRecording(name: string, text: string): Recording {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const header = headerOf(name, lines[0]);
  return { header, messages: lines.slice(1).map((line, index) => messageOf(`${name}, line ${index + 2}`, line)) };
}

function objectOf(place: string, line: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  } catch {
    // told below
  }
  throw new UsageError(`${place}: expected a JSON object`);
}

function headerOf(name: string, line: string | undefined): RecordingHeader {
  const value = objectOf(`${name}, line 1`, line);
  if (value['format'] !== RECORDING_FORMAT) {
    throw new UsageError(
      `${name}, line 1: expected format "${RECORDING_FORMAT}", got ${JSON.stringify(value['format'])}`,
    );
  }
  const registration = registryRequest.safeParse(value['registration']);
  if (!registration.success) {
    const issue = registration.error.issues[0]!;
    throw new UsageError(`${name}, line 1: registration.${issue.path.join('.')}: ${issue.message}`);
  }
  return {
    format: RECORDING_FORMAT,
    createdAt: String(value['createdAt']),
    source: String(value['source']),
    registration: registration.data,
  };
}

function messageOf(place: string, line: string): RecordedMessage {
  const { offsetMs, site, device, stream, payload } = objectOf(place, line);
  if (typeof offsetMs !== 'number' || offsetMs < 0)
    throw new UsageError(`${place}: expected offsetMs, a number from 0`);
  if (typeof site !== 'string' || !isTopicName(site)) throw new UsageError(`${place}: expected site, a topic name`);
  if (typeof device !== 'string' || !isTopicName(device))
    throw new UsageError(`${place}: expected device, a topic name`);
  if (typeof stream !== 'string' || !STREAM_NAMES.has(stream)) {
    throw new UsageError(`${place}: expected stream, one of ${DEVICE_STREAMS.join(', ')}`);
  }
  if (typeof payload !== 'object' || payload === null) throw new UsageError(`${place}: expected payload, an object`);
  return { offsetMs, site, device, stream: stream as DeviceStream, payload: payload as Record<string, unknown> };
}

/** The recording as messages of a run: identity and `measuredAt` stay, `sentAt` is set anew when they are sent. */
export function recordedEvents(recording: Recording): DeviceMessage[] {
  return recording.messages
    .toSorted((a, b) => a.offsetMs - b.offsetMs)
    .map(({ offsetMs, site, device, stream, payload: { sentAt: _then, ...payload } }) => ({
      kind: 'message',
      atMs: offsetMs,
      site,
      deviceId: device,
      stream,
      payload: payload as unknown as UnsentPayload,
    }));
}

/** How long the recording lasts, s. */
export function recordingSeconds(recording: Recording): number {
  return Math.max(0, ...recording.messages.map((one) => one.offsetMs)) / 1000;
}
