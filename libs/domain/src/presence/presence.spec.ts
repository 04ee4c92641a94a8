import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FRESHNESS_LIMITS, type Stream } from '../measurement/index.js';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, instantOf } from '../time/calendar.js';
import { DEVICE_KINDS, type DeviceKind } from './device-kind.js';
import { presenceView } from './device-presence.js';
import { RECONNECTS_WITHIN_MS, expectedWord, type ExpectedWord } from './expected-word.js';
import {
  PRESENCE_STATES,
  awaitWord,
  isSilenceAlarm,
  isWorse,
  judgePresence,
  type PresenceChange,
  type PresenceMemory,
  type PresenceState,
} from './presence.js';

const NOON_MS = Date.parse('2026-03-10T12:00:00Z');
const SPIROMETER = expectedWord('spirometer', [])!;
const AIR_MONITOR = expectedWord('air-monitor', [])!;

/** A device under a clock that the test sets by hand. */
function watched(expected: ExpectedWord, startMs = NOON_MS) {
  let nowMs = startMs;
  let memory: PresenceMemory = awaitWord(startMs);
  let wordAtMs: number | null = null;
  let connected: boolean | null = null;
  const changes: PresenceChange[] = [];
  const judge = (): PresenceState => {
    const step = judgePresence(memory, { wordAtMs, connected }, expected, nowMs);
    memory = step.memory;
    changes.push(...step.changes);
    return memory.state;
  };
  return {
    changes,
    judge,
    state: () => memory.state,
    view: () => presenceView(memory, expected, nowMs),
    passes(ms: number) {
      nowMs += ms;
      return judge();
    },
    speaks() {
      wordAtMs = nowMs;
      return judge();
    },
    brokerSays(there: boolean | null) {
      connected = there;
      return judge();
    },
  };
}

const heard = (expected: ExpectedWord) => {
  const device = watched(expected);
  device.speaks();
  return device;
};

const rank = (state: PresenceState): number => PRESENCE_STATES.indexOf(state);
const anyExpected = fc
  .constantFrom<DeviceKind>('inhaler-sensor', 'spirometer', 'peak-flow-meter', 'air-monitor', 'environment-feed')
  .chain((kind) =>
    fc
      .array(fc.record({ dosesPerDay: fc.option(fc.integer({ min: 0, max: 6 })) }), { maxLength: 3 })
      .map((medications) => expectedWord(kind, medications)!),
  );
const anySilenceMs = fc.integer({ min: 0, max: 60 * MS_PER_DAY });

describe('how often a device is expected to speak', () => {
  it('a meter once a day, an air monitor every hour, a replay runner never', () => {
    expect(expectedWord('peak-flow-meter', [])!.everyMs).toBe(MS_PER_DAY);
    expect(expectedWord('air-monitor', [])!.everyMs).toBe(MS_PER_HOUR);
    expect(expectedWord('replay-runner', [])).toBeNull();
  });

  it('an inhaler twice a day when all that the patient inhales is for regular use twice a day', () => {
    expect(expectedWord('inhaler-sensor', [{ dosesPerDay: 2 }])!.everyMs).toBe(12 * MS_PER_HOUR);
    expect(expectedWord('inhaler-sensor', [{ dosesPerDay: 2 }, { dosesPerDay: 1 }])!.everyMs).toBe(MS_PER_DAY);
  });

  it('the night between two doses is never silence, however many doses a day there are', () => {
    expect(expectedWord('inhaler-sensor', [{ dosesPerDay: 4 }])!.everyMs).toBe(12 * MS_PER_HOUR);
  });

  it.each([
    ['that may sit on a reliever', [{ dosesPerDay: 2 }, { dosesPerDay: 0 }]],
    ['of a regimen that is not known', [{ dosesPerDay: null }]],
    ['without a regimen', []],
  ])('a sensor %s only for its daily word about itself', (_which, medications) => {
    expect(expectedWord('inhaler-sensor', medications)!.everyMs).toBe(MS_PER_DAY);
  });

  it('silence becomes an alarm before what the device measured last is stale', () => {
    const streams: Partial<Record<DeviceKind, Stream>> = {
      'inhaler-sensor': 'inhaler.actuation',
      spirometer: 'spirometer.blow',
      'peak-flow-meter': 'peakflow.session',
      'air-monitor': 'air.reading',
      'environment-feed': 'environment.day',
    };
    for (const kind of DEVICE_KINDS) {
      const expected = expectedWord(kind, []);
      const stream = streams[kind];
      if (expected && stream) expect(expected.silentAfterMs).toBeLessThanOrEqual(FRESHNESS_LIMITS[stream].staleAfterMs);
    }
  });

  it('every kind is late before it is silent and silent before it is lost', () => {
    fc.assert(
      fc.property(anyExpected, ({ everyMs, lateAfterMs, silentAfterMs, lostAfterMs }) => {
        expect([everyMs, lateAfterMs, silentAfterMs, lostAfterMs]).toEqual(
          [everyMs, lateAfterMs, silentAfterMs, lostAfterMs].toSorted((a, b) => a - b),
        );
        expect(new Set([everyMs, lateAfterMs, silentAfterMs, lostAfterMs]).size).toBe(4);
      }),
    );
  });
});

