import { describe, expect, it } from '@jest/globals';
import { SCENARIOS } from '@airway-twin/contracts/replay';
import { MS_PER_DAY, MS_PER_MINUTE } from '@airway-twin/domain/time';
import { demoCohort } from '../patients/cohort.js';
import type { DeviceMessage, HourOfTruth } from '../patients/life-events.js';
import { createLife, type Life } from '../patients/life.js';
import { SCENARIO } from './scenario.js';
import { hasRoom, storyLifeStart, storyPatient, storyStart, tellStory } from './story.js';

const now = Date.parse('2026-11-20T10:17:00Z');
const like = demoCohort()[6]!;

function freshLife(name: (typeof SCENARIOS)[number], truth: HourOfTruth[] = []): Life {
  const startMs = storyLifeStart(SCENARIO[name], now);
  const spec = storyPatient(like, 1, SCENARIO[name]);
  const life = createLife({ spec, seed: 1, startMs }, { onTruth: (hour) => truth.push(hour) });
  life.advanceTo(storyStart(startMs));
  return life;
}
const messagesOf = (events: readonly { kind: string }[]): DeviceMessage[] =>
  events.filter((event): event is DeviceMessage => event.kind === 'message');

describe('stories', () => {
  it.each(SCENARIOS)('%s on a fresh patient never runs past the wall clock', (name) => {
    const { events, endMs } = tellStory(freshLife(name), SCENARIO[name]);
    expect(endMs).toBeLessThan(now);
    expect(Math.max(...events.map((event) => event.atMs))).toBeLessThanOrEqual(endMs);
  });

  it.each(SCENARIOS)('%s goes on after what the patient lived before', (name) => {
    const life = freshLife(name);
    const toldUntilMs = life.toldUntilMs;
    const { events } = tellStory(life, SCENARIO[name]);
    expect(Math.min(...events.map((event) => event.atMs))).toBeGreaterThan(toldUntilMs);
  });

  it('in the week without preventer the preventer is silent and inflammation rises', () => {
    const truth: HourOfTruth[] = [];
    const life = freshLife('missed-preventer-week', truth);
    const before = truth.at(-1)!.inflammation;
    const { events, startMs } = tellStory(life, SCENARIO['missed-preventer-week']);
    const doses = messagesOf(events).filter(
      (one) => one.deviceId.endsWith('-preventer') && one.stream === 'inhaler.actuation',
    );
    expect(doses.filter((one) => one.atMs > startMs)).toEqual([]);
    expect(truth.at(-1)!.inflammation).toBeGreaterThan(before * 1.5);
  });

  it('a cold leads to an attack: peak flow falls over days below the half of its best, with relievers in parallel, then recovers', () => {
    const truth: HourOfTruth[] = [];
    const { startMs } = tellStory(freshLife('cold-to-attack', truth), SCENARIO['cold-to-attack']);
    const worst = (day: number): number =>
      Math.max(
        ...truth
          .filter((hour) => hour.atMs >= startMs + day * MS_PER_DAY && hour.atMs < startMs + (day + 1) * MS_PER_DAY)
          .map((hour) => hour.narrowing),
      );
    expect(worst(0)).toBeLessThan(0.3);
    expect(Math.max(worst(2), worst(3), worst(4))).toBeGreaterThan(0.65);
    expect(worst(8)).toBeLessThan(Math.max(worst(3), worst(4)) * 0.8);
    expect(truth.some((hour) => hour.attack)).toBe(true);
  });

  it('the puff comes within a second of the story and the blow ten minutes later', () => {
    const { events, startMs } = tellStory(freshLife('reliever-puff-now'), SCENARIO['reliever-puff-now']);
    const puffs = messagesOf(events).filter((one) => one.deviceId.endsWith('-reliever') && one.atMs >= startMs);
    expect(puffs[0]!.atMs - startMs).toBeLessThanOrEqual(1000);
    expect(puffs.length).toBeGreaterThanOrEqual(2);
    const blow = messagesOf(events).find((one) => one.stream === 'spirometer.blow' && one.atMs > puffs[0]!.atMs);
    expect(blow!.atMs - startMs).toBe(10 * MS_PER_MINUTE);
    expect(blow!.payload).toMatchObject({ reliever: 'after' });
  });

  it('in the week when technique slips every dose is taken and hardly one inhaled well', () => {
    const { events, startMs } = tellStory(freshLife('technique-slips'), SCENARIO['technique-slips']);
    const flows = messagesOf(events)
      .filter((one) => one.deviceId.endsWith('-preventer') && one.atMs > startMs)
      .flatMap(({ payload }) =>
        'peakInspiratoryFlowLitresPerMinute' in payload ? (payload.peakInspiratoryFlowLitresPerMinute ?? []) : [],
      );
    expect(flows.length).toBeGreaterThanOrEqual(11);
    expect(flows.filter((flow) => flow < 30).length / flows.length).toBeGreaterThan(0.7);
  });

  it('a device that goes silent leaves and comes back, and what it measured meanwhile is told', () => {
    const { events } = tellStory(freshLife('device-goes-silent'), SCENARIO['device-goes-silent']);
    const links = events.filter((event) => event.kind === 'link');
    expect(links.map((link) => link.online)).toEqual([false, false, true, true]);
    const kept = messagesOf(events).filter(
      (one) => one.deviceId === links[0]!.deviceId && one.atMs > links[0]!.atMs && one.atMs < links.at(-1)!.atMs,
    );
    expect(kept.length).toBeGreaterThan(0);
  });

  it('in the polluted week the air monitor shows it', () => {
    const { events, startMs } = tellStory(freshLife('polluted-week'), SCENARIO['polluted-week']);
    const particles = messagesOf(events)
      .filter((one) => one.stream === 'environment.day' && one.atMs > startMs)
      .map(({ payload }) => ('pm25MicrogramsPerM3' in payload ? (payload.pm25MicrogramsPerM3 ?? 0) : 0));
    expect(Math.min(...particles)).toBeGreaterThan(15);
  });

  it('a patient at the wall clock has no room for a week, one a week behind it has', () => {
    const startMs = now - 30 * MS_PER_DAY;
    const life = createLife({ spec: like, seed: 1, startMs });
    expect(hasRoom(life, SCENARIO['missed-preventer-week'], now)).toBe(true);
    life.advanceTo(now - 60 * MS_PER_MINUTE);
    expect(hasRoom(life, SCENARIO['missed-preventer-week'], now)).toBe(false);
    expect(hasRoom(life, SCENARIO['reliever-puff-now'], now)).toBe(true);
  });
});
