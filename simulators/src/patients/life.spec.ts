import { describe, expect, it } from '@jest/globals';
import { decodeDeviceMessage, topicOf } from '@airway-twin/contracts/mqtt';
import { patientProfile, symptomEntry } from '@airway-twin/contracts/http';
import { judgeBlow } from '@airway-twin/domain/spirometry';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, localDate } from '@airway-twin/domain/time';
import { COHORT_SIZE, demoCohort } from './cohort.js';
import { dayPlan } from './day-plan.js';
import type { DeviceMessage, HourOfTruth, LifeEvent } from './life-events.js';
import { settledInstant } from './life-hour.js';
import { createLife } from './life.js';
import { specAgeYears } from './patient-spec.js';
import { registrationOf } from './registration.js';

const startMs = Date.parse('2026-08-01T00:00:00Z');
const people = demoCohort();
const person = (number: number) => people[number - 1]!;
const messages = (events: readonly LifeEvent[]): DeviceMessage[] => events.filter((event) => event.kind === 'message');
const days = (count: number): number => startMs + count * MS_PER_DAY;
const doses = (events: readonly LifeEvent[], deviceId: string): number =>
  messages(events).filter((one) => one.deviceId === deviceId && one.stream === 'inhaler.actuation').length;

describe('the demo cohort', () => {
  it('is 24 invented people, children from 6 and adults, in several time zones', () => {
    const born = people.map((spec) => Number(spec.birthDate.slice(0, 4)));
    expect(COHORT_SIZE).toBe(24);
    expect(new Set(people.map((spec) => spec.patientId)).size).toBe(24);
    expect(new Set(people.map((spec) => spec.timeZone)).size).toBeGreaterThanOrEqual(5);
    expect(Math.max(...born)).toBeLessThanOrEqual(2020);
    expect(Math.min(...born)).toBeLessThan(1960);
  });

  it('has profiles that the registry accepts', () => {
    for (const profile of registrationOf(people, startMs).patients) {
      expect(patientProfile.safeParse(profile).error).toBeUndefined();
    }
  });
});

