import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Observation } from '../measurement/observation.js';
import { MS_PER_DAY, calendarDay, localDate } from '../time/calendar.js';
import { aDiaryDay, aPatient, aPeakFlowSession, aTwin, at } from '../testing/a-story.js';
import {
  NO_ALERTS,
  alertAfterLook,
  alertAfterSending,
  alertsOfMonth,
  type AlertDecision,
  type AlertMemory,
} from './alert-budget.js';
import { alertData, type AlertData } from './alert-data.js';
import { EMPTY_PERSONAL_RECORD, recordAfterReport } from './personal-record.js';
import type { RiskOperatingPoint } from './risk.js';

const POINT: RiskOperatingPoint = {
  alertFrom: 0.05,
  alertUntil: 0.025,
  daysPersistent: { high: 2, of: 3 },
  alertsPerPatientMonth: null,
  sensitivity: null,
  precedeAttackOfHundred: null,
};

interface Day {
  readonly risk: number | null;
  readonly data?: AlertData;
  /** A clinician answers what is open before this look. */
  readonly answered?: boolean;
  readonly day?: number;
}

/** Looks once a day (or on the day given) and sends what is let through. */
function lived(
  days: readonly Day[],
  budget = 1,
): { decisions: AlertDecision[]; memory: AlertMemory; sentOn: number[] } {
  let memory = NO_ALERTS;
  let open = false;
  const sentOn: number[] = [];
  const decisions = days.map(({ risk, data = 'enough', answered = false, day: given }, index) => {
    const day = given ?? index;
    const nowMs = day * MS_PER_DAY;
    if (answered) open = false;
    const look = alertAfterLook(memory, { nowMs, day, within7Days: risk, data, open }, POINT, budget);
    memory = look.memory;
    if (look.decision.kind === 'alert') {
      memory = alertAfterSending(memory, nowMs);
      sentOn.push(day);
      open = true;
    }
    return look.decision;
  });
  return { decisions, memory, sentOn };
}
const says = (decision: AlertDecision | undefined) => (decision?.kind === 'none' ? decision.because : decision?.kind);

describe('a risk is put before a clinician', () => {
  it('when it is high on two of three days, not on one', () => {
    const { decisions } = lived([{ risk: 0.08 }, { risk: 0.03 }, { risk: 0.08 }]);
    expect(decisions.map(says)).toEqual(['not-lasting', 'not-lasting', 'alert']);
    expect(lived([{ risk: 0.08 }, { risk: 0.01 }, { risk: 0.01 }, { risk: 0.08 }]).sentOn).toEqual([]);
    expect(says(lived([{ risk: 0.01 }]).decisions[0])).toBe('below-threshold');
  });

  it('not by many looks on one day', () => {
    const looks = Array.from({ length: 20 }, () => ({ risk: 0.3, day: 4 }));
    expect(lived(looks).decisions.map(says)).toEqual(looks.map(() => 'not-lasting'));
  });

  it('once while it stays near the threshold: it stands until it falls below the lower one', () => {
    const near = [0.06, 0.06, 0.04, 0.049, 0.026, 0.051, 0.02, 0.06].map((risk) => ({ risk }));
    expect(lived(near).decisions.map(says)).toEqual([
      'not-lasting',
      'alert',
      'standing',
      'standing',
      'standing',
      'standing',
      'below-threshold',
      'not-lasting',
    ]);
  });

  it('not on data that do not bear it, which neither start nor end anything', () => {
    const gated = lived([
      { risk: 0.08 },
      { risk: 0.9, data: 'poor-data' },
      { risk: 0.9, data: 'too-little-data' },
      { risk: null },
    ]);
    expect(gated.decisions.map(says)).toEqual(['not-lasting', 'poor-data', 'too-little-data', 'not-scored']);
    expect(gated.memory.highDays).toEqual([0]);
    const standing = lived([{ risk: 0.08 }, { risk: 0.08 }, { risk: null }, { risk: 0.001, data: 'poor-data' }]);
    expect(standing.decisions.map(says)).toEqual(['not-lasting', 'alert', 'standing', 'standing']);
  });

  it('not a second time in the month, and the reason is said', () => {
    const answeredThenHigh = lived(
      Array.from({ length: 40 }, (_unused, day) => ({ risk: 0.1, answered: day === 3 || day === 5 })),
    );
    expect(answeredThenHigh.sentOn).toEqual([1, 31]);
    expect(says(answeredThenHigh.decisions[10])).toBe('budget-spent');
    expect(alertsOfMonth(answeredThenHigh.memory, 39 * MS_PER_DAY)).toBe(1);
  });

  it.each([
    [0, []],
    [0.5, [1, 61, 121]],
    [1, [1, 31, 61, 91, 121]],
    [2, [1, 8, 31, 38, 61, 68, 91, 98, 121]],
  ])('with a budget of %p a month, always answered at once, in 125 days on days %p', (budget, expected) => {
    const days = Array.from({ length: 125 }, () => ({ risk: 0.1, answered: true }));
    expect(lived(days, budget).sentOn).toEqual(expected);
  });

  it('never beyond its budget, whatever the scores, the data and the answers', () => {
    const anyDay = fc.record({
      risk: fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
      data: fc.constantFrom<AlertData>('enough', 'enough', 'poor-data', 'too-little-data'),
      answered: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyDay, { maxLength: 120 }), fc.constantFrom(0, 0.5, 1, 3), (days, budget) => {
        const { sentOn } = lived(days, budget);
        for (const from of sentOn) {
          const window = sentOn.filter((day) => day >= from && day < from + 30).length;
          expect(window).toBeLessThanOrEqual(Math.max(budget > 0 ? 1 : 0, Math.floor(budget)));
        }
      }),
    );
  });
});

describe('data bear an alert', () => {
  const NOW = at(10, 20);
  const verified = (day: number) => aPeakFlowSession(at(day, 8), 290, 285, 280);
  const single = (day: number) => aPeakFlowSession(at(day, 8), 290);
  const judged = (...observations: Observation[]) =>
    alertData(aTwin(aPatient(), observations), EMPTY_PERSONAL_RECORD, NOW);

  it('when someone has been watched for a week and has been heard of in the last 3 days', () => {
    expect(judged(verified(0), verified(9))).toBe('enough');
    expect(judged(verified(0), aDiaryDay(9))).toBe('enough');
    expect(judged(verified(5), verified(9))).toBe('too-little-data');
    expect(judged(verified(0), verified(6))).toBe('too-little-data');
    expect(alertData(aTwin(aPatient()), EMPTY_PERSONAL_RECORD, NOW)).toBe('too-little-data');
  });

  it('not when there is nothing but blows, most of which cannot be trusted', () => {
    const doubtful = [single(6), single(7), single(8), verified(9)];
    expect(judged(verified(0), ...doubtful)).toBe('poor-data');
    expect(judged(verified(0), ...doubtful, aDiaryDay(9))).toBe('enough');
  });

  it('not in the two weeks after an attack that was told: the model knows nothing of them', () => {
    const twin = aTwin(aPatient(), [verified(0), verified(9)]);
    const today = calendarDay(localDate(NOW, twin.profile.timeZone));
    const told = (daysAgo: number) => recordAfterReport(EMPTY_PERSONAL_RECORD, [today - daysAgo]);
    expect(alertData(twin, told(3), NOW)).toBe('after-attack');
    expect(alertData(twin, told(14), NOW)).toBe('after-attack');
    expect(alertData(twin, told(15), NOW)).toBe('enough');
  });
});
