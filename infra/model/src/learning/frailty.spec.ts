import { describe, expect, it } from '@jest/globals';
import { inventedRows } from './invented-rows.js';
import { expectedAndObserved, frailtyShapeOf, personalRisks } from './frailty.js';
import { patientDays } from './patient-days.js';

const days = patientDays(inventedRows(8, 60));
/** The same risk for everyone every day: whatever differs between people is their own. */
const flat = new Float64Array(days.count).fill(0.03);

describe('the personal factor', () => {
  it('is seen to differ widely where people were invented so, and hardly where they were not', () => {
    const alike = patientDays(inventedRows(8, 60, 1000));
    const shape = frailtyShapeOf(expectedAndObserved(days, days.people, flat));
    const shapeAlike = frailtyShapeOf(expectedAndObserved(alike, alike.people, flat.subarray(0, alike.count)));
    expect(shape).toBeLessThan(shapeAlike);
    const spread = Array.from({ length: 400 }, (_unused, at) => ({ expected: 2, observed: at % 2 === 0 ? 0 : 4 }));
    expect(frailtyShapeOf(spread)).toBeLessThan(1.5);
    expect(frailtyShapeOf(spread.map(() => ({ expected: 2, observed: 2 })))).toBeGreaterThan(100);
  });

  it('learns from past days only: what comes later changes nothing before', () => {
    const { from, to } = days.people.find((each) =>
      days.attackToday.subarray(each.from + 30, each.to - 30).includes(1),
    )!;
    const attack = days.attackToday.indexOf(1, from + 30);
    const without = { ...days, attackToday: Uint8Array.from(days.attackToday).fill(0, attack, to) };
    const [known, unknown] = [days, without].map((each) => personalRisks(each, days.people, flat, 2));
    expect(known!.subarray(from, attack + 1)).toEqual(unknown!.subarray(from, attack + 1));
    expect(known![attack + 1]!).toBeGreaterThan(unknown![attack + 1]!);
    expect(known!.subarray(0, from)).toEqual(unknown!.subarray(0, from));
  });

  it('lowers the risk of weeks without attack slowly, and never to nothing', () => {
    const quiet = { ...days, attackToday: new Uint8Array(days.count) };
    const risks = personalRisks(quiet, days.people, flat, 2);
    const [first, last] = [risks[days.people[0]!.from]!, risks[days.people[0]!.to - 1]!];
    expect(first).toBeCloseTo(0.03, 10);
    expect(last).toBeLessThan(first);
    expect(last).toBeGreaterThan(0.03 / 4);
  });
});
