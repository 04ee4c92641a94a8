import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareOrder, orderKey, type Observation } from '../measurement/observation.js';
import { NO_ALERTS, alertAfterLook, alertAfterSending, type AlertMemory } from '../risk/alert-budget.js';
import { UNEVALUATED_OPERATING_POINT } from '../risk/risk.js';
import { MS_PER_DAY, MS_PER_HOUR } from '../time/calendar.js';
import { foldObservation, isInOrder } from '../twin/fold.js';
import { presentTwin } from '../twin/present.js';
import type { TwinState } from '../twin/state.js';
import { applyAnswer, type Answer, type AnsweringRole } from './answer.js';
import { deviceRequestsOf } from './device-requests.js';
import { proposeRecommendations, recommendationIdsOf } from './life.js';
import { isOpen } from './lifetime.js';
import { REASON_VALUES, type ReasonCode } from './reason-codes.js';
import type { Recommendation, RuleContext } from './recommendation.js';
import { isRiskAlert } from './risk-alert.js';
import { RULES, ruleOf } from './rules/rules.js';
import {
  aDiaryDay,
  aPatient,
  aTwin,
  aPeakFlowSession,
  aPuff,
  aRisk,
  at,
  preventerTaken,
  relieverPuffs,
  RISK_UNAVAILABLE,
} from '../testing/a-story.js';

interface Step {
  readonly hours: number;
  readonly happens:
    'nothing' | 'good' | 'low' | 'very-low' | 'one-blow' | 'puffs' | 'preventer' | 'soft' | 'cold' | 'red-flag';
  readonly answers: readonly { readonly answer: Answer; readonly role: AnsweringRole; readonly lateMs: number }[];
  readonly within7Days: number | null;
}

const anyStep: fc.Arbitrary<Step> = fc.record({
  hours: fc.double({ min: 0.1, max: 40, noNaN: true }),
  happens: fc.constantFrom(
    'nothing',
    'good',
    'low',
    'very-low',
    'one-blow',
    'puffs',
    'preventer',
    'soft',
    'cold',
    'red-flag',
  ),
  answers: fc.array(
    fc.record({
      answer: fc.constantFrom<Answer>('approve', 'reject', 'seen', 'acknowledge', 'decline'),
      role: fc.constantFrom<AnsweringRole>('clinician', 'engineer', 'patient'),
      lateMs: fc.integer({ min: -5 * MS_PER_DAY, max: 5 * MS_PER_DAY }),
    }),
    { maxLength: 2 },
  ),
  within7Days: fc.option(fc.double({ min: 0, max: 0.3, noNaN: true })),
});

function happening(kind: Step['happens'], atMs: number): Observation[] {
  switch (kind) {
    case 'nothing':
      return [];
    case 'good':
      return [aPeakFlowSession(atMs, 290, 285)];
    case 'low':
      return [aPeakFlowSession(atMs, 200, 195)];
    case 'very-low':
      return [aPeakFlowSession(atMs, 110, 105)];
    case 'one-blow':
      return [aPeakFlowSession(atMs, 110)];
    case 'puffs':
      return relieverPuffs(atMs, 9);
    case 'preventer':
      return [aPuff(atMs)];
    case 'soft':
      return [aPuff(atMs, 'budesonide', 'controller', { peakInspiratoryFlowLitresPerMinute: 12 })];
    case 'cold':
    case 'red-flag': {
      const day = Math.floor((atMs - at(0)) / MS_PER_DAY);
      const entry = aDiaryDay(day, kind === 'cold' ? { triggers: ['cold'] } : { redFlags: ['drowsy-or-confused'] });
      return [{ ...entry, measuredAtMs: atMs } as Observation];
    }
  }
}

const profile = aPatient();
const past = [
  ...preventerTaken(0, 15).filter((_each, index) => index % 3 > 0),
  ...Array.from({ length: 15 }, (_unused, day) => aPeakFlowSession(at(day, 8), 290, 285)),
].sort((a, b) => compareOrder(orderKey(a), orderKey(b)));
const start = past.reduce(foldObservation, aTwin(profile));
const ids = recommendationIdsOf(profile.siteId, profile.patientId);

interface Moment {
  readonly before: readonly Recommendation[];
  readonly after: readonly Recommendation[];
  readonly context: RuleContext;
}

/** Lives through the steps and gives every moment at which the rules were asked. */
function lived(steps: readonly Step[]): Moment[] {
  let state: TwinState = start;
  let nowMs = at(15);
  let all: readonly Recommendation[] = [];
  let alerts: AlertMemory = NO_ALERTS;
  return steps.map((each) => {
    nowMs += Math.round(each.hours * MS_PER_HOUR);
    for (const observation of happening(each.happens, nowMs)) {
      if (isInOrder(state, orderKey(observation))) state = foldObservation(state, observation);
    }
    nowMs = Math.max(nowMs, state.clockMs ?? nowMs);
    const risk = each.within7Days === null ? RISK_UNAVAILABLE : aRisk(each.within7Days, nowMs);
    const look = alertAfterLook(
      alerts,
      {
        nowMs,
        day: Math.floor(nowMs / MS_PER_DAY),
        within7Days: each.within7Days,
        data: 'enough',
        open: all.some((one) => isOpen(one) && isRiskAlert(one)),
      },
      UNEVALUATED_OPERATING_POINT,
      1,
    );
    alerts = look.memory;
    const riskAlert = look.decision;
    const context: RuleContext = { profile, state, view: presentTwin(state, nowMs), risk, riskAlert, nowMs };
    const before = all;
    const { created, changed } = proposeRecommendations(
      before.filter(isOpen),
      before.filter((one) => !isOpen(one)),
      context,
      ids,
    );
    all = [...before.map((one) => changed.find((moved) => moved.id === one.id) ?? one), ...created];
    if (created.some(isRiskAlert)) alerts = alertAfterSending(alerts, nowMs);
    const moment = { before, after: all, context };
    all = each.answers.reduce((sofar, { answer, role, lateMs }) => {
      return sofar.map((one) => {
        const result = applyAnswer(one, answer, role, role, nowMs + lateMs);
        return 'kind' in result ? one : result;
      });
    }, all);
    return moment;
  });
}