describe('a hidden life', () => {
  it('sends only what the contract accepts, for every person over two weeks', () => {
    const refused: unknown[] = [];
    for (const spec of people) {
      for (const event of createLife({ spec, seed: 1, startMs }).advanceTo(days(14))) {
        if (event.kind === 'symptom') {
          const parsed = symptomEntry.safeParse(event.entry);
          if (!parsed.success) refused.push(parsed.error.issues);
          continue;
        }
        const topic = topicOf({ site: event.site, device: event.deviceId, channel: event.stream });
        const bytes = new TextEncoder().encode(
          JSON.stringify({ ...event.payload, sentAt: '2026-09-01T00:00:00.000Z' }),
        );
        const arrival = decodeDeviceMessage(topic, bytes);
        if (arrival.kind === 'refused') refused.push({ arrival, event });
      }
    }
    expect(refused).toEqual([]);
  });

  it('keeps its truth to itself: no message and no entry has a word or a field of it', () => {
    const secret = /constriction|inflammation|narrowing|virusLoad|relieverEffect|fastLoad|slowLoad|truth|traits/i;
    const truths: HourOfTruth[] = [];
    let told = 0;
    for (const spec of people) {
      const life = createLife({ spec, seed: 1, startMs }, { onTruth: (hour) => truths.push(hour) });
      for (const event of life.advanceTo(days(10))) {
        expect(JSON.stringify(event)).not.toMatch(secret);
        told += 1;
      }
    }
    expect(told).toBeGreaterThan(1000);
    expect(JSON.stringify(truths[0])).toMatch(secret);
    expect(JSON.stringify(registrationOf(people, startMs))).not.toMatch(secret);
  });

  it('tells the truth of every hour, and that alone, to who asks for it: C with and without the reliever, and I', () => {
    const truths: HourOfTruth[] = [];
    createLife({ spec: person(5), seed: 1, startMs }, { onTruth: (hour) => truths.push(hour) }).advanceTo(days(20) - 1);
    expect(truths).toHaveLength(20 * 24);
    for (const hour of truths) {
      expect(hour.constriction).toBeLessThanOrEqual(hour.constrictionUnmasked);
      expect(hour.constrictionUnmasked).toBeLessThanOrEqual(1);
      expect(hour.inflammation).toBeGreaterThan(0);
      expect(hour.inflammation).toBeLessThanOrEqual(1);
    }
    expect(truths.some((hour) => hour.constriction < 0.8 * hour.constrictionUnmasked)).toBe(true);
  });

  it('most of its blows are acceptable by ATS/ERS 2019, and some are not', () => {
    let acceptable = 0;
    let judged = 0;
    for (const spec of people.filter((one) => one.devices.some((device) => device.part === 'spirometer'))) {
      for (const { stream, payload, atMs } of messages(createLife({ spec, seed: 2, startMs }).advanceTo(days(30)))) {
        if (stream !== 'spirometer.blow' || !('fev1Litres' in payload)) continue;
        const blow = { ...payload, flowVolumeCurve: payload.flowVolumeCurve ?? null };
        acceptable += judgeBlow(blow, specAgeYears(spec, atMs), null).fev1 === 'acceptable' ? 1 : 0;
        judged += 1;
      }
    }
    expect(judged).toBeGreaterThan(300);
    expect(acceptable / judged).toBeGreaterThan(0.88);
    expect(acceptable / judged).toBeLessThan(0.995);
  });

  it('is the same when it is told again, and another with another seed', () => {
    const told = (seed: number): string =>
      JSON.stringify(createLife({ spec: person(7), seed, startMs }).advanceTo(days(10)));
    expect(told(1)).toBe(told(1));
    expect(told(1)).not.toBe(told(2));
  });

  it('is the same when it is told in small uneven steps', () => {
    const whole = createLife({ spec: person(7), seed: 1, startMs }).advanceTo(days(3));
    const life = createLife({ spec: person(7), seed: 1, startMs });
    const steps: LifeEvent[] = [];
    for (let toMs = startMs; toMs < days(3); toMs += 17 * MS_PER_MINUTE) steps.push(...life.advanceTo(toMs));
    steps.push(...life.advanceTo(days(3)));
    expect(steps).toEqual(whole);
  });

  it('numbers the messages of each device from 0 without a gap, in the order of their time', () => {
    const next = new Map<string, number>();
    let lastMs = 0;
    for (const message of messages(createLife({ spec: person(15), seed: 1, startMs }).advanceTo(days(30)))) {
      expect(message.payload.seq).toBe(next.get(message.deviceId) ?? 0);
      next.set(message.deviceId, message.payload.seq + 1);
      expect(message.atMs).toBeGreaterThanOrEqual(lastMs);
      lastMs = message.atMs;
    }
    expect(next.size).toBe(person(15).devices.length);
  });

  it('an intervention in the middle of an hour changes nothing that is told already', () => {
    const life = createLife({ spec: person(7), seed: 1, startMs });
    const untouched = createLife({ spec: person(7), seed: 1, startMs });
    const atMs = days(2) + 7 * MS_PER_HOUR + 40 * MS_PER_MINUTE;
    const before = life.advanceTo(atMs - 1);
    life.intervene({ kind: 'reliever', atMs, puffs: 2 });
    expect(before).toEqual(untouched.advanceTo(atMs - 1));
    const after = life.advanceTo(days(3));
    const retold = createLife(life.setting, { interventions: life.interventions }).advanceTo(days(3));
    expect([...before, ...after]).toEqual(retold);
    expect(doses(after, 'demo-07-reliever')).toBe(doses(untouched.advanceTo(days(3)), 'demo-07-reliever') + 2);
    expect(() => life.intervene({ kind: 'extra-blow', atMs })).toThrow(/told already/);
  });

  it('an act near the end of an hour waits for the next', () => {
    expect(settledInstant(startMs + 58 * MS_PER_MINUTE)).toBe(startMs + MS_PER_HOUR);
    expect(settledInstant(startMs + 20 * MS_PER_MINUTE)).toBe(startMs + 20 * MS_PER_MINUTE);
  });

  it('a reliever puff widens the airways of the next blow', () => {
    const spec = { ...person(5), coldsPerYear: 0, severity: 1, habitualRelieverUsesPerDay: 0 };
    // 05:05 in New York: the hour of the trough, while the person sleeps.
    const puffAt = days(20) + 9 * MS_PER_HOUR + 5 * MS_PER_MINUTE;
    const blowAt = puffAt + 12 * MS_PER_MINUTE;
    const fev1 = (puffs: boolean): number => {
      const life = createLife(
        { spec, seed: 3, startMs },
        {
          interventions: [
            { kind: 'adherence', fromMs: startMs, toMs: days(25), share: 0 },
            ...(puffs ? [{ kind: 'reliever' as const, atMs: puffAt, puffs: 4 }] : []),
            { kind: 'extra-blow', atMs: blowAt },
          ],
        },
      );
      life.advanceTo(blowAt - 1);
      const blows = messages(life.advanceTo(blowAt + 4 * MS_PER_MINUTE)).filter(
        (one) => one.stream === 'spirometer.blow',
      );
      return Math.max(...blows.map((one) => ('fev1Litres' in one.payload ? one.payload.fev1Litres : 0)));
    };
    expect(fev1(true)).toBeGreaterThan(fev1(false) * 1.05);
  });

  it('doses that are not taken let inflammation rise, and a cold on top brings a fall over days and a recovery', () => {
    const spec = person(7);
    const narrowest = (interventions: Parameters<typeof createLife>[1]): HourOfTruth[] => {
      const truth: HourOfTruth[] = [];
      createLife(
        { spec: { ...spec, coldsPerYear: 0, adherence: 0.9 }, seed: 5, startMs },
        {
          ...interventions,
          onTruth: (hour) => truth.push(hour),
        },
      ).advanceTo(days(40));
      return truth;
    };
    const mean = (truth: HourOfTruth[], fromDay: number, toDay: number, of: 'inflammation' | 'narrowing'): number => {
      const span = truth.filter((hour) => hour.atMs >= days(fromDay) && hour.atMs < days(toDay));
      return span.reduce((sum, hour) => sum + hour[of], 0) / span.length;
    };
    const well = narrowest({});
    const story = narrowest({
      interventions: [
        { kind: 'adherence', fromMs: days(10), toMs: days(24), share: 0 },
        { kind: 'cold', atMs: days(18), strength: 1 },
      ],
    });
    expect(mean(story, 16, 18, 'inflammation')).toBeGreaterThan(mean(well, 16, 18, 'inflammation') * 1.3);
    expect(mean(story, 20, 22, 'narrowing')).toBeGreaterThan(mean(story, 17, 18, 'narrowing') + 0.1);
    expect(mean(story, 37, 40, 'narrowing')).toBeLessThan(mean(story, 20, 22, 'narrowing') - 0.1);
  });

  it('careful people take more of their doses than careless ones', () => {
    const share = (number: number): number => {
      const spec = person(number);
      const device = `${spec.patientId}-preventer`;
      const inhaler = spec.regimen.controller!;
      const due = 30 * inhaler.dosesPerDay * inhaler.puffsPerDose;
      return doses(createLife({ spec, seed: 1, startMs }).advanceTo(days(30)), device) / due;
    };
    expect(share(4)).toBeGreaterThan(0.85);
    expect(share(10)).toBeLessThan(0.4);
  });

  it('the sensor of the patient whose device falls silent sends nothing from that day on, the others go on', () => {
    const events = messages(createLife({ spec: person(23), seed: 1, startMs }).advanceTo(days(90)));
    const last = (deviceId: string): number =>
      Math.max(...events.filter((one) => one.deviceId === deviceId).map((one) => one.atMs));
    expect(last('demo-23-preventer')).toBeLessThan(days(84));
    expect(last('demo-23-peakflow')).toBeGreaterThan(days(88));
  });
});

