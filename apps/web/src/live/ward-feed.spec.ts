import { describe, expect, it } from '@jest/globals';
import type { WardDelta } from '@airway-twin/contracts/live';
import { aRecommendation, aWard, aWardRow, NOON_MS } from '../testing/builders.js';
import { handClock, scriptedLink } from '../testing/scripted-link.js';
import { openAlarmFeed } from './alarm-feed.js';
import { openWardFeed } from './ward-feed.js';

const ROWS = [aWardRow('demo-01'), aWardRow('demo-02'), aWardRow('demo-03')];

function frame(previousSequence: number, part: Partial<WardDelta> = {}): WardDelta {
  return {
    siteId: 'demo',
    previousSequence,
    sequence: previousSequence + 1,
    rows: [],
    order: ['demo-01', 'demo-02', 'demo-03'],
    ...part,
  };
}

function red(patientId: string, id = 'red-1') {
  return aWardRow(patientId, {
    zone: 'red',
    openRecommendations: [
      { id, ruleId: 'red-zone', urgency: 'now', status: 'sent', needsAnswerFrom: 'patient', createdAtMs: NOON_MS },
    ],
  });
}

async function opened() {
  const server = scriptedLink();
  const clock = handClock(NOON_MS);
  const ward = openWardFeed(server.link, clock);
  const alarms = openAlarmFeed(server.link, ward);
  await server.answer({ ok: true, snapshot: aWard(ROWS, 10) });
  return {
    server,
    clock,
    alarms,
    order: () => ward.store.getState().rows.map((row) => row.patientId),
    state: () => ward.store.getState(),
    calls: () => alarms.store.getState().alarms.map((alarm) => alarm.recommendationId),
  };
}

describe('the ward on screen', () => {
  it('keeps the order that the server gives', async () => {
    const { server, order, state } = await opened();
    server.emit('ward.delta', frame(10, { rows: [red('demo-03')], order: ['demo-03', 'demo-01', 'demo-02'] }));
    expect(order()).toEqual(['demo-03', 'demo-01', 'demo-02']);
    expect(state().rows[0]?.zone).toBe('red');
  });

  it('asks the server for the order, once, when frames do not carry it', async () => {
    const { server, clock, order } = await opened();
    const { order: _left, ...withoutOrder } = frame(10, { rows: [aWardRow('demo-02', { zone: 'yellow' })] });
    server.emit('ward.delta', withoutOrder);
    server.emit('ward.delta', { ...withoutOrder, previousSequence: 11, sequence: 12 });
    expect(order()).toEqual(['demo-01', 'demo-02', 'demo-03']);
    clock.forward(2500);
    expect(server.asked).toEqual(['ward']);
    await server.answer({ ok: true, snapshot: aWard([ROWS[1]!, ROWS[0]!, ROWS[2]!], 12) });
    expect(order()).toEqual(['demo-02', 'demo-01', 'demo-03']);
  });

  it('asks for the whole ward when a frame was missed', async () => {
    const { server, state } = await opened();
    server.emit('ward.delta', frame(11, { rows: [red('demo-02')] }));
    expect(state().rows[1]?.zone).toBe('green');
    expect(server.asked).toEqual(['ward']);
    await server.answer({ ok: true, snapshot: aWard(ROWS, 12) });
    expect(state()).toMatchObject({ sequence: 12, resyncs: 1, status: 'live' });
  });

  it('takes the snapshot that a slow screen is sent in place of its frames, and goes on from it', async () => {
    const { server, state } = await opened();
    server.emit('ward.snapshot', aWard([red('demo-02'), ROWS[0]!, ROWS[2]!], 30));
    expect(state()).toMatchObject({ sequence: 30, resyncs: 1, status: 'live' });
    expect(state().rows[0]?.zone).toBe('red');
    server.emit('ward.delta', frame(30, { rows: [aWardRow('demo-02', { zone: 'yellow' })] }));
    expect(state().sequence).toBe(31);
    expect(server.asked).toEqual([]);
  });

  it('never shows an older row over a newer one, and asks again until the server has caught up', async () => {
    const { server, clock, state } = await opened();
    const of = (revision: number) => aWardRow('demo-01', { revision });
    server.emit('ward.delta', frame(10, { rows: [of(50)] }));
    server.disconnect();
    server.connect();
    await server.answer({ ok: true, snapshot: aWard([of(48), ...ROWS.slice(1)], 2) });
    expect(state().rows.find((row) => row.patientId === 'demo-01')?.revision).toBe(50);
    server.emit('ward.delta', frame(2, { rows: [of(49)] }));
    expect(state().rows.find((row) => row.patientId === 'demo-01')?.revision).toBe(50);
    clock.forward(3000);
    await server.answer({ ok: true, snapshot: aWard([of(51), ...ROWS.slice(1)], 4) });
    expect(state().rows.find((row) => row.patientId === 'demo-01')?.revision).toBe(51);
    clock.forward(3000);
    expect(server.asked).toEqual([]);
  });

  it('puts a new patient into the list', async () => {
    const { server, order } = await opened();
    server.emit(
      'ward.delta',
      frame(10, { rows: [aWardRow('demo-04')], order: ['demo-01', 'demo-04', 'demo-02', 'demo-03'] }),
    );
    expect(order()).toEqual(['demo-01', 'demo-04', 'demo-02', 'demo-03']);
  });
});

