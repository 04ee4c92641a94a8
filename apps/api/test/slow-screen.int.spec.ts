import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import type { IngestMetrics, PatientSnapshot, SessionUser, WardRow } from '@airway-twin/contracts/http';
import { LIVE_PATH, type Alarm, type Delay, type PatientDelta, type WardSnapshot } from '@airway-twin/contracts/live';
import { aPatient, aTwin, at } from '@airway-twin/domain/testing';
import { presentTwin } from '@airway-twin/domain/twin';
import { LiveServer, type LiveParts } from '../src/live/live-server.js';
import { emptyWardRow } from '../src/twins/ward-row.js';
import { eventually, type LiveClient } from './line.js';

const SITE = 'demo';
const user: SessionUser = { username: 'clinician', role: 'clinician', siteId: SITE, patientId: null };
const profile = aPatient({ patientId: 'p' });
const view = presentTwin(aTwin(profile), at(0));
/** So many deltas of so many bytes are more than the buffers of two operating systems' sockets hold. */
const DELTAS = 2500;
const PADDING = 'x'.repeat(12_000);

let revision: number;
let metrics: Partial<IngestMetrics>;
let http: HttpServer;
let live: LiveServer;
let clients: LiveClient[];

const snapshot = (): PatientSnapshot => ({
  patientId: 'p',
  revision,
  profile,
  twin: view,
  risk: { kind: 'not-enough-data', missing: [] },
  recommendations: [],
  devices: [],
});
const row = (): WardRow => ({ ...emptyWardRow(profile, at(0)), revision });

beforeEach(async () => {
  revision = 0;
  metrics = { delayedSinceMs: null };
  clients = [];
  http = createServer();
  const parts: LiveParts = {
    sessions: { find: () => Promise.resolve({ user, demo: false, expiresAtMs: Date.now() + 3_600_000 }) },
    demo: false,
    snapshot: () => Promise.resolve(snapshot()),
    heldSnapshot: snapshot,
    heldRevision: () => revision,
    wardRows: () => [row()],
    alertBudget: () => ({ sent: 0, patients: 1, perPatientMonth: 1, precedeAttackOfHundred: null }) as never,
    metrics: () => metrics as IngestMetrics,
    replayStatus: () => null,
    silences: () => [],
    pipeline: () => ({}) as never,
  };
  live = new LiveServer(http, parts);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const client of clients) client.close();
  await live.stop();
  http.close();
});

/** What a screen was sent, in the order in which it came. */
interface Screen {
  readonly client: LiveClient;
  readonly deltas: PatientDelta[];
  readonly snapshots: PatientSnapshot[];
  readonly wards: WardSnapshot[];
  readonly alarms: Alarm[];
  readonly delays: (Delay | null)[];
  /** Stops and goes on reading from the wire. */
  readonly pause: () => void;
  readonly resume: () => void;
}

async function screen(): Promise<Screen> {
  const { port } = http.address() as AddressInfo;
  const client: LiveClient = io(`http://127.0.0.1:${port}`, {
    path: LIVE_PATH,
    transports: ['websocket'],
    auth: { token: 't' },
    forceNew: true,
  });
  clients.push(client);
  const seen = { deltas: [], snapshots: [], wards: [], alarms: [], delays: [] } as Omit<
    Screen,
    'client' | 'pause' | 'resume'
  >;
  client.on('patient.delta', (delta) => seen.deltas.push(delta));
  client.on('patient.snapshot', (each) => seen.snapshots.push(each));
  client.on('ward.snapshot', (each) => seen.wards.push(each));
  client.on('alarm', (alarm) => seen.alarms.push(alarm));
  client.on('delay', (delay) => seen.delays.push(delay));
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
  const patient = await client.emitWithAck('patient.watch', { patientId: 'p' });
  expect(patient).toMatchObject({ ok: true, snapshot: { patientId: 'p', revision } });
  const ward = await client.emitWithAck('ward.watch', {});
  expect(ward).toMatchObject({ ok: true, snapshot: { siteId: SITE, rows: [{ patientId: 'p' }] } });
  const wire = (client.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } }).ws;
  return { client, ...seen, pause: () => wire.pause(), resume: () => wire.resume() };
}

/** Bytes and frames that the server holds for a screen and has not handed to the operating system. */
function heldFor({ client }: Screen): { frames: number; bytes: number } {
  const { io: server } = live as unknown as { io: { sockets: { sockets: Map<string, { conn: object }> } } };
  const { writeBuffer, transport } = server.sockets.sockets.get(client.id!)!.conn as {
    writeBuffer: { data: string }[];
    transport: { socket: { bufferedAmount: number } };
  };
  const waiting = writeBuffer.reduce((sum, { data }) => sum + data.length, 0);
  return { frames: writeBuffer.length, bytes: waiting + transport.socket.bufferedAmount };
}

