import { describe, expect, it } from '@jest/globals';
import { MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE } from '@airway-twin/domain/time';
import { narrowingOf, peakFlowBlows, perfectBlow, sessionForm, spirometryBlow } from './blow.js';
import { airwayTruth, bodyAfterHour, relieverEffect, restingBody, virusLoad, type BodyState } from './body.js';
import { demoCohort } from './cohort.js';
import { drawFor } from './seeded-draw.js';

const startMs = Date.parse('2026-08-01T00:00:00Z');
const people = demoCohort();
const person = (number: number) => people[number - 1]!;
const NOON = 12;
/** Some of them, where every one has to breathe. */
const some = people.filter((_spec, index) => index % 4 === 1);

/** The body after so many days under the same exposure, with `doses` of steroid breathed every day. */
function lived(spec: (typeof people)[number], from: BodyState, days: number, dosesPerDay: number): BodyState {
  let body = from;
  for (let hour = 0; hour < days * 24; hour++) {
    if (hour % 12 === 0) body = { ...body, steroidDoses: body.steroidDoses + dosesPerDay / 2 };
    const endMs = startMs + (hour + 1) * MS_PER_HOUR;
    body = bodyAfterHour(spec, body, { endMs, pm25MicrogramsPerM3: 10, pollenLoad: 0, chance: 0 });
  }
  return body;
}
const puffed = (body: BodyState, count: number, lasts = 1): BodyState => ({
  ...body,
  relieverPuffs: Array.from({ length: count }, () => ({ atMs: startMs, strength: 0.9, lasts })),
});

