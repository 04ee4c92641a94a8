import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import type { PatientSnapshot, SessionUser } from '@airway-twin/contracts/http';
import { LIVE_PATH, type PatientDelta } from '@airway-twin/contracts/live';
import { aPatient, aTwin, at } from '@airway-twin/domain/testing';
import { presentTwin } from '@airway-twin/domain/twin';
import { LiveServer, type LiveParts } from '../src/live/live-server.js';
import { eventually, type LiveClient } from './line.js';

const SITE = 'demo';
const user: SessionUser = { username: 'clinician', role: 'clinician', siteId: SITE, patientId: null };
const profile = aPatient({ patientId: 'p' });

let http: HttpServer;
let live: LiveServer;
let client: LiveClient;
/** What the store answers to those who read a snapshot, when the test lets it. */
let readers: ((revision: number | null) => void)[];

const snapshotOf = (revision: number): PatientSnapshot => ({
  patientId: 'p',
  revision,
  profile,
  twin: presentTwin(aTwin(profile), at(0)),
  risk: { kind: 'not-enough-data', missing: [] },
  recommendations: [],
  devices: [],
});

beforeEach(async () => {
  readers = [];
  http = createServer();
  const parts: LiveParts = {
    sessions: { find: () => Promise.resolve({ user, demo: false, expiresAtMs: Date.now() + 3_600_000 }) },
    demo: false,
    snapshot: () =>
      new Promise((resolve) => readers.push((revision) => resolve(revision === null ? null : snapshotOf(revision)))),
    heldSnapshot: () => null,
    heldRevision: () => null,
    wardRows: () => [],
    alertBudget: () => ({}) as never,
    metrics: () => ({ delayedSinceMs: null }) as never,
    replayStatus: () => null,
    silences: () => [],
    pipeline: () => ({}) as never,
  };
  live = new LiveServer(http, parts);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const { port } = http.address() as AddressInfo;
  client = io(`http://127.0.0.1:${port}`, {
    path: LIVE_PATH,
    transports: ['websocket'],
    auth: { token: 't' },
    forceNew: true,
  });
  await new Promise<void>((resolve) => client.once('connect', () => resolve()));
});
afterEach(async () => {
  client.close();
  await live.stop();
  http.close();
});

/** As news of another process are delivered: only of a patient whom somebody watches. */
function delivered(previousRevision: number, revision: number): void {
  if (live.isWatched(SITE, 'p'))
    live.pushPatient(SITE, { patientId: 'p', previousRevision, revision, changed: {}, sentAtMs: null });
}

describe('a screen that asks for a patient whom this process has not in memory', () => {
  it('is told what is committed while the store is being read for it', async () => {
    const deltas: PatientDelta[] = [];
    client.on('patient.delta', (delta) => deltas.push(delta));
    const watched = client.emitWithAck('patient.watch', { patientId: 'p' });
    await eventually(() => readers.length === 1, 'the store is asked');
    delivered(1, 2);
    readers[0]!(1);
    expect(await watched).toMatchObject({ ok: true, snapshot: { revision: 1 } });
    await eventually(() => deltas.length === 1, 'the step after the snapshot comes, too');
    expect(deltas[0]).toMatchObject({ previousRevision: 1, revision: 2 });
  });

  it('hears nothing of one who is not known', async () => {
    const watched = client.emitWithAck('patient.watch', { patientId: 'p' });
    await eventually(() => readers.length === 1, 'the store is asked');
    readers[0]!(null);
    expect(await watched).toEqual({ ok: false, error: 'not-found' });
    expect(live.isWatched(SITE, 'p')).toBe(false);
  });
});