describe('a spirometer that falls silent', () => {
  it('is online for a day and a half, then late, silent after three days, lost after two weeks', () => {
    const device = heard(SPIROMETER);
    expect(device.passes(36 * MS_PER_HOUR)).toBe('online');
    expect(device.passes(1)).toBe('late');
    expect(device.passes(36 * MS_PER_HOUR)).toBe('silent');
    expect(device.passes(11 * MS_PER_DAY)).toBe('lost');
    expect(device.changes.map(({ to, because }) => [to, because])).toEqual([
      ['late', 'silence'],
      ['silent', 'silence'],
      ['lost', 'silence'],
    ]);
  });

  it('tells how long it has been silent, what was expected and what was allowed', () => {
    const device = heard(SPIROMETER);
    device.passes(4 * MS_PER_DAY);
    expect(device.view()).toEqual({
      state: 'silent',
      because: 'silence',
      wordAtMs: NOON_MS,
      quietSinceMs: NOON_MS,
      silenceMs: 4 * MS_PER_DAY,
      expectedEveryMs: MS_PER_DAY,
      allowedMs: 3 * MS_PER_DAY,
    });
  });

  it('that was never heard is not called online, and is called silent when its first word does not come', () => {
    const device = watched(SPIROMETER);
    expect(device.view()).toMatchObject({ state: 'awaited', because: 'first-word-awaited' });
    device.passes(4 * MS_PER_DAY);
    expect(device.view()).toMatchObject({ state: 'silent', because: 'never-heard', wordAtMs: null });
  });

  it('is reported late, silent and lost in turn, each at its own time, when nobody looked for a month', () => {
    const device = heard(SPIROMETER);
    device.passes(30 * MS_PER_DAY);
    expect(device.changes.map(({ to, atMs }) => [to, atMs - NOON_MS])).toEqual([
      ['late', 1.5 * MS_PER_DAY],
      ['silent', 3 * MS_PER_DAY],
      ['lost', 14 * MS_PER_DAY],
    ]);
  });

  it('may sleep between two words: the broker’s word that it is not connected says nothing', () => {
    const device = heard(SPIROMETER);
    device.brokerSays(false);
    expect(device.passes(MS_PER_DAY)).toBe('online');
  });

  it('that is connected and says nothing is silent all the same', () => {
    const device = heard(SPIROMETER);
    device.brokerSays(true);
    expect(device.passes(4 * MS_PER_DAY)).toBe('silent');
  });
});

describe('an air monitor, which is always connected', () => {
  it('is late two minutes after the broker says that it is gone, and no more than late for that', () => {
    const device = heard(AIR_MONITOR);
    device.brokerSays(false);
    expect(device.passes(RECONNECTS_WITHIN_MS)).toBe('online');
    expect(device.passes(1)).toBe('late');
    expect(device.view()).toMatchObject({ because: 'connection-lost', allowedMs: null });
    expect(device.passes(80 * MS_PER_MINUTE)).toBe('late');
  });

  it('does not flap when its connection does', () => {
    const device = heard(AIR_MONITOR);
    for (let minute = 0; minute < 60; minute++) {
      device.brokerSays(minute % 2 === 0);
      device.passes(MS_PER_MINUTE);
    }
    expect(device.changes).toEqual([]);
  });

  it('is there when it speaks, whatever the broker said before', () => {
    const device = heard(AIR_MONITOR);
    device.brokerSays(false);
    device.passes(MS_PER_HOUR);
    expect(device.state()).toBe('late');
    expect(device.speaks()).toBe('online');
  });
});