describe('red-zone alarms', () => {
  it('stand at once when they are pushed, before any frame of the ward', async () => {
    const { server, calls } = await opened();
    const recommendation = aRecommendation({ id: 'red-1', ruleId: 'red-zone', urgency: 'now' });
    server.emit('alarm', { siteId: 'demo', patientId: 'demo-02', displayName: 'Demo 2', revision: 3, recommendation });
    expect(calls()).toEqual(['red-1']);
    server.emit('ward.delta', frame(10, { rows: [aWardRow('demo-01')] }));
    expect(calls()).toEqual(['red-1']);
  });

  it('are found again in the ward, with their time, when the push fell into a gap of the connection', async () => {
    const { server, alarms, calls } = await opened();
    server.disconnect();
    server.connect();
    await server.answer({ ok: true, snapshot: aWard([red('demo-02'), ROWS[0]!], 20) });
    expect(calls()).toEqual(['red-1']);
    expect(alarms.store.getState().alarms[0]?.sinceMs).toBe(NOON_MS);
  });

  it('are not doubled by the push and the ward', async () => {
    const { server, calls } = await opened();
    const recommendation = aRecommendation({ id: 'red-1', ruleId: 'red-zone', urgency: 'now' });
    server.emit('alarm', { siteId: 'demo', patientId: 'demo-02', displayName: 'Demo 2', revision: 3, recommendation });
    server.emit('ward.delta', frame(10, { rows: [red('demo-02')] }));
    expect(calls()).toEqual(['red-1']);
  });

  it('leave when someone puts them aside and do not come back with the next frame', async () => {
    const { server, alarms, calls } = await opened();
    server.emit('ward.delta', frame(10, { rows: [red('demo-02')] }));
    alarms.putAside('red-1');
    server.emit('ward.delta', frame(11, { rows: [red('demo-02')] }));
    expect(calls()).toEqual([]);
    server.emit('ward.delta', frame(12, { rows: [red('demo-03', 'red-2')] }));
    expect(calls()).toEqual(['red-2']);
  });

  it('call again, though they were put aside, when the patient has not answered and a clinician has to', async () => {
    const { server, alarms, calls } = await opened();
    server.emit('ward.delta', frame(10, { rows: [red('demo-02')] }));
    alarms.putAside('red-1');
    const asked = red('demo-02');
    const openRecommendations = asked.openRecommendations.map((each) => ({
      ...each,
      needsAnswerFrom: 'clinician' as const,
    }));
    server.emit('ward.delta', frame(11, { rows: [{ ...asked, openRecommendations }] }));
    expect(alarms.store.getState().alarms).toMatchObject([{ recommendationId: 'red-1', isEscalated: true }]);
    alarms.putAside('red-1 escalated');
    expect(calls()).toEqual([]);
  });

  it('leave when the ward says that the recommendation is closed', async () => {
    const { server, calls } = await opened();
    server.emit('ward.delta', frame(10, { rows: [red('demo-02')] }));
    expect(calls()).toEqual(['red-1']);
    server.emit('ward.delta', frame(11, { rows: [aWardRow('demo-02', { zone: 'yellow' })] }));
    expect(calls()).toEqual([]);
  });

  it('stay while the connection is lost', async () => {
    const { server, calls } = await opened();
    server.emit('ward.delta', frame(10, { rows: [red('demo-02')] }));
    server.disconnect();
    expect(calls()).toEqual(['red-1']);
  });
});