/** Lives differ from run to run, except where a test counts what they hold. */
const check = (holds: (moment: Moment) => void, more: { readonly seed?: number } = {}) =>
  fc.assert(
    fc.property(fc.array(anyStep, { minLength: 1, maxLength: 30 }), (steps) => lived(steps).forEach(holds)),
    { numRuns: 60, ...more },
  );

describe('whatever happens and whoever answers', () => {
  it('there are never two open recommendations of one rule, nor two of one id', () => {
    check(({ after }) => {
      const open = after.filter(isOpen).map((each) => each.ruleId);
      expect(new Set(open).size).toBe(open.length);
      expect(new Set(after.map((each) => each.id)).size).toBe(after.length);
    });
  });

  it('the same evidence makes nothing twice: asked again at the same moment the rules have nothing to add', () => {
    check(({ after, context }) => {
      const open = after.filter(isOpen);
      const closed = after.filter((one) => !isOpen(one));
      expect(proposeRecommendations(open, closed, context, ids)).toEqual({ created: [], changed: [] });
    });
  });

  it('an emergency card never runs out unanswered', () => {
    check(({ after }) => {
      for (const each of after.filter((one) => one.urgency === 'now' && one.status === 'expired')) {
        expect(each.events.map((event) => event.status)).toContain('acknowledged');
      }
    });
  });

  it('what is closed stays as it was', () => {
    check(({ before, after }) => {
      for (const each of before.filter((one) => !isOpen(one))) expect(after).toContain(each);
    });
  });

  it('every step is kept, in the order of time, and the last one is the status', () => {
    check(({ before, after }) => {
      for (const each of after) {
        const times = each.events.map((event) => event.atMs);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(each.events.at(-1)!.status).toBe(each.status);
        const earlier = before.find((one) => one.id === each.id)?.events ?? [];
        expect(each.events.slice(0, earlier.length)).toEqual(earlier);
      }
    });
  });

  it('nothing that needs approval is sent without a clinician', () => {
    check(({ after }) => {
      for (const each of after.filter((one) => ruleOf(one.ruleId).needsApproval)) {
        const sent = each.events.findIndex((event) => event.status === 'sent');
        if (sent >= 0) expect(each.events[sent - 1]).toMatchObject({ status: 'approved', actor: 'clinician' });
      }
    });
  });

  it('there is an open emergency card at every moment at which the zone is red, and no open yellow one', () => {
    let reds = 0;
    check(
      ({ after, context }) => {
        if (context.view.zone.value !== 'red') return;
        reds++;
        const open = after.filter(isOpen).map((each) => each.ruleId);
        expect(open).toContain('red-zone');
        expect(open).not.toContain('yellow-zone');
      },
      { seed: 7 },
    );
    expect(reds).toBeGreaterThan(50);
  });

  it('devices are asked only for what an open recommendation that was sent asks for', () => {
    check(({ after }) => {
      for (const request of deviceRequestsOf(after)) {
        const asking = after.find((each) => each.id === request.recommendationId)!;
        expect(isOpen(asking)).toBe(true);
        expect(asking.events.map((event) => event.status)).toContain('sent');
      }
    });
  });

  it('every reason has a code of the catalogue, with exactly the values that its text needs', () => {
    check(({ after }) => {
      for (const each of after.flatMap((one) => [...one.reasons, ...one.events.flatMap((event) => event.reasons)])) {
        expect(Object.keys(each.values).sort()).toEqual([...REASON_VALUES[each.code as ReasonCode]].sort());
      }
    });
  });

  it('a clinician is told of a risk at most once in 30 days, whatever the scores do', () => {
    let told = 0;
    check(
      ({ after }) => {
        const madeAtMs = after.filter(isRiskAlert).map((each) => each.createdAtMs);
        told = Math.max(told, madeAtMs.length);
        const sorted = [...madeAtMs].sort((a, b) => a - b);
        for (const [index, atMs] of sorted.entries())
          if (index > 0) expect(atMs - sorted[index - 1]!).toBeGreaterThanOrEqual(30 * MS_PER_DAY);
      },
      { seed: 7 },
    );
    expect(told).toBeGreaterThan(0);
  });

  it('every rule speaks in some of these lives: the properties are not empty', () => {
    const heard = new Set<string>();
    check(({ after }) => after.forEach((each) => heard.add(each.ruleId)), { seed: 7 });
    expect([...heard].sort()).toEqual(RULES.map((rule) => rule.id).sort());
  });
});