describe('of any device', () => {
  it('a longer silence never makes a better state', () => {
    fc.assert(
      fc.property(anyExpected, anySilenceMs, anySilenceMs, (expected, one, other) => {
        const after = (ms: number) => heard(expected).passes(ms);
        expect(isWorse(after(Math.min(one, other)), after(Math.max(one, other)))).toBe(false);
      }),
    );
  });

  it('a word brings it back to online at once, from any silence', () => {
    fc.assert(
      fc.property(anyExpected, anySilenceMs, fc.option(fc.boolean()), (expected, silenceMs, connected) => {
        const device = heard(expected);
        device.brokerSays(connected);
        device.passes(silenceMs);
        device.passes(1);
        expect(device.speaks()).toBe('online');
      }),
    );
  });

  const anyLife = fc.array(
    fc.oneof(
      fc.record({ passes: fc.integer({ min: 0, max: 20 * MS_PER_DAY }) }),
      fc.record({ setBack: fc.integer({ min: 1, max: 20 * MS_PER_DAY }) }),
      fc.record({ broker: fc.option(fc.boolean()) }),
      fc.constant({ speaks: true as const }),
    ),
    { maxLength: 40 },
  );
  type Event = { passes?: number; setBack?: number; broker?: boolean | null; speaks?: true };
  const live = (device: ReturnType<typeof watched>, event: Event): void => {
    if (event.passes !== undefined) device.passes(event.passes);
    if (event.setBack !== undefined) device.passes(-event.setBack);
    if (event.broker !== undefined) device.brokerSays(event.broker);
    if (event.speaks) {
      device.passes(1);
      device.speaks();
    }
  };

  it('no step of getting worse is left out of the report, whatever the clock, the broker and the device do', () => {
    fc.assert(
      fc.property(anyExpected, anyLife, (expected, life) => {
        const device = watched(expected);
        for (const event of life) live(device, event);
        let state: PresenceState = 'online';
        for (const { from, to } of device.changes) {
          expect(from).toBe(state);
          expect(rank(to) - rank(from)).toBeLessThanOrEqual(1);
          expect(to).not.toBe(from);
          state = to;
        }
        expect(state).toBe(device.state());
      }),
    );
  });

  it('a clock that is set back never makes it worse, and a silence after that is noticed in the usual time', () => {
    fc.assert(
      fc.property(anyExpected, anyLife, fc.integer({ min: 1, max: 90 * MS_PER_DAY }), (expected, life, setBackMs) => {
        const device = watched(expected);
        for (const event of life) live(device, event);
        const before = device.state();
        expect(isWorse(device.passes(-setBackMs), before)).toBe(false);
        expect(isSilenceAlarm(device.passes(expected.silentAfterMs + 1))).toBe(true);
      }),
    );
  });

  it('looking often or once comes to the same', () => {
    fc.assert(
      fc.property(
        anyExpected,
        fc.array(fc.integer({ min: 1, max: 5 * MS_PER_DAY }), { maxLength: 12 }),
        (expected, looks) => {
          const [often, once] = [heard(expected), heard(expected)];
          for (const ms of looks) often.passes(ms);
          once.passes(looks.reduce((sum, ms) => sum + ms, 0));
          expect([often.state(), often.changes]).toEqual([once.state(), once.changes]);
        },
      ),
    );
  });

  it('only durations count: the day on which the clocks change is like any other', () => {
    const eve = instantOf('2026-03-28', 12, 'Europe/Paris');
    const ordinary = instantOf('2026-06-10', 12, 'Europe/Paris');
    fc.assert(
      fc.property(anyExpected, fc.array(anySilenceMs, { maxLength: 6 }), (expected, silences) => {
        const states = (startMs: number) => {
          const device = watched(expected, startMs);
          device.speaks();
          return silences.map((ms) => device.passes(ms));
        };
        expect(states(eve)).toEqual(states(ordinary));
      }),
    );
  });
});
