import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  AirResponse,
  DeadLettersResponse,
  DevicesResponse,
  PatientSnapshot,
  TwinAtResponse,
  TwinSeriesResponse,
} from '@airway-twin/contracts/http';
import type { PatientDelta } from '@airway-twin/contracts/live';
import { rebuildTwin } from '@airway-twin/domain/twin';
import { loadTwin } from '../src/twins/twin-keeper.js';
import { Line, aProfile, eventually, nextEvent, type TestDevice } from './line.js';

const MONDAY = Date.parse('2026-03-02T07:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const blows = (...blowsLitresPerMinute: number[]) => ({ blowsLitresPerMinute, reliever: 'before' });

let line: Line;
beforeAll(async () => {
  line = await Line.start();
});
afterAll(() => line.stop());

/** Registers one patient with one inhaler, one meter and one air monitor. */
async function aPatient(id: string): Promise<{ inhaler: TestDevice; meter: TestDevice; air: TestDevice }> {
  const [inhaler, meter, air] = (await line.patient(aProfile(id), {
    [`${id}-inhaler`]: 'inhaler-sensor',
    [`${id}-meter`]: 'peak-flow-meter',
    [`${id}-air`]: 'air-monitor',
  })) as [TestDevice, TestDevice, TestDevice];
  return { inhaler, meter, air };
}

describe('from a device to store, twin and screen', () => {
  it('a reliever puff raises the revision on a screen that is watching, with nothing asked for', async () => {
    const { inhaler, meter } = await aPatient('puff');
    await meter.send('peakflow.session', MONDAY, blows(210, 205, 190));
    await eventually(async () => (await line.observations('puff')).length === 1, 'the blow is stored');
    const screen = await line.screen('puff');
    const watched = await screen.emitWithAck('patient.watch', { patientId: 'puff' });
    if (!watched.ok) throw new Error(watched.error);
    const pushed: Promise<PatientDelta> = nextEvent(screen, 'patient.delta');
    await inhaler.send('inhaler.actuation', MONDAY + HOUR, { drug: 'salbutamol' });
    const delta = await pushed;
    expect(delta.previousRevision).toBe(watched.snapshot.revision);
    expect(delta.revision).toBeGreaterThan(delta.previousRevision);
    expect(delta.changed.twin?.medication.relieverPuffs24h).toBe(1);
  });

  it('a message that arrives twice counts once', async () => {
    const { meter } = await aPatient('twice');
    await meter.send('peakflow.session', MONDAY, blows(250, 245), 0);
    await meter.send('peakflow.session', MONDAY, blows(250, 245), 0);
    const device = async () =>
      (await line.get<DevicesResponse>('devices', {}, 'engineer')).devices.find(
        (each) => each.deviceId === 'twice-meter',
      )!;
    await eventually(async () => (await device()).received === 2, 'both copies are counted');
    expect(await device()).toMatchObject({ received: 2, stored: 1, duplicate: 1, refused: 0 });
    expect(await line.observations('twice')).toHaveLength(1);
  });

  it('late data take their place by the time they were measured, and the twin is the one of the ordered record', async () => {
    const { inhaler, meter } = await aPatient('late');
    for (const day of [5, 6, 7]) await meter.send('peakflow.session', MONDAY + day * DAY, blows(240 - day, 235 - day));
    await eventually(async () => (await line.observations('late')).length === 3, 'the recent blows are stored');
    for (const day of [1, 0, 3])
      await inhaler.send('inhaler.actuation', MONDAY + day * DAY, {
        drug: 'budesonide',
        peakInspiratoryFlowLitresPerMinute: 45,
      });
    await meter.send('peakflow.session', MONDAY + 2 * DAY, blows(280, 275));
    await eventually(async () => (await line.observations('late')).length === 7, 'the late ones are stored');
    const stored = await line.observations('late');
    expect(stored.map((each) => each.observation.measuredAtMs)).toEqual(
      [0, 1, 2, 3, 5, 6, 7].map((day) => MONDAY + day * DAY),
    );
    const held = line.server.runtime.keeper.held('demo', 'late')!;
    const rebuilt = rebuildTwin(
      held.profile,
      held.state.airways,
      stored.map((each) => each.observation),
    );
    expect(held.state).toEqual(rebuilt);
    expect(
      (await loadTwin(line.server.runtime.pool, held.profile, held.state.airways, line.server.runtime.model.current()))!
        .state,
    ).toEqual(rebuilt);
    const now = await line.get<PatientSnapshot>('patient', { patientId: 'late' }, 'clinician');
    expect(now.twin.lungFunction.pefLitresPerMinute?.atMs).toBe(MONDAY + 7 * DAY);
  });

  it('the twin at a past time holds what was measured until then', async () => {
    const { meter } = await aPatient('past');
    for (const day of [0, 1, 2, 3])
      await meter.send('peakflow.session', MONDAY + day * DAY, blows(280 - 40 * day, 275 - 40 * day));
    await eventually(async () => (await line.observations('past')).length === 4, 'all are stored');
    const at = (day: number) =>
      line.get<TwinAtResponse>(
        'twin',
        { patientId: 'past' },
        'clinician',
        `?at=${new Date(MONDAY + day * DAY + HOUR).toISOString()}`,
      );
    expect((await at(1)).twin).toMatchObject({ observationCount: 2, zone: { value: 'green' } });
    expect((await at(3)).twin).toMatchObject({ observationCount: 4, zone: { value: 'yellow' } });
    const series = await line.get<TwinSeriesResponse>(
      'twinSeries',
      { patientId: 'past' },
      'clinician',
      `?from=${new Date(MONDAY).toISOString()}&to=${new Date(MONDAY + 3 * DAY).toISOString()}&points=4`,
    );
    expect(series.points.map((point) => Math.round(point.percentOfBest!))).toEqual([93, 80, 67, 53]);
  });

  it('air is told by the days of the patient’s own calendar, also when the clocks change', async () => {
    const { air } = await aPatient('clocks');
    // In Paris 29 March 2026 has 23 hours: from 28 March 23:00 UTC to 29 March 22:00 UTC.
    for (let hour = 0; hour < 48; hour++) {
      await air.send('air.reading', Date.parse('2026-03-28T12:00:00Z') + hour * HOUR, {
        placement: 'indoor',
        pm25MicrogramsPerM3: hour,
      });
    }
    await eventually(async () => (await line.observations('clocks')).length === 48, 'all are stored');
    const { days } = await line.get<AirResponse>(
      'air',
      { patientId: 'clocks' },
      'clocks',
      '?from=2026-03-28&to=2026-03-30',
    );
    expect(days.map((day) => [day.localDate, day.pm25MicrogramsPerM3?.readings])).toEqual([
      ['2026-03-28', 11],
      ['2026-03-29', 23],
      ['2026-03-30', 14],
    ]);
  });
});

describe('what cannot be an observation', () => {
  it('is kept with topic, reason and bytes, and what is good beside it is stored', async () => {
    const { meter } = await aPatient('odd');
    await meter.sendRaw('peakflow.session', 'not json at all');
    await meter.sendRaw('peakflow.session', Buffer.from([0xff, 0xfe]));
    await meter.send('peakflow.session', MONDAY, { ...blows(250), blowsLitresPerMinute: [5000] });
    await meter.send('inhaler.actuation', MONDAY, { drug: 'salbutamol' });
    await meter.send('peakflow.session', Date.now() + DAY, blows(250, 250));
    await meter.send('peakflow.session', MONDAY, { ...blows(250), pefLitresPerSecond: 4 });
    await meter.send('peakflow.session', MONDAY, blows(250, 248));
    await eventually(async () => (await line.observations('odd')).length === 1, 'the good one is stored');
    const { deadLetters } = await line.get<DeadLettersResponse>('deadLetters', {}, 'engineer', '?limit=20');
    const mine = deadLetters.filter((each) => each.topic.includes('odd-meter'));
    expect(mine.map((each) => [each.reason, each.field])).toEqual([
      ['unknown-field', 'pefLitresPerSecond'],
      ['measured-in-future', 'measuredAt'],
      ['stream-not-of-device', null],
      ['impossible-value', 'blowsLitresPerMinute.0'],
      ['not-utf8', null],
      ['not-json', null],
    ]);
    expect(Buffer.from(mine.at(-1)!.payloadBase64, 'base64').toString()).toBe('not json at all');
    const { devices } = await line.get<DevicesResponse>('devices', {}, 'engineer');
    expect(devices.find((each) => each.deviceId === 'odd-meter')).toMatchObject({ received: 7, stored: 1, refused: 6 });
  });
});

describe('what is stored can be read back', () => {
  it('page by page, as JSON, as lines and as a table', async () => {
    const { meter } = await aPatient('pages');
    for (let i = 0; i < 5; i++) await meter.send('peakflow.session', MONDAY + i * HOUR, blows(250 + i, 248));
    await eventually(async () => (await line.observations('pages')).length === 5, 'all are stored');
    const token = await line.login('pages');
    const read = (query: string, accept: string) =>
      line.request('GET', 'observations', { patientId: 'pages' }, undefined, token, query, accept);
    const first = (await (await read('?limit=3&stream=peakflow.session', 'application/json')).json()) as {
      observations: unknown[];
      nextCursor: string;
    };
    const second = (await (await read(`?limit=3&cursor=${first.nextCursor}`, 'application/json')).json()) as {
      observations: unknown[];
      nextCursor: null;
    };
    expect([first.observations.length, second.observations.length, second.nextCursor]).toEqual([3, 2, null]);
    expect((await (await read('', 'application/x-ndjson')).text()).trim().split('\n')).toHaveLength(5);
    const table = (await (await read('', 'text/csv')).text()).trim().split('\r\n');
    expect(table).toHaveLength(6);
    expect(table[1]).toContain('peakflow.session,2026-03-02T07:00:00.000Z');
    expect((await read('?from=yesterday', 'application/json')).status).toBe(400);
  });
});
