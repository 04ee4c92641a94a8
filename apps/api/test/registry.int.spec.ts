import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  patientProfile,
  type DevicesResponse,
  type PatientSnapshot,
  type RegistryRequest,
} from '@airway-twin/contracts/http';
import { decodeDeviceMessage, type StreamArrival, topicOf, toObservation } from '@airway-twin/contracts/mqtt';
import { rebuildTwin } from '@airway-twin/domain/twin';
import { saveRegistry } from '../src/registry/registry-store.js';
import { Line, SITE, aProfile, eventually, nextEvent, type TestDevice } from './line.js';

const MONDAY = Date.parse('2026-03-02T07:00:00Z');
const HOUR = 3_600_000;
const blows = (...blowsLitresPerMinute: number[]) => ({ blowsLitresPerMinute, reliever: 'before' });

let line: Line;
beforeAll(async () => {
  line = await Line.start();
});
afterAll(() => line.stop());

const put = async (request: { [List in keyof RegistryRequest]?: readonly object[] }, username = 'engineer') =>
  line.request(
    'PUT',
    'registry',
    {},
    { patients: [], devices: [], assignments: [], ...request },
    await line.login(username),
  );
const snapshot = (patientId: string, username = 'clinician') =>
  line.get<PatientSnapshot>('patient', { patientId }, username);

describe('a profile', () => {
  it('what a patient is treated by is changed by a clinician, not by an engineer', async () => {
    await line.patient(aProfile('plan'), {});
    const changed = aProfile('plan', {
      actionPlan: { ...aProfile('plan').actionPlan, version: 2, redBelowPercent: 40 },
    });
    expect((await put({ patients: [changed] })).status).toBe(409);
    expect((await snapshot('plan')).profile.actionPlan.redBelowPercent).toBe(50);
    expect((await put({ patients: [aProfile('plan')] })).status).toBe(200);
    expect((await put({ patients: [changed] }, 'clinician')).status).toBe(200);
    expect((await snapshot('plan')).profile.actionPlan.redBelowPercent).toBe(40);
  });

  it('that changes while messages are under way holds for all that is folded after, as in a rebuild', async () => {
    const [meter] = (await line.patient(aProfile('best'), { 'best-meter': 'peak-flow-meter' })) as [TestDevice];
    const sending = (async () => {
      for (let i = 0; i < 200; i++) await meter.send('peakflow.session', MONDAY + i * HOUR, blows(250, 248));
    })();
    await eventually(async () => (await line.observations('best')).length > 20, 'messages are under way');
    expect(
      (await put({ patients: [aProfile('best', { declaredBestPefLitresPerMinute: 500 })] }, 'clinician')).status,
    ).toBe(200);
    await sending;
    await eventually(async () => (await line.observations('best')).length === 200, 'all are stored');
    await meter.send('peakflow.session', MONDAY + 200 * HOUR, blows(250, 248));
    await eventually(async () => (await snapshot('best')).twin.observationCount === 201, 'the last one is in');
    const { runtime } = line.server;
    const held = runtime.keeper.held(SITE, 'best')!;
    expect(held.profile.declaredBestPefLitresPerMinute).toBe(500);
    const stored = (await line.observations('best')).map((each) => each.observation);
    expect(held.state).toEqual(rebuildTwin(held.profile, held.state.airways, stored));
  });
});

