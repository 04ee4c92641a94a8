import { describe, expect, it } from '@jest/globals';
import type { Observation } from '../measurement/observation.js';
import { aDiaryDay, aPatient, aPeakFlowSession, aPollenDay, aQuestionnaire, aTwin, at } from '../testing/a-story.js';
import { presentTwin } from './present.js';
import { isDiaryDayPossible } from './symptoms.js';
import { shownInflammation } from './traits.js';

const sentAt = (atMs: number, entry: Observation): Observation => ({ ...entry, measuredAtMs: atMs });
const zoneAt = (nowMs: number, ...story: Observation[]) => presentTwin(aTwin(aPatient(), story), nowMs).zone;

describe('a diary day that has not yet begun', () => {
  const mistyped = sentAt(at(10, 9), aDiaryDay(10, { localDate: '2062-06-01', nightWaking: true }));

  it('does not hide the danger signs of the days that follow', () => {
    const zone = zoneAt(at(11, 22), mistyped, aDiaryDay(11, { redFlags: ['blue-lips'] }));
    expect(zone).toMatchObject({
      value: 'red',
      reasons: expect.arrayContaining([expect.objectContaining({ flag: 'blue-lips' })]),
    });
  });

  it('leaves the diary and the belief about the airways as they were', () => {
    const blown = aPeakFlowSession(at(10, 8), 290, 285);
    const before = aTwin(aPatient(), [aDiaryDay(9), blown]);
    const after = aTwin(aPatient(), [aDiaryDay(9), blown, mistyped]);
    expect(after.symptoms).toEqual(before.symptoms);
    expect(shownInflammation(after.traits!).mid).toBeCloseTo(shownInflammation(before.traits!).mid, 2);
  });

  it('is told by the clock of the patient’s own country', () => {
    const lateEvening = Date.parse('2026-03-10T23:30:00Z');
    expect(isDiaryDayPossible('2026-03-11', lateEvening, 'UTC')).toBe(false);
    expect(isDiaryDayPossible('2026-03-11', lateEvening, 'Europe/Paris')).toBe(true);
    expect(isDiaryDayPossible('2026-02-01', lateEvening, 'Europe/Paris')).toBe(true);
  });
});

describe('an entry for yesterday that is sent after today’s', () => {
  const today = sentAt(at(10, 9), aDiaryDay(10));
  const blueYesterday = sentAt(at(10, 10), aDiaryDay(9, { redFlags: ['blue-lips'] }));

  it('makes the zone red by its danger sign, for 24 hours from when it was told', () => {
    expect(zoneAt(at(10, 11), today, blueYesterday).value).toBe('red');
    expect(zoneAt(at(11, 9), today, blueYesterday).value).toBe('red');
    expect(zoneAt(at(11, 11), today, blueYesterday).value).not.toBe('red');
  });

  it('makes the zone yellow by a night of waking', () => {
    const wokenYesterday = sentAt(at(10, 10), aDiaryDay(9, { nightWaking: true }));
    expect(zoneAt(at(10, 11), today, wokenYesterday)).toMatchObject({
      value: 'yellow',
      reasons: expect.arrayContaining([{ code: 'night-waking', localDate: '2026-03-11' }]),
    });
  });
});

describe('what is told later of an earlier week or day', () => {
  const thisWeek = aQuestionnaire(at(14, 9), 'no');
  const lastWeekAfterwards = sentAt(at(14, 20), aQuestionnaire(at(7, 9), 'more-than-usual'));
  const today = aPollenDay(at(14, 9), 'low');
  const yesterdayAfterwards = sentAt(at(14, 20), aPollenDay(at(13, 9), 'very-high'));

  it('does not take the place of the newer week', () => {
    const { week } = aTwin(aPatient(), [thisWeek, lastWeekAfterwards]).symptoms;
    expect(week).toMatchObject({ localDate: '2026-03-16', oralSteroid: 'no', atMs: thisWeek.measuredAtMs });
  });

  it('does not take the place of the newer day’s pollen', () => {
    const { environment } = aTwin(aPatient(), [today, yesterdayAfterwards]).air;
    expect(environment).toMatchObject({ localDate: '2026-03-16', grassPollen: 'low', atMs: today.measuredAtMs });
  });

  it('counts when it corrects the same week or day', () => {
    const corrected = [
      sentAt(at(14, 20), aQuestionnaire(at(14, 9), 'as-usual')),
      sentAt(at(14, 20), aPollenDay(at(14, 9), 'high')),
    ];
    const { symptoms, air } = aTwin(aPatient(), [thisWeek, today, ...corrected]);
    expect([symptoms.week?.oralSteroid, air.environment?.grassPollen]).toEqual(['as-usual', 'high']);
  });

  it('of a date that has not come it tells nothing, and hides none of those that come', () => {
    const mistyped = [
      sentAt(at(13, 9), aQuestionnaire(at(400, 9), 'no')),
      sentAt(at(13, 9), aPollenDay(at(400, 9), 'low')),
    ];
    const { symptoms, air } = aTwin(aPatient(), [...mistyped, thisWeek, today]);
    expect([symptoms.week?.localDate, air.environment?.localDate]).toEqual(['2026-03-16', '2026-03-16']);
  });
});
