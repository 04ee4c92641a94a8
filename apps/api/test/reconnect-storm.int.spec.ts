import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { pathOf } from '@airway-twin/contracts/http';
import { LIVE_PATH } from '@airway-twin/contracts/live';
import { parseConfig } from '../src/config.js';
import { startServer, type RunningServer } from '../src/server.js';
import { Line, SITE, aProfile, eventually, type TestDevice } from './line.js';

const SCREENS = 500;
const PATIENTS = 40;
const SERVED_TOGETHER = 100;
const START_MS = Date.parse('2026-01-05T00:00:00Z');

/**
 * 500 screens as a process of their own, so that what they do with what they get costs the server nothing. Each connects, asks for the ward
 * and one patient, and then follows the patient by revision. They wait for the server as long as it takes: how busy this machine is with
 * other things is not asked.
 */
const SCREENS_PROGRAM = `
import { io } from 'socket.io-client';
const { url, path, tokens, patients } = JSON.parse(process.env.STORM);
const say = (what) => process.stdout.write(JSON.stringify(what) + '\\n');
tokens.forEach((token, screen) => {
  const patientId = patients[screen % patients.length];
  const socket = io(url, { path, transports: ['websocket'], auth: { token }, forceNew: true, timeout: 240_000 });
  let revision = null;
  let early = [];
  const take = (delta) => {
    if (delta.previousRevision === revision) revision = delta.revision;
    else if (delta.revision > revision) say({ screen, gap: [revision, delta.previousRevision, delta.revision] });
    say({ screen, patientId, revision });
  };
  socket.on('patient.delta', (delta) => (revision === null ? early.push(delta) : take(delta)));
  socket.on('patient.snapshot', (snapshot) => say({ screen, patientId, revision: (revision = snapshot.revision) }));
  socket.on('connect_error', (error) => say({ screen, refused: error.message }));
  socket.on('connect', async () => {
    say({ screen, connected: true });
    const ward = await socket.emitWithAck('ward.watch', {});
    say({ screen, ward: ward.ok && ward.snapshot.rows.length });
    const patient = await socket.emitWithAck('patient.watch', { patientId });
    revision = patient.snapshot.revision;
    say({ screen, patient: patient.ok && patient.snapshot.patientId === patientId, revision });
    early.forEach(take);
    early = [];
  });
});
`;

interface Told {
  readonly screen: number;
  readonly connected?: boolean;
  readonly ward?: number | false;
  readonly patient?: boolean;
  readonly patientId?: string;
  readonly revision?: number;
  readonly gap?: readonly number[];
  readonly refused?: string;
}

let line: Line;
let server: RunningServer;
let screens: ChildProcess;
const meters: TestDevice[] = [];
beforeAll(async () => {
  line = await Line.start();
  for (let index = 0; index < PATIENTS; index++)
    meters.push(...(await line.patient(aProfile(`p${index}`), { [`d${index}`]: 'peak-flow-meter' })));
}, 120_000);
afterAll(async () => {
  screens?.kill('SIGKILL');
  await Promise.all(line.devices.map((device) => device.client.endAsync(true)));
  await server?.stop();
  await line.broker.stop();
  await line.database.stop();
}, 60_000);

const blow = (count: number) => ({
  blowsLitresPerMinute: [250 + (count % 40), 246 + (count % 40)],
  reliever: 'before',
});

describe('500 screens that connect at once after the API was started anew, while messages flow', () => {
  it('all get the ward and their patient, and storing never stands still', async () => {
    for (const [index, meter] of meters.entries())
      for (let count = 0; count < 10; count++)
        await meter.send('peakflow.session', START_MS + count * 12 * 3_600_000, blow(index + count));
    await eventually(() => line.server.runtime.meter.stored === PATIENTS * 10, 'the record is stored', 60_000);
    const user = { username: 'clinician', role: 'clinician', siteId: SITE, patientId: null } as const;
    const sessions = await Promise.all(
      Array.from({ length: SCREENS }, () => line.server.runtime.sessions.open(user, true)),
    );
    await line.server.stop();

    const config = parseConfig({
      DATABASE_URL: line.database.url,
      MQTT_URL: line.broker.url,
      MQTT_CREDENTIAL_KEY: line.broker.credentialKey,
      LOG_LEVEL: 'error',
    });
    if ('problems' in config) throw new Error(config.problems.join('\n'));
    server = await startServer({ ...config, port: 0 }, pino({ level: 'error' }));
    const { runtime } = server;
    await eventually(() => runtime.link.connected, 'the broker link is up');

    // Counted by what happens in the server and not by the clock: what was committed while each hundred screens were served.
    const committedWhileServing: number[] = [];
    let committed = 0;
    const put = runtime.keeper.put.bind(runtime.keeper);
    runtime.keeper.put = (...twin) => {
      committed += 1;
      put(...twin);
    };
    let served = 0;
    const { live } = runtime as unknown as { live: { io: { sockets: { adapter: NodeJS.EventEmitter } } } };
    live.io.sockets.adapter.on('join-room', (room: string) => {
      if (!room.startsWith('patient ') || ++served % SERVED_TOGETHER !== 0) return;
      committedWhileServing.push(committed);
      committed = 0;
    });
    let sent = 0;
    let flowing = true;
    const flow = Promise.all(
      meters.map(async (meter) => {
        for (let count = 10; flowing; count++) {
          await meter.send('peakflow.session', START_MS + count * 12 * 3_600_000, blow(count));
          sent += 1;
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
      }),
    );
    await eventually(() => committed > 0, 'messages flow');

    const told: Told[] = [];
    const revisionOf = new Map<number, number>();
    screens = spawn(process.execPath, ['--input-type=module', '-e', SCREENS_PROGRAM], {
      cwd: new URL('..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        STORM: JSON.stringify({
          url: server.url,
          path: LIVE_PATH,
          tokens: sessions.map(({ token }) => token),
          patients: meters.map((_unused, index) => `p${index}`),
        }),
      },
    });
    createInterface({ input: screens.stdout! }).on('line', (text) => {
      const each = JSON.parse(text) as Told;
      if (each.connected !== undefined || each.ward !== undefined || each.patient !== undefined) told.push(each);
      if (each.gap || each.refused) told.push(each);
      if (each.revision !== undefined) revisionOf.set(each.screen, each.revision);
    });
    await eventually(() => told.length > 0, 'the first screen is there', 60_000);
    const count = (has: (each: Told) => boolean) => new Set(told.filter(has).map(({ screen }) => screen)).size;
    await eventually(() => count((each) => each.patient === true) === SCREENS, 'every screen has its patient', 120_000);
    flowing = false;
    await flow;

    expect(count((each) => each.ward === PATIENTS)).toBe(SCREENS);
    expect(told.filter((each) => each.gap ?? each.refused)).toEqual([]);
    expect(committedWhileServing).toHaveLength(SCREENS / SERVED_TOGETHER);
    // A hundred may be served between two commits when the machine is quick; the four hundred after the first never are.
    expect(committedWhileServing.slice(1).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0);
    await eventually(() => runtime.meter.stored === sent, 'all that was sent meanwhile is stored', 60_000);
    const newest = (screen: number) => runtime.keeper.held(SITE, `p${screen % PATIENTS}`)!.revision;
    await eventually(
      () => [...revisionOf].filter(([screen, revision]) => revision === newest(screen)).length === SCREENS,
      'every screen shows the newest revision',
      60_000,
    );
    const health = await fetch(`${server.url}${pathOf('health')}`);
    expect(health.ok).toBe(true);
  }, 300_000);
});