describe('a device that changes hands', () => {
  it('asks the new wearer for nothing that was meant for the one before, and their messages part by time', async () => {
    const [meter] = (await line.patient(aProfile('before'), { loan: 'peak-flow-meter' })) as [TestDevice];
    await line.patient(aProfile('after'), {});
    await meter.send('peakflow.session', MONDAY, blows(250, 150));
    const device = async () =>
      (await line.get<DevicesResponse>('devices', {}, 'engineer')).devices.find((each) => each.deviceId === 'loan')!;
    await eventually(async () => (await device()).desiredVersion === 1, 'a repeat is asked for');
    const handover = '2026-03-10T00:00:00Z';
    const range = { siteId: SITE, deviceId: 'loan' };
    const response = await put({
      assignments: [
        { ...range, patientId: 'before', validFrom: '2020-01-01T00:00:00Z', validTo: handover },
        { ...range, patientId: 'after', validFrom: handover, validTo: null },
      ],
    });
    expect(response.status).toBe(200);
    await eventually(async () => (await device()).desiredVersion === 2, 'the request is taken back');
    expect((await snapshot('before')).devices).toEqual([]);
    expect((await snapshot('after')).devices.map((each) => each.deviceId)).toEqual(['loan']);
    await meter.send('peakflow.session', Date.parse('2026-03-12T07:00:00Z'), blows(310, 305));
    await meter.send('peakflow.session', MONDAY + HOUR, blows(240, 236));
    await eventually(
      async () => (await line.observations('before')).length === 2,
      'the late one is the former wearer’s',
    );
    expect(await line.observations('after')).toHaveLength(1);
  });
});

describe('people and sites apart', () => {
  it('an engineer reads neither name, birth date, nor what anybody wrote', async () => {
    const [meter] = (await line.patient(aProfile('words'), { 'words-meter': 'peak-flow-meter' })) as [TestDevice];
    await meter.send('peakflow.session', MONDAY, blows(250, 150));
    await eventually(async () => (await snapshot('words')).recommendations.length > 0, 'something is recommended');
    const [recommendation] = (await snapshot('words')).recommendations;
    const answer = { answer: 'decline', note: 'My cousin Demo says no' };
    const declined = await line.request(
      'POST',
      'recommendationAnswer',
      { patientId: 'words', recommendationId: recommendation!.id },
      answer,
      await line.login('words'),
    );
    expect(declined.status).toBe(200);
    expect(JSON.stringify(await snapshot('words'))).toContain('My cousin');
    const seen = await snapshot('words', 'engineer');
    expect(JSON.stringify(seen)).not.toMatch(/My cousin|Demo patient|2014-03-01/);
    expect(seen.profile.age).toEqual({ kind: 'range', fromYears: 12, toYears: 12 });
  });

  it('two sites may use the same patient id in one batch and nothing is mixed up', async () => {
    const { runtime } = line.server;
    const other = aProfile('same', { siteId: 'other' });
    await saveRegistry(runtime.pool, { patients: [patientProfile.parse(other)], devices: [], assignments: [] });
    await line.patient(aProfile('same'), {});
    const arrival = (site: string, seq: number): StreamArrival => {
      const message = {
        schema: 'peakflow.session/1',
        bootId: `entry-${seq}`,
        seq,
        measuredAt: new Date(MONDAY + seq * HOUR).toISOString(),
        sentAt: new Date(MONDAY).toISOString(),
        ...blows(250, 248),
      };
      const topic = topicOf({ site, device: 'd', channel: 'peakflow.session' });
      return decodeDeviceMessage(topic, Buffer.from(JSON.stringify(message))) as StreamArrival;
    };
    const enter = (site: string, seq: number) =>
      runtime.enter(toObservation(arrival(site, seq), aProfile('same', { siteId: site })));
    await Promise.all([enter('other', 0), enter(SITE, 0)]);
    const again = await Promise.all([enter('other', 0), enter(SITE, 1)]);
    expect(again.map((each) => each.result)).toEqual(['duplicate', 'stored']);
    expect(runtime.keeper.held(SITE, 'same')!.state.observationCount).toBe(2);
    expect(runtime.keeper.held('other', 'same')!.state.observationCount).toBe(1);
  });
});