describe('the hidden airways', () => {
  it('are constricted and swollen within 0…1 in everyone', () => {
    for (const spec of people) {
      const truth = airwayTruth(spec, restingBody(spec), startMs, 4);
      for (const value of [truth.constriction, truth.constrictionUnmasked, truth.inflammation]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
    }
  });

  it('a reliever opens only what the muscle has closed: swelling stays, and without constriction nothing changes', () => {
    for (const spec of some) {
      const resting = restingBody(spec);
      const before = airwayTruth(spec, resting, startMs, 4);
      const after = airwayTruth(spec, puffed(resting, 4), startMs + 20 * MS_PER_MINUTE, 4);
      expect(after.inflammation).toBe(before.inflammation);
      expect(after.constrictionUnmasked).toBe(before.constrictionUnmasked);
      expect(after.constriction).toBeLessThan(0.5 * before.constriction);
      const swollen = {
        constriction: 0,
        constrictionUnmasked: 0,
        constrictionOfBlow: 0,
        inflammation: before.inflammation,
      };
      const best = perfectBlow(spec, startMs, swollen).fev1Litres;
      expect(perfectBlow(spec, startMs, after).fev1Litres).toBeLessThanOrEqual(best);
    }
  });

  it('a reliever is half there in minutes and half gone in 3–6 hours, formoterol in about 12', () => {
    for (const spec of people) {
      const body = puffed(restingBody(spec), 2);
      const at = (hours: number): number => relieverEffect(spec, body, startMs + hours * MS_PER_HOUR);
      const full = at(0.4);
      expect(full).toBeGreaterThan(0.55);
      expect(at(5 / 60)).toBeGreaterThan(0.5 * full);
      expect(at(2.5)).toBeGreaterThan(0.5 * full);
      expect(at(6.5)).toBeLessThan(0.5 * full);
      expect(at(10)).toBeLessThan(0.15);
      const formoterol = puffed(restingBody(spec), 2, 3);
      expect(relieverEffect(spec, formoterol, startMs + 9 * MS_PER_HOUR)).toBeGreaterThan(at(9) + 0.15);
    }
  });

  it('in a cold the reliever does less, and swelling and constriction rise to a height on days 2–5', () => {
    for (const spec of people) {
      const body = puffed(restingBody(spec), 2);
      const cold = { ...body, colds: [{ startMs: startMs - 3 * MS_PER_DAY, strength: 1 }] };
      const atMs = startMs + MS_PER_HOUR / 2;
      expect(relieverEffect(spec, cold, atMs)).toBeLessThan(0.75 * relieverEffect(spec, body, atMs));
      const load = (day: number): number => virusLoad(spec, cold, startMs - 3 * MS_PER_DAY + day * MS_PER_DAY);
      const days = [1, 2, 3, 4, 5, 6, 8, 14].map(load);
      expect(days.indexOf(Math.max(...days))).toBeGreaterThanOrEqual(1);
      expect(days.indexOf(Math.max(...days))).toBeLessThanOrEqual(4);
      expect(load(14)).toBeLessThan(0.25);
    }
  });

  it('a controller lowers swelling within days and further over weeks; without it swelling is back within two weeks', () => {
    const spec = { ...person(7), adherence: 0 };
    const untreated = restingBody(spec);
    const swelling = (body: BodyState): number => airwayTruth(spec, body, startMs, NOON).inflammation;
    const week = lived(spec, untreated, 7, 2);
    const months = lived(spec, week, 80, 2);
    const gain = swelling(untreated) - swelling(months);
    expect(gain).toBeGreaterThan(0.15);
    expect((swelling(untreated) - swelling(week)) / gain).toBeGreaterThan(0.3);
    expect((swelling(untreated) - swelling(week)) / gain).toBeLessThan(0.85);
    const stopped = lived(spec, months, 14, 0);
    expect(swelling(stopped) - swelling(months)).toBeGreaterThan(0.4 * gain);
  });

  it('an oral course works within days', () => {
    const spec = { ...person(19), adherence: 0 };
    const untreated = restingBody(spec);
    const swelling = (body: BodyState): number => airwayTruth(spec, body, startMs, NOON).inflammation;
    const course = lived(spec, { ...untreated, oralSteroidUntilMs: startMs + 6 * MS_PER_DAY }, 5, 0);
    expect(swelling(course)).toBeLessThan(0.8 * swelling(untreated));
  });

  it('are narrowest in the small hours, by some percent of peak flow', () => {
    for (const spec of some) {
      const body = restingBody(spec);
      const at = (hour: number): number =>
        perfectBlow(spec, startMs, airwayTruth(spec, body, startMs, hour)).pefLitresPerSecond;
      expect(at(4.25)).toBeLessThan(at(16.25));
      expect(at(4.25)).toBeGreaterThan(0.75 * at(16.25));
    }
  });
});

describe('blows', () => {
  const truth = { constriction: 0.2, constrictionUnmasked: 0.2, constrictionOfBlow: 0.15, inflammation: 0.25 };

  it('scatter below what the lungs can do, seldom far above', () => {
    const spec = person(19);
    const perfect = perfectBlow(spec, startMs, truth).fev1Litres;
    const blows = Array.from({ length: 300 }, (_, index) => {
      const draw = drawFor('blows', index);
      return spirometryBlow(spec, startMs, truth, sessionForm(spec, startMs, draw), draw).fev1Litres / perfect;
    });
    const sorted = blows.sort((a, b) => a - b);
    expect(sorted[150]!).toBeGreaterThan(0.95);
    expect(sorted[150]!).toBeLessThan(1.03);
    expect(sorted[2]!).toBeLessThan(0.93);
    expect(sorted[299]!).toBeLessThan(1.08);
  });

  it('narrower airways give less on every meter', () => {
    const tight = { constriction: 0.7, constrictionUnmasked: 0.7, constrictionOfBlow: 0.55, inflammation: 0.6 };
    for (const spec of some) {
      expect(narrowingOf(spec, tight)).toBeGreaterThan(narrowingOf(spec, truth) + 0.2);
      const open = Math.max(...peakFlowBlows(spec, startMs, truth, drawFor('pef', spec.patientId)));
      const closed = Math.max(...peakFlowBlows(spec, startMs, tight, drawFor('pef', spec.patientId)));
      expect(closed).toBeLessThan(0.85 * open);
    }
  });

  it('come with a loop that starts at nothing, has the reported peak and ends with the reported volume', () => {
    for (const spec of some) {
      const draw = drawFor('loop', spec.patientId);
      const blow = spirometryBlow(spec, startMs, truth, sessionForm(spec, startMs, draw), draw);
      const { volumesLitres, flowsLitresPerSecond } = blow.flowVolumeCurve;
      expect(flowsLitresPerSecond[0]).toBe(0);
      expect(Math.max(...flowsLitresPerSecond)).toBeCloseTo(blow.pefLitresPerSecond, 2);
      expect(volumesLitres.at(-1)).toBeCloseTo(blow.fvcLitres, 2);
      for (let point = 1; point < volumesLitres.length; point++) {
        expect(volumesLitres[point]!).toBeGreaterThan(volumesLitres[point - 1]!);
      }
    }
  });
});
