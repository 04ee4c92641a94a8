import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { aQuestionnaire, aPeakFlowSession, at } from '../testing/a-story.js';
import { calendarDay, localDate } from '../time/calendar.js';
import { attackDaysToldBy } from './attack-reports.js';
import { offsetOf, personalOffset, populationOffset, trigamma } from './personal-offset.js';
import {
  EMPTY_PERSONAL_RECORD,
  recordAfterReport,
  recordAfterScore,
  summaryOf,
  type PersonalRecord,
} from './personal-record.js';

const NEVER = { expected: 0, observed: 0 };

/** Scored on each day from `from`, always with the same risk. */
function watched(from: number, days: number, risk = 0.07, record: PersonalRecord = EMPTY_PERSONAL_RECORD) {
  let after = record;
  for (let day = from; day < from + days; day++) after = recordAfterScore(after, day, risk);
  return after;
}

describe('what a patient’s own weeks add', () => {
  it('is nothing without weeks, and as uncertain as patients differ', () => {
    expect(personalOffset(NEVER, 2)).toEqual({ logOdds: 0, variance: trigamma(2) });
    expect(summaryOf(EMPTY_PERSONAL_RECORD)).toEqual({ expected: 0, observed: 0, weeks: 0, throughDay: null });
  });

  it('rises with attacks beyond those expected, falls with quiet weeks, and is surer the more was seen', () => {
    const amount = fc.double({ min: 0, max: 20, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 20, noNaN: true }),
        amount,
        fc.nat(20),
        amount,
        (shape, expected, observed, more) => {
          const before = personalOffset({ expected, observed }, shape);
          expect(personalOffset({ expected, observed: observed + 1 }, shape).logOdds).toBeGreaterThan(before.logOdds);
          expect(personalOffset({ expected: expected + more, observed }, shape).logOdds).toBeLessThanOrEqual(
            before.logOdds,
          );
          expect(personalOffset({ expected, observed: observed + 1 }, shape).variance).toBeLessThan(before.variance);
          // shrunk: never as far as the patient's own count alone would go
          const own = Math.log((observed + 1e-9) / (expected + 1e-9));
          expect(Math.abs(before.logOdds)).toBeLessThanOrEqual(Math.abs(own) + 1e-6);
        },
      ),
    );
  });

  it('is right on average over patients drawn from the prior', () => {
    // Clayton's model with k = 2 and 0.5 expected attacks: the posterior mean of the factor, by Bayes, over its exact distribution
    const [shape, expected] = [2, 0.5];
    let meanFactor = 0;
    let chance = (shape / (shape + expected)) ** shape;
    for (let observed = 0; observed < 60; observed++) {
      meanFactor += chance * Math.exp(personalOffset({ expected, observed }, shape).logOdds);
      chance *= ((shape + observed) / (observed + 1)) * (expected / (shape + expected));
    }
    expect(meanFactor).toBeCloseTo(1, 10);
  });

  it('knows the trigamma function', () => {
    expect(trigamma(1)).toBeCloseTo(Math.PI ** 2 / 6, 9);
    expect(trigamma(0.5)).toBeCloseTo(Math.PI ** 2 / 2, 9);
    expect(trigamma(30)).toBeCloseTo(1 / 30 + 1 / 1800 + 1 / 162000, 8);
  });
});

describe('what the people of a site add', () => {
  it('is nothing before anyone was watched, and follows the base rate of those who were', () => {
    expect(populationOffset([], 2).logOdds).toBe(0);
    const people = Array.from({ length: 400 }, () => ({ expected: 0.5, observed: 1 }));
    expect(Math.exp(populationOffset(people, 2).logOdds)).toBeCloseTo(2, 1);
    expect(Math.exp(populationOffset(people.slice(0, 2), 2).logOdds)).toBeLessThan(1.3);
  });

  it('learns less from ten attacks of one patient than from one attack each of ten', () => {
    const ofOne = populationOffset([{ expected: 4, observed: 10 }], 2);
    const ofTen = populationOffset(
      Array.from({ length: 10 }, () => ({ expected: 0.4, observed: 1 })),
      2,
    );
    expect(ofOne.logOdds).toBeLessThan(ofTen.logOdds);
    expect(ofOne.variance).toBeGreaterThan(ofTen.variance);
  });

  it('is not learnt a second time by each of them', () => {
    const people = Array.from({ length: 1000 }, () => ({ expected: 1, observed: 2 }));
    const site = populationOffset(people, 2);
    expect(offsetOf(people[0]!, site, 2).logOdds).toBeCloseTo(Math.log(2), 1);
  });
});