describe('an entry of the app', () => {
  it('sent again after a lost answer counts once, also when the app left the time to the server', async () => {
    await line.patient(aProfile('entry', { clock: 'wall' }), {});
    const entry = {
      schema: 'control.score/1',
      entryId: 'one-and-only',
      instrument: 'ACT',
      score: 21,
    };
    const post = async () =>
      (await line.request('POST', 'symptoms', { patientId: 'entry' }, entry, await line.login('entry'))).json();
    expect(await post()).toMatchObject({ result: 'stored' });
    expect(await post()).toMatchObject({ result: 'duplicate' });
    expect(await line.observations('entry')).toHaveLength(1);
  });

  it('under an id that stands for another is refused by field, and the first stays', async () => {
    await line.patient(aProfile('changed-entry', { clock: 'wall' }), {});
    const token = await line.login('changed-entry');
    const post = (score: number) => {
      const entry = { schema: 'control.score/1', entryId: 'used-again', instrument: 'ACT', score };
      return line.request('POST', 'symptoms', { patientId: 'changed-entry' }, entry, token);
    };
    expect((await post(21)).status).toBe(200);
    const later = await post(9);
    expect({ status: later.status, body: await later.json() }).toMatchObject({
      status: 409,
      body: { field: 'entryId', message: expect.stringContaining('an id of its own') },
    });
    expect(await (await post(21)).json()).toMatchObject({ result: 'duplicate' });
    const stored = await line.observations('changed-entry');
    expect(stored.map(({ observation }) => observation.data)).toEqual([{ instrument: 'ACT', score: 21 }]);
  });
});

describe('a diary', () => {
  it('of a day that has not begun where the patient lives is refused by field', async () => {
    await line.patient(aProfile('diary', { clock: 'wall', timeZone: 'Pacific/Kiritimati' }), {});
    const entry = (localDate: string) => ({
      schema: 'symptoms.day/1',
      entryId: `day-${localDate}`,
      measuredAt: '2026-03-01T09:59:00Z',
      localDate,
      nightWaking: false,
      daySymptoms: false,
      activityLimited: false,
      relieverPuffs: null,
      controllerTaken: 'usual',
      triggers: [],
      redFlags: [],
    });
    const post = async (localDate: string) =>
      line.request('POST', 'symptoms', { patientId: 'diary' }, entry(localDate), await line.login('diary'));
    expect((await post('2026-03-01')).status).toBe(200);
    const refused = await post('2026-03-02');
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ field: 'localDate' });
  });
});

describe('logging out', () => {
  it('takes the screens of that session off the line', async () => {
    await line.patient(aProfile('leaving'), {});
    const screen = await line.screen('leaving');
    const token = (screen.auth as { token: string }).token;
    const gone = new Promise<void>((resolve) => screen.once('disconnect', () => resolve()));
    await line.request('DELETE', 'session', {}, undefined, token);
    await gone;
  });
});

describe('what would cost too much or cannot be', () => {
  it.each([
    ['twin', '?at=9999-12-31T23:59:59Z', 'at'],
    ['twin', '?at=0000-01-01T00:00:00Z', 'at'],
    ['twin', `?at=${new Date(Date.now() + 7 * 86_400_000).toISOString()}`, 'at'],
    ['twinSeries', '?from=2026-01-01T00:00:00Z&to=2090-01-01T00:00:00Z', 'to'],
    ['twinSeries', '?from=2001-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['observations', `?cursor=${Buffer.from('[1e300,"a","b",1]').toString('base64url')}`, 'cursor'],
    ['observations', '?cursor=!!!', 'cursor'],
  ] as const)('%s%s is refused by field', async (route, query, field) => {
    const response = await line.request(
      'GET',
      route,
      { patientId: 'leaving' },
      undefined,
      await line.login('clinician'),
      query,
    );
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ field });
  });
});

describe('what needs no commit', () => {
  it('is acknowledged all the same: nothing is delivered twice after the link comes back', async () => {
    const [meter] = (await line.patient(aProfile('echo'), { 'echo-meter': 'peak-flow-meter' })) as [TestDevice];
    const ward = await line.screen('clinician');
    await ward.emitWithAck('ward.watch', {});
    const told = nextEvent(ward, 'ward.delta', (delta) =>
      delta.rows.some((row) => row.patientId === 'echo' && row.openRecommendations.length > 0),
    );
    await meter.send('peakflow.session', MONDAY, blows(250, 150));
    await told;
    const { link } = line.server.runtime;
    await eventually(() => link.unacknowledged === 0, 'the echo of our own command is acknowledged');
  });
});
