import { describe, expect, it } from '@jest/globals';
import { aSilence, aWard, aWardRow, NOON_MS } from '../testing/builders.js';
import { handClock, scriptedLink } from '../testing/scripted-link.js';
import { openAlarmFeed } from './alarm-feed.js';
import { openPipelineFeed } from './pipeline-feed.js';
import { openSilenceFeed } from './silence-feed.js';
import { openWardFeed } from './ward-feed.js';

const DAY_MS = 86_400_000;
const silentFor = (deviceId: string, days: number) => {
  const { presence } = aSilence();
  return aSilence({ deviceId, presence: { ...presence, quietSinceMs: NOON_MS - days * DAY_MS } });
};

describe('the silent devices on a screen', () => {
  it('are those of the snapshot, then what changes, the longest silence first', async () => {
    const server = scriptedLink();
    const { store } = openSilenceFeed(server.link, handClock(NOON_MS));
    const shown = () => store.getState().silences.map(({ deviceId }) => deviceId);
    await server.answer({ ok: true, snapshot: [silentFor('a', 4)] });
    server.emit('silences', { begun: [silentFor('b', 9), silentFor('c', 3)], endedDeviceIds: [] });
    expect(shown()).toEqual(['b', 'a', 'c']);
    server.emit('silences', { begun: [silentFor('c', 12)], endedDeviceIds: ['a'] });
    expect(shown()).toEqual(['c', 'b']);
  });

  it('a change that comes before the snapshot is not forgotten, and a reconnect asks again', async () => {
    const server = scriptedLink();
    const { store } = openSilenceFeed(server.link, handClock(NOON_MS));
    server.emit('silences', { begun: [], endedDeviceIds: ['a'] });
    await server.answer({ ok: true, snapshot: [silentFor('a', 4), silentFor('b', 4)] });
    expect(store.getState().silences.map(({ deviceId }) => deviceId)).toEqual(['b']);
    server.disconnect();
    expect(store.getState().status).toBe('lost');
    server.connect();
    await server.answer({ ok: true, snapshot: [] });
    expect(store.getState()).toMatchObject({ status: 'live', silences: [] });
  });

  it('open and close no medical alarm', async () => {
    const server = scriptedLink();
    const clock = handClock(NOON_MS);
    const ward = openWardFeed(server.link, clock);
    const alarms = openAlarmFeed(server.link, ward);
    openSilenceFeed(server.link, clock);
    const red = {
      id: 'r1',
      ruleId: 'red-zone',
      urgency: 'now',
      status: 'sent',
      needsAnswerFrom: 'patient',
      createdAtMs: NOON_MS,
    } as const;
    await server.answer({ ok: true, snapshot: aWard([aWardRow('demo-01', { openRecommendations: [red] })], 1) });
    await server.answer({ ok: true, snapshot: [aSilence()] });
    const open = alarms.store.getState().alarms;
    expect(open.map(({ recommendationId }) => recommendationId)).toEqual(['r1']);
    server.emit('silences', { begun: [aSilence({ patientId: 'demo-02', deviceId: 'x' })], endedDeviceIds: [] });
    server.emit('silences', { begun: [], endedDeviceIds: [aSilence().deviceId] });
    expect(alarms.store.getState().alarms).toBe(open);
  });
});

describe('the pipeline on a screen', () => {
  const status = { atMs: NOON_MS, parts: [], eventLoop: { longestPauseMs: 0, blockedAtMs: null } };

  it('stands since when the server says so, until it says that it moves again', async () => {
    const server = scriptedLink();
    const { store } = openPipelineFeed(server.link, handClock(NOON_MS));
    expect(store.getState().pipeline).toBeNull();
    await server.answer({ ok: true, snapshot: { ...status, standsSinceMs: null } });
    server.emit('pipeline', { ...status, standsSinceMs: NOON_MS - 60_000 });
    expect(store.getState().pipeline?.standsSinceMs).toBe(NOON_MS - 60_000);
    server.emit('pipeline', { ...status, standsSinceMs: null });
    expect(store.getState().pipeline?.standsSinceMs).toBeNull();
  });
});
