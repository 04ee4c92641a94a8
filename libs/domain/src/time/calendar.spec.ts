import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  MS_PER_HOUR,
  MS_PER_MINUTE,
  addDays,
  daysBetween,
  instantOf,
  isTimeZone,
  localDate,
  localHour,
  utcOffsetMs,
} from './calendar.js';

describe('days of the patient’s own calendar', () => {
  it.each([
    ['2026-03-28T22:59:00Z', 'Europe/Paris', '2026-03-28'],
    ['2026-03-28T23:00:00Z', 'Europe/Paris', '2026-03-29'],
    ['2026-03-29T21:59:00Z', 'Europe/Paris', '2026-03-29'],
    ['2026-03-29T22:00:00Z', 'Europe/Paris', '2026-03-30'],
    ['2026-11-01T03:59:00Z', 'America/New_York', '2026-10-31'],
    ['2026-11-02T04:59:00Z', 'America/New_York', '2026-11-01'],
    ['2026-06-30T18:29:00Z', 'Asia/Kolkata', '2026-06-30'],
    ['2026-06-30T18:30:00Z', 'Asia/Kolkata', '2026-07-01'],
    ['2026-04-04T13:00:00Z', 'Australia/Lord_Howe', '2026-04-05'],
  ])('%s in %s is %s', (instant, zone, day) => {
    expect(localDate(Date.parse(instant), zone)).toBe(day);
  });

  it('the day on which the clocks go forward has 23 hours, the one on which they go back 25', () => {
    const hours = (day: string, zone: string) =>
      (instantOf(addDays(day, 1), 0, zone) - instantOf(day, 0, zone)) / MS_PER_HOUR;
    expect(hours('2026-03-29', 'Europe/Paris')).toBe(23);
    expect(hours('2026-10-25', 'Europe/Paris')).toBe(25);
    expect(hours('2026-10-04', 'Australia/Lord_Howe')).toBe(23.5);
    expect(hours('2026-06-01', 'Europe/Paris')).toBe(24);
  });

  it('on the days around a change of the clocks, shows at every quarter of an hour what the host shows', () => {
    const changes = [
      ['Europe/Paris', '2026-03-28'],
      ['America/New_York', '2026-10-31'],
      ['Australia/Lord_Howe', '2026-10-03'],
      ['Asia/Kolkata', '2026-03-28'],
    ] as const;
    for (const [timeZone, from] of changes) {
      const host = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
      for (let quarter = 0; quarter < 3 * 96; quarter++) {
        const atMs = Date.parse(`${from}T00:00:00Z`) + quarter * 15 * MS_PER_MINUTE;
        const shown = new Date(atMs + utcOffsetMs(atMs, timeZone)).toISOString().slice(11, 16);
        expect({ timeZone, atMs, shown }).toEqual({ timeZone, atMs, shown: host.format(atMs) });
      }
    }
  });

  it('finds the instant of any wall-clock hour that exists', () => {
    const zones = ['UTC', 'Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Apia'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 3650 }),
        fc.integer({ min: 4, max: 23 }),
        (zone, day, hour) => {
          const date = addDays('2020-01-01', day);
          const instant = instantOf(date, hour, zone);
          expect([localDate(instant, zone), Math.round(localHour(instant, zone) * 4) / 4]).toEqual([date, hour]);
        },
      ),
    );
  });

  it('counts days across a change of the clocks', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  });

  it('knows what is a time zone', () => {
    expect([isTimeZone('Europe/Paris'), isTimeZone('Mars/Base')]).toEqual([true, false]);
  });
});
