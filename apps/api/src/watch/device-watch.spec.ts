import { beforeEach, describe, expect, it } from '@jest/globals';
import { aPatient } from '@airway-twin/domain/testing';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@airway-twin/domain/time';
import type { PatientProfile } from '@airway-twin/domain/patient';
import { Registry, type Heard } from '../registry/registry.js';
import { siteKey, type RegisteredDevice } from '../registry/registry-store.js';
import { DeviceWatch, SETTLES_WITHIN_MS, type PresenceNews } from './device-watch.js';

const START_MS = Date.parse('2026-03-10T12:00:00Z');
const SITE = 'demo';

function meterOf(patientId: string, deviceId = `${patientId}-meter`): RegisteredDevice {
  return {
    siteId: SITE,
    deviceId,
    kind: 'peak-flow-meter',
    model: 'Invented meter',
    registeredAtMs: START_MS - 30 * MS_PER_DAY,
    assignments: [{ patientId, fromMs: START_MS - 30 * MS_PER_DAY, toMs: Infinity }],
    online: null,
    lastMeasuredAtMs: null,
    lastReceivedAtMs: START_MS,
  };
}

async function aWatch(devices: readonly RegisteredDevice[], profiles: readonly PatientProfile[]) {
  const registry = new Registry(async () => ({
    patients: new Map(profiles.map((profile) => [siteKey(SITE, profile.patientId), profile])),
    devices: new Map(devices.map((device) => [siteKey(SITE, device.deviceId), device])),
  }));
  await registry.reload();
  const world = {
    nowMs: START_MS,
    moves: true,
    dataClockMs: null as number | null,
    stored: new Map<string, Heard>(),
    news: [] as PresenceNews[],
    asked: 0,
  };
  const watch = new DeviceWatch({
    registry,
    clock: () => world.nowMs,
    dataClockMs: () => world.dataClockMs,
    storedHeard: async () => {
      world.asked += 1;
      return world.stored;
    },
    pipelineMoves: () => world.moves,
    changed: (news) => world.news.push(...news),
  });
  const passes = async (ms: number) => {
    world.nowMs += ms;
    await watch.lookAtAll();
  };
  /** A day of looks, as a running process takes them. */
  const days = async (count: number) => {
    for (let hour = 0; hour < count * 24; hour++) await passes(MS_PER_HOUR);
  };
  const speaks = (deviceId: string, measuredAtMs = world.nowMs) => {
    registry.notePresence(SITE, deviceId, { lastMeasuredAtMs: measuredAtMs, lastReceivedAtMs: world.nowMs });
    watch.heard(SITE, deviceId);
  };
  const stateOf = (deviceId: string) => watch.presenceOf(registry.device(SITE, deviceId)!).state;
  await watch.lookAtAll();
  return { registry, world, watch, passes, days, speaks, stateOf };
}

const living = aPatient({ siteId: SITE, patientId: 'anna', clock: 'wall' });
const replayed = aPatient({ siteId: SITE, patientId: 'rosa', clock: 'data' });