describe('days of the plan', () => {
  it.each([
    ['Europe/Paris', '2026-10-25', 25],
    ['Europe/Paris', '2026-03-29', 23],
    ['Australia/Lord_Howe', '2026-10-04', 23.5],
    ['Asia/Kolkata', '2026-10-25', 24],
  ])('in %s the day %s has every planned act once, though it has %s hours', (timeZone, date) => {
    const spec = { ...person(4), timeZone };
    const plan = dayPlan(spec, 1, date);
    expect(plan.filter((one) => one.act === 'dose')).toHaveLength(2);
    for (const { atMs } of plan) expect(localDate(atMs, timeZone)).toBe(date);
  });

  it('in the night the clocks go back every dose is still due once', () => {
    const spec = { ...person(4), adherence: 1, timeZone: 'Europe/Paris' };
    const life = createLife({ spec, seed: 1, startMs: Date.parse('2026-10-20T00:00:00Z') });
    const events = life.advanceTo(Date.parse('2026-10-30T22:59:59Z'));
    const perDay = new Map<string, number>();
    for (const one of messages(events)) {
      if (one.deviceId !== 'demo-04-preventer' || one.stream !== 'inhaler.actuation') continue;
      const date = localDate(one.atMs, 'Europe/Paris');
      perDay.set(date, (perDay.get(date) ?? 0) + 1);
    }
    expect(perDay.get('2026-10-25')).toBe(2);
    expect([...perDay.values()].every((count) => count === 2)).toBe(true);
  });
});
