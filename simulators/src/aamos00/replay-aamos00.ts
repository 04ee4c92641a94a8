import { DEMO_SITE_ID, ENTRY_SCHEMA, symptomEntry } from '@airway-twin/contracts/http';
import { decodeDeviceMessage, topicOf } from '@airway-twin/contracts/mqtt';
import { STREAMS, type Stream } from '@airway-twin/domain/measurement';
import { mqttLinks, type DeviceClient } from '@airway-twin/device/client';
import { connectSimulatedDevice, publishPatiently } from '../device/simulated-device.js';
import type { UnsentPayload } from '../patients/life-events.js';
import { UsageError } from '../system/command-line.js';
import { register, type DemoSystem } from '../system/demo-system.js';
import { AAMOS_FILES, readAamosFile, type CsvRow } from './csv-table.js';
import { drugOfName, participantRegistration, patientIdOf } from './participant.js';
import {
  AAMOS_BOOT_ID,
  diaryEntries,
  environmentMessages,
  inhalerMessages,
  peakFlowMessages,
  weeklyEntries,
  type StudyEvent,
} from './study-events.js';

export interface AamosReplay {
  readonly folder: string;
  /** `user_key` of one participant; null: all of them. */
  readonly patient: string | null;
  /** Times faster than life; null: as fast as possible. */
  readonly speed: number | null;
  readonly say: (line: string) => void;
  readonly wallNowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/** One line of the closing table. */
export interface FileCount {
  readonly file: string;
  readonly stream: Stream;
  readonly rows: number;
  readonly sent: number;
  readonly refusedByContract: number;
  readonly stored: number;
  readonly newlyStored: number;
  readonly duplicates: number;
  readonly ok: boolean;
}

interface Participant {
  readonly userKey: string;
  readonly info: CsvRow;
  readonly inhalerRows: readonly CsvRow[];
  readonly peakFlowRows: readonly CsvRow[];
  readonly events: readonly StudyEvent[];
}

const WAITING_AT_MOST = 400;
const NO_PROGRESS_MS = 60_000;

/** Participants of the folder with all their events in the order of time. Throws UsageError that names file, row and column. */
export async function readParticipants(folder: string, patient: string | null): Promise<Participant[]> {
  const [infos, peakFlow, inhaler, environment, daily, weekly] = await Promise.all([
    readAamosFile(folder, 'patients'),
    readAamosFile(folder, 'peakFlow'),
    readAamosFile(folder, 'inhaler'),
    readAamosFile(folder, 'environment'),
    readAamosFile(folder, 'daily'),
    readAamosFile(folder, 'weekly'),
  ]);
  const keyOf = (row: CsvRow): string => String(row.requiredInteger('user_key'));
  const chosen = infos.filter((info) => patient === null || keyOf(info) === patient);
  if (chosen.length === 0) {
    throw new UsageError(`--patient: expected one of ${infos.map(keyOf).join(', ')}, got "${patient}"`);
  }
  return chosen.map((info) => {
    const userKey = keyOf(info);
    const own = (rows: readonly CsvRow[]): CsvRow[] => rows.filter((row) => keyOf(row) === userKey);
    const inhalerRows = own(inhaler);
    const peakFlowRows = own(peakFlow);
    const events: StudyEvent[] = [
      ...peakFlowMessages(userKey, peakFlowRows),
      ...inhalerMessages(userKey, inhalerRows),
      ...environmentMessages(userKey, own(environment)),
      ...diaryEntries(userKey, own(daily)),
      ...weeklyEntries(userKey, own(weekly)),
    ];
    return { userKey, info, inhalerRows, peakFlowRows, events: events.sort((a, b) => a.atMs - b.atMs) };
  });
}

/** Why the contract refuses the event; null when it does not. */
export function contractRefusal(event: StudyEvent): string | null {
  if (event.kind === 'symptom') {
    const issue = symptomEntry.safeParse(event.entry).error?.issues[0];
    return issue ? `${issue.path.join('.')}: ${issue.message}` : null;
  }
  const topic = topicOf({ site: DEMO_SITE_ID, device: event.deviceId, channel: event.stream });
  const payload = JSON.stringify({ ...event.payload, sentAt: new Date(0).toISOString() });
  const arrival = decodeDeviceMessage(topic, new TextEncoder().encode(payload));
  return arrival.kind === 'refused' ? `${arrival.reason} ${arrival.field ?? ''}: expected ${arrival.expected}` : null;
}

/** Replays real people and checks that everything is stored exactly once. Returns the table's lines. */
export async function replayAamos00(system: DemoSystem, replay: AamosReplay): Promise<FileCount[]> {
  const participants = await readParticipants(replay.folder, replay.patient);
  const counts = await Promise.all(participants.map((participant) => replayParticipant(system, participant, replay)));
  return addUp(counts.flat());
}

async function replayParticipant(
  system: DemoSystem,
  participant: Participant,
  replay: AamosReplay,
): Promise<FileCount[]> {
  const { userKey, info, events } = participant;
  const drugs = participant.inhalerRows.map((row) => drugOfName(row.text('name') ?? ''));
  const request = participantRegistration(info, drugs);
  const registered = await register(system, request);
  const patientId = patientIdOf(userKey);
  const person = await system.patient(patientId);
  const before = await storedKeys(system, patientId);
  const devices = new Map<string, DeviceClient>(
    request.devices.map(({ deviceId }) => [
      deviceId,
      connectSimulatedDevice({
        site: DEMO_SITE_ID,
        deviceId,
        bootId: AAMOS_BOOT_ID,
        openLink: mqttLinks(registered.accessOf(deviceId), replay.say),
        wallNowMs: replay.wallNowMs,
        deviceNowMs: replay.wallNowMs,
      }),
    ]),
  );
  const refused = new Map<StudyEvent, string>();
  const firstMs = events[0]?.atMs ?? 0;
  const beganMs = replay.wallNowMs();
  for (const event of events) {
    const refusal = contractRefusal(event);
    if (refusal !== null) {
      refused.set(event, refusal);
      replay.say(`refused by contract: ${event.file}, row ${event.line}: ${refusal}`);
    }
    if (replay.speed !== null) {
      const waitMs = (event.atMs - firstMs) / replay.speed - (replay.wallNowMs() - beganMs);
      if (waitMs > 1) await replay.sleep(waitMs);
    }
    if (event.kind === 'message') {
      const device = devices.get(event.deviceId)!;
      await publishPatiently(device, event.stream, event.payload as unknown as UnsentPayload);
      await device.room(WAITING_AT_MOST);
    } else {
      await Promise.all([...devices.values()].map((device) => device.drained()));
      if (refusal === null) await person.enterSymptoms(patientId, event.entry);
    }
  }
  await Promise.all([...devices.values()].map((device) => device.drained()));
  const expected = expectedKeys(events.filter((event) => !refused.has(event)));
  const after = await settled(system, patientId, expected, replay);
  await Promise.all([...devices.values()].map((device) => device.close()));
  return countFiles(events, refused, expected, before, after);
}

type KeysByStream = ReadonlyMap<Stream, readonly string[]>;

function streamOf(event: StudyEvent): Stream {
  if (event.kind === 'message') return event.stream;
  return event.entry.schema === ENTRY_SCHEMA.day ? 'symptoms.day' : 'symptoms.week';
}

const AAMOS_STREAMS: readonly Stream[] = STREAMS.filter((stream) =>
  ['peakflow.session', 'inhaler.actuation', 'environment.day', 'symptoms.day', 'symptoms.week'].includes(stream),
);

/** Identity of each event: of device messages their own, of entries their `entryId`, which is stored in the place of a boot. */
function expectedKeys(events: readonly StudyEvent[]): KeysByStream {
  return new Map(
    AAMOS_STREAMS.map((stream) => [
      stream,
      events
        .filter((event) => streamOf(event) === stream)
        .map((event) =>
          event.kind === 'message'
            ? `${event.deviceId}/${AAMOS_BOOT_ID}/${String(event.payload['seq'])}`
            : event.entry.entryId,
        )
        .sort(),
    ]),
  );
}

async function storedKeys(system: DemoSystem, patientId: string): Promise<KeysByStream> {
  const person = await system.patient(patientId);
  const keys = new Map<Stream, readonly string[]>();
  for (const stream of AAMOS_STREAMS) {
    const stored = await person.observations(patientId, stream);
    keys.set(
      stream,
      stored
        .map(({ observation: { source } }) =>
          stream.startsWith('symptoms') ? source.bootId : `${source.deviceId}/${source.bootId}/${source.seq}`,
        )
        .sort(),
    );
  }
  return keys;
}

/** Waits until everything expected is stored, or nothing more has come for a minute. */
async function settled(
  system: DemoSystem,
  patientId: string,
  expected: KeysByStream,
  replay: AamosReplay,
): Promise<KeysByStream> {
  let lastTotal = -1;
  let progressMs = replay.wallNowMs();
  for (;;) {
    const stored = await storedKeys(system, patientId);
    const total = [...stored.values()].reduce((sum, keys) => sum + keys.length, 0);
    const complete = AAMOS_STREAMS.every((stream) => {
      const have = new Set(stored.get(stream));
      return (expected.get(stream) ?? []).every((key) => have.has(key));
    });
    if (complete) return stored;
    if (total !== lastTotal) progressMs = replay.wallNowMs();
    if (replay.wallNowMs() - progressMs > NO_PROGRESS_MS) return stored;
    lastTotal = total;
    await replay.sleep(250);
  }
}

function countFiles(
  events: readonly StudyEvent[],
  refused: ReadonlyMap<StudyEvent, string>,
  expected: KeysByStream,
  before: KeysByStream,
  after: KeysByStream,
): FileCount[] {
  const fileOf: Partial<Record<Stream, string>> = {
    'peakflow.session': AAMOS_FILES.peakFlow,
    'inhaler.actuation': AAMOS_FILES.inhaler,
    'environment.day': AAMOS_FILES.environment,
    'symptoms.day': AAMOS_FILES.daily,
    'symptoms.week': AAMOS_FILES.weekly,
  };
  return AAMOS_STREAMS.map((stream) => {
    const own = events.filter((event) => streamOf(event) === stream);
    const refusedByContract = own.filter((event) => refused.has(event)).length;
    const wanted = expected.get(stream) ?? [];
    const stored = countOf(after, stream, wanted);
    const newlyStored = stored - countOf(before, stream, wanted);
    return {
      file: fileOf[stream] ?? stream,
      stream,
      rows: own.length,
      sent: own.length,
      refusedByContract,
      stored,
      newlyStored,
      duplicates: own.length - refusedByContract - newlyStored,
      ok: stored === wanted.length,
    };
  });
}

/** How many stored observations carry one of the wanted identities; one stored twice counts twice. */
function countOf(keys: KeysByStream, stream: Stream, wanted: readonly string[]): number {
  const own = new Set(wanted);
  return (keys.get(stream) ?? []).filter((key) => own.has(key)).length;
}

function addUp(counts: readonly FileCount[]): FileCount[] {
  const byStream = new Map<Stream, FileCount>();
  for (const one of counts) {
    const sum = byStream.get(one.stream);
    byStream.set(
      one.stream,
      sum
        ? {
            ...sum,
            rows: sum.rows + one.rows,
            sent: sum.sent + one.sent,
            refusedByContract: sum.refusedByContract + one.refusedByContract,
            stored: sum.stored + one.stored,
            newlyStored: sum.newlyStored + one.newlyStored,
            duplicates: sum.duplicates + one.duplicates,
            ok: sum.ok && one.ok,
          }
        : one,
    );
  }
  return [...byStream.values()];
}

/** The closing table as text, and whether all of it is as it should be. */
export function aamosTable(counts: readonly FileCount[]): { readonly text: string; readonly ok: boolean } {
  const head = ['file', 'stream', 'rows', 'sent', 'refused', 'stored', 'new', 'duplicate', ''];
  const rows = counts.map((one) => [
    one.file,
    one.stream,
    ...[one.rows, one.sent, one.refusedByContract, one.stored, one.newlyStored, one.duplicates].map(String),
    one.ok ? 'OK' : 'MISMATCH',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]!.length)));
  const text = [head, ...rows].map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
  const ok = counts.every((one) => one.ok);
  return { text: [...text, ok ? 'OK' : 'MISMATCH'].join('\n'), ok };
}