function step(): void {
  const previousRevision = revision;
  revision += 1;
  live.pushPatient(SITE, {
    patientId: 'p',
    previousRevision,
    revision,
    changed: { profile: { ...profile, displayName: PADDING } },
    sentAtMs: null,
  });
  live.pushWardRow(SITE, row());
}

function alarm(id: string): void {
  live.pushAlarm({ siteId: SITE, patientId: 'p', displayName: 'p', revision, recommendation: { id } as never });
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('a screen that does not read while 30 MB are sent to it', () => {
  it('costs the server little memory, then shows the newest state by one snapshot; no alarm is dropped, no other screen disturbed', async () => {
    const [slow, quick] = [await screen(), await screen()];
    slow.pause();
    let most = { frames: 0, bytes: 0 };
    for (let count = 0; count < DELTAS; count++) {
      step();
      if (count % 500 === 0) alarm(`alarm-${count}`);
      await nextTurn();
      const held = heldFor(slow);
      most = { frames: Math.max(most.frames, held.frames), bytes: Math.max(most.bytes, held.bytes) };
    }
    await eventually(() => quick.deltas.length === DELTAS, 'the quick screen has all');
    expect(quick.deltas.map((delta) => delta.previousRevision)).toEqual(quick.deltas.map((_unused, index) => index));
    expect(quick.snapshots).toEqual([]);
    expect(most.frames).toBeGreaterThan(10);
    expect(most.frames).toBeLessThan(60);
    expect(most.bytes).toBeLessThan(2 * 1024 * 1024);

    slow.resume();
    await eventually(() => slow.snapshots.length > 0, 'the slow screen gets a snapshot');
    await eventually(() => slow.wards.length > 0, 'and one of the ward');
    expect(slow.deltas.length).toBeLessThan(DELTAS);
    expect(slow.snapshots.at(-1)!.revision).toBe(DELTAS);
    expect(slow.wards.at(-1)!.rows[0]!.revision).toBe(DELTAS);
    expect(slow.alarms.map((each) => each.recommendation.id)).toEqual(
      quick.alarms.map((each) => each.recommendation.id),
    );
    expect(slow.alarms).toHaveLength(5);
    expect(slow.delays[0]).toMatchObject({ because: 'screen' });
    await eventually(() => slow.delays.at(-1) === null, 'it is told that it is behind no more');

    const before = slow.deltas.length;
    step();
    await eventually(() => slow.deltas.length === before + 1, 'deltas go on');
    expect(slow.deltas.at(-1)).toMatchObject({ previousRevision: DELTAS, revision: DELTAS + 1 });
    expect(slow.snapshots).toHaveLength(1);
  }, 60_000);

  it('is sent one commit with news of a hundred patients whole, when it had kept up until then', async () => {
    const quick = await screen();
    for (let count = 0; count < 100; count++) step();
    await eventually(() => quick.deltas.length === 100, 'it has all');
    expect(quick.snapshots).toEqual([]);
    expect(quick.delays.filter((delay) => delay !== null)).toEqual([]);
  });

  it('is sent no further answers while much waits for it, and gets the snapshot of what it had asked for', async () => {
    const slow = await screen();
    slow.pause();
    for (let count = 0; count < DELTAS; count++) {
      step();
      await nextTurn();
    }
    for (let count = 0; count < 200; count++) slow.client.emit('ward.watch', {}, () => undefined);
    await eventually(() => heldFor(slow).frames >= 32, 'it is behind');
    for (let turn = 0; turn < 1000; turn++) await nextTurn();
    expect(heldFor(slow).frames).toBeLessThan(60);
    slow.resume();
    await eventually(() => slow.wards.length > 0, 'the ward, whole');
  }, 60_000);
});

describe('when storing falls behind', () => {
  it('every screen is told since when, one that connects meanwhile too, and when it is over', async () => {
    const early = await screen();
    metrics = { delayedSinceMs: 1000 };
    await eventually(() => early.delays.length === 1, 'it is told');
    const later = await screen();
    expect(later.delays).toEqual([{ because: 'store', sinceMs: 1000 }]);
    metrics = { delayedSinceMs: null };
    await eventually(() => early.delays.length === 2 && later.delays.length === 2, 'both are told that it is over');
    expect(early.delays).toEqual([{ because: 'store', sinceMs: 1000 }, null]);
  });
});