describe('the record of a patient’s weeks', () => {
  it('expects a seventh of the week’s risk each day, and counts the first score of a day alone', () => {
    const once = watched(100, 14);
    expect(summaryOf(once)).toMatchObject({ weeks: 2, observed: 0, throughDay: 113 });
    expect(summaryOf(once).expected).toBeCloseTo(14 * 0.01, 12);
    expect(recordAfterScore(once, 113, 0.9)).toBe(once);
    expect(recordAfterScore(once, 101, 0.9)).toBe(once);
  });

  it('lets a score stand for the days after it until the next, and not for a silence longer than its week', () => {
    expect(summaryOf(recordAfterScore(watched(100, 1), 105, 0.07)).weeks).toBeCloseTo(6 / 7, 12);
    expect(summaryOf(recordAfterScore(watched(100, 1), 150, 0.07)).weeks).toBeCloseTo(8 / 7, 12);
  });

  it('counts an attack once, however often and by whatever questionnaire it is told', () => {
    const told = recordAfterReport(watched(100, 60), [120, 121, 134]);
    expect(summaryOf(told)).toMatchObject({ observed: 1 });
    expect(summaryOf(told).weeks).toBeCloseTo((60 - 14) / 7, 12);
    expect(recordAfterReport(told, [121, 120])).toBe(told);
    expect(summaryOf(recordAfterReport(told, [135])).observed).toBe(2);
  });

  it('counts no attack of a time in which the patient was not watched', () => {
    expect(summaryOf(recordAfterReport(watched(100, 10), [50, 99, 130])).observed).toBe(0);
  });

  it('is the same whether reports come in time, late or twice, as long as their days are not settled', () => {
    const reports = fc.array(fc.tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 59 })), {
      maxLength: 8,
    });
    fc.assert(
      fc.property(reports, (told) => {
        let inTime = EMPTY_PERSONAL_RECORD;
        let late = EMPTY_PERSONAL_RECORD;
        for (let day = 0; day <= 150; day++) {
          const risk = 0.01 + (day % 5) / 100;
          inTime = recordAfterScore(
            recordAfterReport(
              inTime,
              startsOf(told, (start) => start === day),
            ),
            day,
            risk,
          );
          const arrived = startsOf(told, (start, delay) => start + delay === day);
          late = recordAfterReport(recordAfterScore(late, day, risk), arrived);
          late = recordAfterReport(late, arrived);
        }
        expect(late).toEqual(inTime);
      }),
    );
    function startsOf(told: readonly [number, number][], when: (start: number, delay: number) => boolean) {
      return told.filter(([start, delay]) => when(start, delay)).map(([start]) => start);
    }
  });

  it('stays small over years, and its sums do not change when days are settled', () => {
    const years = recordAfterReport(watched(0, 30), [10]);
    const long = watched(30, 1000, 0.07, years);
    expect(long.watched.length).toBeLessThanOrEqual(60);
    expect(summaryOf(long)).toMatchObject({ observed: 1 });
    expect(summaryOf(long).weeks).toBeCloseTo((1030 - 14) / 7, 9);
    expect(summaryOf(long).expected).toBeCloseTo((1030 - 14) * 0.01, 9);
  });
});

describe('an attack is told by the weekly questionnaire', () => {
  const today = calendarDay(localDate(at(20, 9), 'UTC'));

  it('as the first day of unscheduled care, or, when none is named, a steroid course in the middle of the week', () => {
    const steroid = aQuestionnaire(at(20, 9), 'more-than-usual');
    expect(attackDaysToldBy(steroid)).toEqual([today - 3]);
    if (steroid.stream !== 'symptoms.week') throw new Error('expected a questionnaire');
    const cared = {
      ...steroid.data,
      emergencyDates: [localDate(at(18), 'UTC')],
      hospitalDates: [localDate(at(19), 'UTC')],
    };
    expect(attackDaysToldBy({ ...steroid, data: cared })).toEqual([today - 2]);
  });

  it('and by nothing else', () => {
    expect(attackDaysToldBy(aQuestionnaire(at(20, 9), 'no'))).toEqual([]);
    expect(attackDaysToldBy(aQuestionnaire(at(20, 9), 'as-usual'))).toEqual([]);
    expect(attackDaysToldBy(aQuestionnaire(at(20, 9), 'unsure'))).toEqual([]);
    expect(attackDaysToldBy(aPeakFlowSession(at(20, 9), 90, 90))).toEqual([]);
  });
});
