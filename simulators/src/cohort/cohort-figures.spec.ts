import { describe, expect, it } from '@jest/globals';
import type { Observation, StreamData } from '@airway-twin/domain/measurement';
import { addDays } from '@airway-twin/domain/time';
import { drawFor } from '../patients/seeded-draw.js';
import { bootstrapped, oddsRatio, rateRatio, shareOf } from './effect-statistics.js';
import { driftBegins } from './attack-course.js';
import { autumnPeak } from './effects.js';
import { verdict } from './effect-table.js';
import { COURSE_FROM_DAY, COURSE_TO_DAY } from './person-facts.js';
import { firstMondayOfSeptember, infectionSeason, seasonsOf } from './seasons.js';
import { attackDatesOf } from './study-rows.js';
import { workPool } from './work-pool.js';

describe('figures of a study', () => {
  it('525 of 3,776 children are 13.9 % (12.8–15.0)', () => {
    const { value, low, high } = shareOf(525, 3776);
    expect([value, low, high].map((share) => Math.round(1000 * share))).toEqual([139, 128, 150]);
  });

  it('an odds ratio of 4 is found with an interval around it', () => {
    const { value, low, high } = oddsRatio({ yes: 200, no: 100 }, { yes: 100, no: 200 });
    expect(value).toBeCloseTo(3.97, 1);
    expect(low).toBeLessThan(4);
    expect(high).toBeGreaterThan(4);
  });

  it('a rate that doubles with one factor is found beside another factor that counts too', () => {
    const draw = drawFor('rates');
    const people = Array.from({ length: 3000 }, () => {
      const [exposed, other] = [draw.chance(0.5) ? 1 : 0, draw.next()];
      const rate = 0.3 * 2 ** exposed * Math.exp(other);
      let count = 0;
      for (let at = -Math.log(1 - draw.next()); at < rate; at -= Math.log(1 - draw.next())) count += 1;
      return { count, factors: [exposed, other] };
    });
    const { value, low, high } = rateRatio(people);
    expect(value).toBeGreaterThan(1.85);
    expect(value).toBeLessThan(2.15);
    expect(high / low).toBeLessThan(1.3);
  });

  it('resampling gives the same interval every time', () => {
    const mean = (some: readonly number[]) => some.reduce((sum, value) => sum + value, 0) / some.length;
    const values = Array.from({ length: 50 }, (_unused, index) => index);
    expect(bootstrapped(values, mean)).toEqual(bootstrapped(values, mean));
  });

  it('the autumn peak is where attacks are most', () => {
    const attacks = [15, 16, 17, 17, 18, 19, 40, -10].map((daysFromLaborDay) => ({
      atMs: 0,
      daysAfterCold: null,
      daysFromLaborDay,
      inWeekOfMore: false,
    }));
    expect(autumnPeak([{ attacks }])).toBeCloseTo(17.5, 0);
  });

  it('a course that leaves its usual level five days before the attack begins to drift there', () => {
    const course = Array.from({ length: COURSE_TO_DAY - COURSE_FROM_DAY + 1 }, (_unused, place) => {
      const day = place + COURSE_FROM_DAY;
      return day <= -6 || day > 6 ? 1 : 1 - 0.05 * Math.max(0, 6 - Math.abs(day));
    });
    expect(driftBegins(course)).toBe(-5);
  });

  it('an effect is met inside the published interval, not told apart beside it, and not met far from it', () => {
    const published = { low: 1.1, high: 1.3 };
    expect(verdict({ ...published, found: { value: 1.2, low: 0.9, high: 1.5 } })).toBe('yes');
    expect(verdict({ ...published, found: { value: 1.4, low: 1.2, high: 1.6 } })).toBe('not told apart');
    expect(verdict({ ...published, found: { value: 1.6, low: 1.4, high: 1.8 } })).toBe('no');
  });
});

describe('the seasons', () => {
  const dates = Array.from({ length: 730 }, (_unused, day) => addDays('2024-01-01', day));
  const seasons = seasonsOf(1, 'Europe/London', '2024-01-01', 730);

  it('today’s particles are like yesterday’s', () => {
    const particles = dates.map((date) => Math.log(seasons.day(date).pm25MicrogramsPerM3));
    const mean = particles.reduce((sum, value) => sum + value, 0) / particles.length;
    let [together, spread] = [0, 0];
    particles.forEach((value, day) => {
      spread += (value - mean) ** 2;
      if (day > 0) together += (value - mean) * (particles[day - 1]! - mean);
    });
    expect(together / spread).toBeGreaterThan(0.45);
  });

  it('children catch most colds two weeks into the school year, fewest in the holidays, and adults follow', () => {
    const year = dates.slice(0, 366);
    const most = (group: 'school-child' | 'adult') =>
      year.reduce((best, date) => (infectionSeason(date, group) > infectionSeason(best, group) ? date : best));
    const labourDay = firstMondayOfSeptember(2024);
    expect(year.indexOf(most('school-child')) - labourDay).toBeGreaterThan(9);
    expect(year.indexOf(most('school-child')) - labourDay).toBeLessThan(16);
    expect(most('adult') > most('school-child')).toBe(true);
    expect(infectionSeason('2024-08-10', 'school-child')).toBeLessThan(0.4);
  });

  it('Labor Day is the first Monday of September', () => {
    const named = [2023, 2024, 2025].map((year) => addDays(`${year}-01-01`, firstMondayOfSeptember(year)));
    expect(named).toEqual(['2023-09-04', '2024-09-02', '2025-09-01']);
  });

  it('days that are not known are refused', () => {
    expect(() => seasons.day('2026-02-01')).toThrow(RangeError);
  });
});

describe('attacks of real people', () => {
  const week = (localDate: string, told: Partial<StreamData['symptoms.week']>): Observation =>
    ({ stream: 'symptoms.week', data: { localDate, ...NO_CARE, ...told } }) as unknown as Observation;
  const NO_CARE = { oralSteroid: 'no', unscheduledDoctorDates: [], emergencyDates: [], hospitalDates: [] };

  it('start with unscheduled care, and care within two weeks belongs to the same attack', () => {
    const weeks = [
      week('2021-06-08', { unscheduledDoctorDates: ['2021-06-03'], emergencyDates: ['2021-06-05'] }),
      week('2021-06-15', { hospitalDates: ['2021-06-16'] }),
      week('2021-07-15', { emergencyDates: ['2021-07-12'] }),
    ];
    expect(attackDatesOf(weeks)).toEqual(['2021-06-03', '2021-07-12']);
  });

  it('more oral steroid than usual without a day stands in the middle of its week; the usual one is no attack', () => {
    const weeks = [
      week('2021-06-08', { oralSteroid: 'more-than-usual' }),
      week('2021-08-08', { oralSteroid: 'as-usual' }),
    ];
    expect(attackDatesOf(weeks)).toEqual(['2021-06-04']);
  });
});

describe('threads', () => {
  const module = new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      parentPort.on('message', ({ kind, place, job }) => {
        if (kind === 'job') setTimeout(() => parentPort.postMessage({ place, result: job * job }), (job * 7) % 5);
      });`)}`,
  );

  it.each([1, 3])('%d give results in the order of the jobs', async (threads) => {
    const pool = workPool(module, threads);
    const jobs = Array.from({ length: 150 }, (_unused, index) => index);
    const results: number[] = [];
    await pool.run<number, number>(jobs, (result) => void results.push(result));
    await pool.close();
    expect(results).toEqual(jobs.map((job) => job * job));
  });
});
