import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connectAsync } from 'mqtt';
import {
  ROUTE,
  pathOf,
  type DevicesResponse,
  type PatientSnapshot,
  type RootResponse,
  type WardResponse,
} from '@airway-twin/contracts/http';
import { ALL_TOPICS_FILTER, topicOf } from '@airway-twin/contracts/mqtt';
import { saveAccount } from '../src/session/accounts.js';
import { Line, SITE, aProfile, eventually, type TestDevice } from './line.js';

let line: Line;
let anna: TestDevice;
beforeAll(async () => {
  line = await Line.start();
  [anna] = (await line.patient(aProfile('patient-a'), { 'meter-a': 'peak-flow-meter' })) as [TestDevice];
  await line.patient(aProfile('patient-b'), { 'meter-b': 'peak-flow-meter' });
});
afterAll(() => line.stop());

const NOTHING_TO_REGISTER = { patients: [], devices: [], assignments: [] };
const OPEN_ROUTES = new Set(['root', 'health', 'ready', 'session', 'spirometryInterpret']);
const params = { patientId: 'patient-a', recommendationId: 'none' };

const POSTED: ReadonlySet<string> = new Set(['symptoms', 'recommendationAnswer', 'reloadModels']);

describe('who may read what', () => {
  it.each(Object.keys(ROUTE).filter((name) => !OPEN_ROUTES.has(name)) as (keyof typeof ROUTE)[])(
    '%s asks for a session',
    async (route) => {
      const method = route === 'registry' ? 'PUT' : POSTED.has(route) ? 'POST' : 'GET';
      const response = await line.request(method, route, params, method === 'GET' ? undefined : {});
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ error: 'unauthorized' });
    },
  );

  it('a patient reads their own record and no other’s, by route and by socket', async () => {
    const token = await line.login('patient-a');
    expect((await line.request('GET', 'patient', { patientId: 'patient-a' }, undefined, token)).status).toBe(200);
    for (const route of ['patient', 'twin', 'observations', 'recommendations'] as const) {
      expect((await line.request('GET', route, { patientId: 'patient-b' }, undefined, token)).status).toBe(403);
    }
    expect((await line.get<WardResponse>('patients', {}, 'patient-a')).rows.map((row) => row.patientId)).toEqual([
      'patient-a',
    ]);
    const screen = await line.screen('patient-a');
    expect(await screen.emitWithAck('patient.watch', { patientId: 'patient-b' })).toEqual({
      ok: false,
      error: 'forbidden',
    });
    expect(await screen.emitWithAck('ward.watch', {})).toEqual({ ok: false, error: 'forbidden' });
    expect(await screen.emitWithAck('engineering.watch', {})).toEqual({ ok: false, error: 'forbidden' });
  });

  it('engineers see devices and pseudonyms, clinicians see names and no refused messages', async () => {
    expect((await line.get<WardResponse>('patients', {}, 'engineer')).rows.map((row) => row.displayName)).toEqual([
      'patient-a',
      'patient-b',
    ]);
    expect((await line.get<WardResponse>('patients', {}, 'clinician')).rows[0]!.displayName).toBe(
      'Demo patient patient-a',
    );
    expect(
      (await line.get<PatientSnapshot>('patient', { patientId: 'patient-a' }, 'engineer')).profile.displayName,
    ).toBe('patient-a');
    const clinician = await line.login('clinician');
    for (const route of ['deadLetters', 'ingest', 'replay'] as const) {
      expect((await line.request('GET', route, {}, undefined, clinician)).status).toBe(403);
    }
    const patient = await line.login('patient-a');
    expect((await line.request('PUT', 'registry', {}, NOTHING_TO_REGISTER, patient)).status).toBe(403);
  });

  it('a wrong password, an unknown name and a made-up token open nothing', async () => {
    expect((await line.request('POST', 'session', {}, { username: 'clinician', password: 'guess' })).status).toBe(401);
    expect((await line.request('POST', 'session', {}, { username: 'nobody', password: 'demo' })).status).toBe(401);
    expect((await line.request('GET', 'patients', {}, undefined, 'A'.repeat(43))).status).toBe(401);
  });

  it('an account made for the site opens a session, and logging out ends it', async () => {
    await saveAccount(line.server.runtime.pool, {
      username: 'ward-1',
      role: 'clinician',
      siteId: SITE,
      patientId: null,
      password: 'a long enough one',
    });
    const token = await line.login('ward-1', 'a long enough one');
    expect((await line.request('GET', 'patients', {}, undefined, token)).status).toBe(200);
    await line.request('DELETE', 'session', {}, undefined, token);
    expect((await line.request('GET', 'patients', {}, undefined, token)).status).toBe(401);
  });

  it('a demo account is not there for a request that came through a proxy', async () => {
    const response = await fetch(`${line.server.url}${pathOf('session')}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '192.0.2.7' },
      body: JSON.stringify({ username: 'clinician', password: 'demo' }),
    });
    expect(response.status).toBe(401);
    const root = (await (
      await fetch(`${line.server.url}${pathOf('root')}`, { headers: { 'x-forwarded-for': '192.0.2.7' } })
    ).json()) as RootResponse;
    expect(root).toMatchObject({ demo: false, demoPatientIds: [] });
  });

  it('says at its root that it is not a medical device', async () => {
    const root = (await (await line.request('GET', 'root', {})).json()) as RootResponse;
    expect(root.notice).toMatch(/not a medical device/i);
  });
});

describe('what is wrong with a request is told by field', () => {
  it.each([
    [
      'registry',
      'PUT',
      'engineer',
      { patients: [{ ...aProfile('x'), timeZone: 'Mars/Base' }], devices: [], assignments: [] },
      400,
      'patients.0.timeZone',
    ],
    [
      'registry',
      'PUT',
      'engineer',
      { patients: [{ ...aProfile('x'), siteId: 'elsewhere' }], devices: [], assignments: [] },
      400,
      'patients.0.siteId',
    ],
    [
      'symptoms',
      'POST',
      'patient-a',
      { schema: 'symptoms.day/1', entryId: 'e1', localDate: '2026-02-30' },
      400,
      'localDate',
    ],
    ['session', 'POST', 'patient-a', { username: 'clinician' }, 400, 'password'],
  ] as const)('%s', async (route, method, username, body, status, field) => {
    const response = await line.request(method, route, params, body, await line.login(username));
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ field });
  });

  it('a device that is worn by somebody cannot be given to somebody else for the same time', async () => {
    const assignments = [
      { siteId: SITE, deviceId: 'meter-a', patientId: 'patient-b', validFrom: '2021-01-01T00:00:00Z', validTo: null },
    ];
    const response = await line.request(
      'PUT',
      'registry',
      {},
      { patients: [], devices: [], assignments },
      await line.login('engineer'),
    );
    expect(response.status).toBe(409);
    expect(await response.json()).toMatchObject({ field: 'assignments.0' });
  });
});

describe('the broker keeps devices apart', () => {
  it('lets nobody in without the right password', async () => {
    await expect(
      connectAsync(line.broker.url, { username: 'demo.meter-a', password: 'wrong', reconnectPeriod: 0 }),
    ).rejects.toThrow();
    await expect(connectAsync(line.broker.url, { reconnectPeriod: 0 })).rejects.toThrow();
  });

  it('lets no device read others or speak for them', async () => {
    await expect(anna.client.subscribeAsync(ALL_TOPICS_FILTER, { qos: 1 })).rejects.toThrow();
    const before = (await line.get<DevicesResponse>('devices', {}, 'engineer')).devices.find(
      (each) => each.deviceId === 'meter-b',
    )!.received;
    await anna.client
      .publishAsync(topicOf({ site: SITE, device: 'meter-b', channel: 'device.health' }), '{}', { qos: 0 })
      .catch(() => undefined);
    await eventually(() => anna.client.connected, 'the device has connected again', 10_000);
    await anna.send('device.health', Date.parse('2026-03-02T07:00:00Z'), { batteryPercent: 80 });
    await eventually(async () => (await line.observations('patient-a')).length === 1, 'its own message is stored');
    const after = (await line.get<DevicesResponse>('devices', {}, 'engineer')).devices.find(
      (each) => each.deviceId === 'meter-b',
    )!.received;
    expect(after).toBe(before);
  });
});
