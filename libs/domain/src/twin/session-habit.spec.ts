import { describe, expect, it } from '@jest/globals';
import { at } from '../testing/a-story.js';
import { mixtureQuantile } from './normal.js';
import { foretell, rememberSession, sessionNoiseSd, unknownHabit, type SessionHabit } from './session-habit.js';

/** What the airways foretell here is always the same, so that all that changes is the person's habit. L/s, as peak flow. */
const AIRWAYS = { mean: Math.log(5), variance: 0.002 };
/** Chance of a person, without chance: quantiles of the standard normal in an order that does not trend. */
const QUIRKS = [0.3, -1.1, 0.8, -0.3, 1.5, -0.7, 0.1, 1.1, -1.5, 0.5, -0.1, 0.7, -0.5, -0.8];

function after(sessions: readonly { day: number; hour: number; ln: number }[]): SessionHabit {
  return sessions.reduce(
    (habit, { day, hour, ln }) => rememberSession(habit, 'pef', AIRWAYS, ln, at(day, hour), hour),
    unknownHabit(at(0), AIRWAYS.mean),
  );
}
/** Morning sessions with that much chance; `dip`: how much lower than in the evening. */
const mornings = (days: number, sd: number) =>
  Array.from({ length: days }, (_unused, day) => ({
    day,
    hour: 8,
    ln: AIRWAYS.mean + sd * QUIRKS[day % QUIRKS.length]!,
  }));
const twiceDaily = (days: number, dip: number) =>
  mornings(days, 0.02).flatMap(({ day, ln }) => [
    { day, hour: 7, ln: ln - dip },
    { day, hour: 19, ln },
  ]);
function next(habit: SessionHabit, day: number, hour = 8) {
  const parts = foretell(habit, 'pef', AIRWAYS, at(day, hour), hour);
  const quantile = (share: number) => mixtureQuantile(parts, share);
  return { low: quantile(0.1), mid: quantile(0.5), high: quantile(0.9) };
}

describe('how a person’s sessions usually are', () => {
  it('is what the airways foretell while none was seen, with a wide band', () => {
    const { low, mid, high } = next(unknownHabit(at(0), AIRWAYS.mean), 0);
    expect(Math.abs(mid - AIRWAYS.mean)).toBeLessThan(0.03);
    expect(high - low).toBeGreaterThan(0.25);
  });

  it('follows a level beside that of the airways within two weeks', () => {
    const higher = mornings(14, 0.03).map((one) => ({ ...one, ln: one.ln + 0.12 }));
    expect(next(after(higher), 14).mid - AIRWAYS.mean).toBeGreaterThan(0.09);
  });

  it('hardly moves for one stray blow of 900 L/min', () => {
    const before = next(after(mornings(14, 0.04)), 15);
    const stray = next(after([...mornings(14, 0.04), { day: 14, hour: 8, ln: Math.log(900 / 60) }]), 15);
    expect(Math.abs(stray.mid - before.mid)).toBeLessThan(0.03);
  });

  it('hardly moves for one weak effort', () => {
    const before = next(after(mornings(14, 0.04)), 15);
    const weak = next(after([...mornings(14, 0.04), { day: 14, hour: 8, ln: Math.log(2.5) }]), 15);
    expect(Math.abs(weak.mid - before.mid)).toBeLessThan(0.05);
  });

  it('has a wider band for a person whose sessions vary more', () => {
    const width = (sd: number) => {
      const { low, high } = next(after(mornings(28, sd)), 28);
      return high - low;
    };
    expect(width(0.12)).toBeGreaterThan(2 * width(0.02));
  });

  it('knows how much they vary, within a third, after four weeks', () => {
    for (const sd of [0.04, 0.06, 0.1]) {
      const noise = sessionNoiseSd(after(mornings(28, sd)), 'pef');
      expect(noise).toBeGreaterThan((sd * 2) / 3);
      expect(noise).toBeLessThan((sd * 4) / 3);
    }
  });

  it('takes FEV1 for steadier than peak flow', () => {
    const habit = unknownHabit(at(0), AIRWAYS.mean);
    expect(sessionNoiseSd(habit, 'fev1')).toBeLessThan(0.5 * sessionNoiseSd(habit, 'pef'));
  });

  it('learns a morning dip of a tenth, and finds none in a person who has none', () => {
    const dip = (habit: SessionHabit) => next(habit, 21, 19).mid - next(habit, 21, 7).mid;
    expect(dip(after(twiceDaily(21, 0.1)))).toBeGreaterThan(0.07);
    expect(dip(after(twiceDaily(21, 0.1)))).toBeLessThan(0.13);
    expect(Math.abs(dip(after(twiceDaily(21, 0))))).toBeLessThan(0.02);
  });

  it('is less sure of the next session after weeks of silence', () => {
    const habit = after(mornings(14, 0.04));
    const width = (day: number) => next(habit, day).high - next(habit, day).low;
    expect(width(44)).toBeGreaterThan(width(14));
  });

  it('foretells with parts whose weights add up to one', () => {
    const sum = foretell(after(mornings(5, 0.04)), 'pef', AIRWAYS, at(6), 8).reduce(
      (all, { weight }) => all + weight,
      0,
    );
    expect(sum).toBeCloseTo(1, 9);
  });

  it('stays finite for a blow that is all but impossible', () => {
    const habit = after([...mornings(3, 0.04), { day: 3, hour: 8, ln: Math.log(0.01) }, { day: 4, hour: 8, ln: 3 }]);
    Object.values(next(habit, 5)).forEach((value) => expect(Number.isFinite(value)).toBe(true));
  });
});
