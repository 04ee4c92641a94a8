import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  DevicesResponse,
  HealthResponse,
  PatientSnapshot,
  ReadyResponse,
  WardResponse,
} from '@airway-twin/contracts/http';
import { Line, aProfile, eventually, nextEvent, type LiveClient, type TestDevice } from './line.js';

const DAY_MS = 86_400_000;
const SETTLED_MS = 61_000;

describe('a device that falls silent', () => {
  let line: Line;
  let meter: TestDevice;
  let aheadMs = 0;
  let screen: LiveClient;
  const now = () => Date.now() + aheadMs;
  const blow = (best: number) =>
    meter.send('peakflow.session', now(), { blowsLitresPerMinute: [best, best - 2, best - 4], reliever: 'before' });

  beforeAll(async () => {
    line = await Line.start({}, now);
    [meter] = (await line.patient(aProfile('anna', { clock: 'wall' }), { 'anna-meter': 'peak-flow-meter' })) as [
      TestDevice,
    ];
    await blow(120);
    await eventually(async () => (await line.observations('anna')).length === 1, 'the blow is stored');
    screen = await line.screen('clinician');
    aheadMs += SETTLED_MS;
    await line.server.runtime.watch.devices.lookAtAll();
  });
  afterAll(() => line.stop());

  const presence = async () =>
    (await line.get<DevicesResponse>('devices', {}, 'engineer')).devices.find((one) => one.deviceId === 'anna-meter')!
      .presence;

  it('is an alarm of its own kind on the ward and on the record, and changes nothing medical', async () => {
    const medical = async () => {
      const { rows, alertBudget } = await line.get<WardResponse>('patients', {}, 'clinician');
      return { open: rows[0]!.openRecommendations, zone: rows[0]!.zone, alertBudget };
    };
    expect(await screen.emitWithAck('silences.watch', {})).toEqual({ ok: true, snapshot: [] });
    await screen.emitWithAck('patient.watch', { patientId: 'anna' });
    const before = await medical();
    expect(before.open.map(({ ruleId }) => ruleId)).toContain('red-zone');
    const silence = nextEvent(screen, 'silences');
    const record = nextEvent(screen, 'patient.delta', ({ changed }) => changed.devices !== undefined);
    aheadMs += 3 * DAY_MS;
    await line.server.runtime.watch.devices.lookAtAll();
    expect(await silence).toMatchObject({
      begun: [{ deviceId: 'anna-meter', patientId: 'anna', presence: { state: 'silent', because: 'silence' } }],
      endedDeviceIds: [],
    });
    const { previousRevision, revision, changed } = await record;
    expect([revision - previousRevision, Object.keys(changed)]).toEqual([0, ['devices']]);
    expect(changed.devices![0]!.presence.state).toBe('silent');
    expect(await presence()).toMatchObject({ state: 'silent', expectedEveryMs: DAY_MS, allowedMs: 3 * DAY_MS });
    expect(await medical()).toEqual(before);
    expect(await screen.emitWithAck('silences.watch', {})).toMatchObject({
      ok: true,
      snapshot: [{ deviceId: 'anna-meter' }],
    });
  });

  it('patients are not told of other people’s devices', async () => {
    const anna = await line.screen('anna');
    expect(await anna.emitWithAck('silences.watch', {})).toEqual({ ok: false, error: 'forbidden' });
  });

  it('is there again with its first word', async () => {
    const over = nextEvent(screen, 'silences');
    await blow(290);
    expect(await over).toEqual({ begun: [], endedDeviceIds: ['anna-meter'] });
    expect((await presence()).state).toBe('online');
    const snapshot = await line.get<PatientSnapshot>('patient', { patientId: 'anna' }, 'clinician');
    expect(snapshot.devices[0]!.presence).toMatchObject({ state: 'online', because: 'word' });
  });
});

describe('a pipeline that stands', () => {
  it('is not ready without its broker, says since when, tells every screen, and blames no device for it', async () => {
    let aheadMs = 0;
    const now = () => Date.now() + aheadMs;
    const line = await Line.start({}, now);
    try {
      const health = async () => (await (await line.request('GET', 'health', {})).json()) as HealthResponse;
      const ready = async () => {
        const response = await line.request('GET', 'ready', {});
        return [response.status, (await response.json()) as ReadyResponse] as const;
      };
      await eventually(async () => (await ready())[0] === 200, 'it is subscribed and the store has answered');
      expect(await ready()).toEqual([200, { ready: true, waitsFor: [] }]);
      const [meter] = (await line.patient(aProfile('anna', { clock: 'wall' }), {
        'anna-meter': 'peak-flow-meter',
      })) as [TestDevice];
      await meter.send('peakflow.session', now(), { blowsLitresPerMinute: [290, 288], reliever: 'before' });
      await eventually(async () => (await line.observations('anna')).length === 1, 'the blow is stored');
      const screen = await line.screen('anna');
      expect(await screen.emitWithAck('pipeline.watch', {})).toMatchObject({
        ok: true,
        snapshot: { standsSinceMs: null },
      });
      const stands = nextEvent(screen, 'pipeline');
      await meter.client.endAsync(true);
      await line.broker.stop();
      await eventually(() => !line.server.runtime.link.connected, 'the link is down');
      line.server.runtime.watch.watchdog.look();
      expect(await ready()).toEqual([503, { ready: false, waitsFor: ['broker'] }]);
      expect((await health()).pipeline.standsSinceMs).toBeNull();
      const downSinceMs = now();
      aheadMs += 4 * DAY_MS;
      expect((await stands).standsSinceMs).toBeLessThanOrEqual(downSinceMs);
      expect(await health()).toMatchObject({
        status: 'degraded',
        pipeline: {
          parts: [{ name: 'broker-link', waiting: 1 }, { name: 'store' }, { name: 'writer' }, { name: 'outbox' }],
        },
      });
      await line.server.runtime.watch.devices.lookAtAll();
      expect(line.server.runtime.watch.devices.silences('demo')).toEqual([]);
    } finally {
      await line.stop();
    }
  });
});