describe('the devices of a living patient', () => {
  let one: Awaited<ReturnType<typeof aWatch>>;
  beforeEach(async () => {
    one = await aWatch([meterOf('anna')], [living]);
  });

  it('an alarm stands when the meter has been silent for three days, with the times that it is told by', async () => {
    await one.days(3);
    expect([one.stateOf('anna-meter'), one.watch.silences(SITE)]).toEqual(['late', []]);
    await one.passes(MS_PER_MINUTE);
    expect(one.watch.silences(SITE)).toMatchObject([
      {
        deviceId: 'anna-meter',
        kind: 'peak-flow-meter',
        patientId: 'anna',
        clock: 'wall',
        presence: { state: 'silent', because: 'silence', quietSinceMs: START_MS, allowedMs: 3 * MS_PER_DAY },
      },
    ]);
    expect(one.watch.silences('another-site')).toEqual([]);
  });

  it('is told of once, again when it is lost, and once more when the device is heard', async () => {
    await one.days(20);
    one.speaks('anna-meter');
    expect(
      one.world.news.map(({ changes, silence }) => [changes.map(({ to }) => to), silence?.presence.state]),
    ).toEqual([
      [['late'], undefined],
      [['silent'], 'silent'],
      [['lost'], 'lost'],
      [['online'], undefined],
    ]);
    expect(one.watch.silences(SITE)).toEqual([]);
  });

  it('a word that another process took is found in the store before the device is called worse', async () => {
    one.world.stored.set(siteKey(SITE, 'anna-meter'), {
      online: true,
      lastMeasuredAtMs: null,
      lastReceivedAtMs: START_MS + MS_PER_DAY,
    });
    await one.days(2);
    expect([one.stateOf('anna-meter'), one.world.asked]).toEqual(['online', 1]);
    await one.days(0.5);
    expect(one.stateOf('anna-meter')).toBe('online');
    await one.days(0.5);
    expect(one.stateOf('anna-meter')).toBe('late');
  });

  it('while nothing arrives from anyone, and for a minute after, no device is blamed', async () => {
    one.world.moves = false;
    await one.days(10);
    expect([one.stateOf('anna-meter'), one.watch.silences(SITE)]).toEqual(['online', []]);
    one.world.moves = true;
    await one.passes(0);
    await one.passes(SETTLES_WITHIN_MS - 1);
    expect(one.watch.silences(SITE)).toEqual([]);
    await one.passes(1);
    expect(one.watch.silences(SITE)).toHaveLength(1);
    expect(one.world.news.flatMap(({ changes }) => changes.map(({ to }) => to))).toEqual(['late', 'silent']);
  });

  it('a device that is registered now is awaited from now on, however long it has been worn', async () => {
    const wornForLong = { ...meterOf('anna'), registeredAtMs: START_MS, lastReceivedAtMs: null };
    const fresh = await aWatch([wornForLong], [living]);
    expect(fresh.stateOf('anna-meter')).toBe('awaited');
    await fresh.days(3);
    expect([fresh.stateOf('anna-meter'), fresh.watch.silences(SITE)]).toEqual(['late', []]);
    await fresh.passes(MS_PER_MINUTE);
    expect(fresh.watch.silences(SITE)).toMatchObject([{ presence: { state: 'silent', quietSinceMs: START_MS } }]);
  });

  it('after a start the state is the stored one at once, and the alarm follows when devices had time to speak', async () => {
    const late = await aWatch([{ ...meterOf('anna'), lastReceivedAtMs: START_MS - 5 * MS_PER_DAY }], [living]);
    expect([late.stateOf('anna-meter'), late.watch.silences(SITE)]).toEqual(['silent', []]);
    await late.passes(SETTLES_WITHIN_MS);
    expect(late.watch.silences(SITE)).toHaveLength(1);
  });

  it('a device in a drawer calls nobody', async () => {
    const drawer = await aWatch([{ ...meterOf('anna'), assignments: [] }], [living]);
    await drawer.days(30);
    expect([drawer.stateOf('anna-meter'), drawer.world.news]).toEqual(['awaited', []]);
  });

  it('one that was handed over is awaited by its new wearer, whatever the wearer before did with it', async () => {
    const handed = await aWatch(
      [
        {
          ...meterOf('anna'),
          assignments: [{ patientId: 'anna', fromMs: START_MS + MS_PER_DAY, toMs: Infinity }],
        },
      ],
      [living],
    );
    await handed.days(2);
    expect(handed.stateOf('anna-meter')).toBe('awaited');
    await handed.days(3);
    expect(handed.watch.silences(SITE)).toMatchObject([{ presence: { because: 'never-heard' } }]);
  });
});

describe('the devices of a replayed patient', () => {
  it('are judged on the clock of the record: a replay that has ended leaves nobody silent', async () => {
    const one = await aWatch([meterOf('rosa')], [replayed]);
    const storyMs = Date.parse('2024-05-01T08:00:00Z');
    one.world.dataClockMs = storyMs;
    one.speaks('rosa-meter', Date.parse('2026-02-20T08:00:00Z'));
    await one.days(90);
    expect([one.stateOf('rosa-meter'), one.watch.silences(SITE)]).toEqual(['online', []]);
  });

  it('fall silent when the others of the record go on without them', async () => {
    const one = await aWatch([meterOf('rosa')], [replayed]);
    const storyMs = START_MS - 20 * MS_PER_DAY;
    one.speaks('rosa-meter', storyMs);
    await one.passes(SETTLES_WITHIN_MS);
    one.world.dataClockMs = storyMs + 5 * MS_PER_DAY;
    await one.passes(1000);
    await one.passes(1000);
    expect(one.watch.silences(SITE)).toMatchObject([
      { clock: 'data', presence: { quietSinceMs: storyMs, silenceMs: 5 * MS_PER_DAY } },
    ]);
    one.speaks('rosa-meter', storyMs + 9 * MS_PER_DAY);
    one.world.dataClockMs = storyMs + 9 * MS_PER_DAY;
    await one.passes(1000);
    expect([one.stateOf('rosa-meter'), one.watch.silences(SITE)]).toEqual(['online', []]);
  });

  it('that have said nothing yet are awaited, not silent', async () => {
    const one = await aWatch([{ ...meterOf('rosa'), lastReceivedAtMs: null }], [replayed]);
    one.world.dataClockMs = START_MS;
    await one.days(30);
    expect([one.stateOf('rosa-meter'), one.watch.silences(SITE)]).toEqual(['awaited', []]);
  });
});
