import { describe, expect, it } from '@jest/globals';
import type { AlertDecision } from '../risk/alert-budget.js';
import { RISK_DATA } from '../risk/features.js';
import type { Risk } from '../risk/risk.js';
import {
  RISK_UNAVAILABLE,
  aPeakFlowSession,
  aRisk,
  at,
  contextAt,
  preventerTaken,
  relieverPuffs,
} from '../testing/a-story.js';
import { deviceRequestsOf } from './device-requests.js';
import { proposeRecommendations } from './life.js';
import { REASON_CODES, REASON_VALUES, reason } from './reason-codes.js';
import type { RuleContext } from './recommendation.js';
import { isRiskAlert } from './risk-alert.js';
import { RULES } from './rules/rules.js';

const wellFortnight = [
  ...preventerTaken(0, 15),
  ...Array.from({ length: 15 }, (_unused, day) => aPeakFlowSession(at(day, 8), 290, 285, 280)),
];
const ZONE_STORIES = [
  ['yellow', [...wellFortnight, aPeakFlowSession(at(15, 8), 210, 205)]],
  ['red', [...wellFortnight, aPeakFlowSession(at(15, 8), 110, 105), ...relieverPuffs(at(15, 8), 10)]],
] as const;

/**
 * "Never automated" (product description), as far as it lies in the rules; the tests of single rules stand beside them in
 * `rules/rules.spec.ts`, those of answers in `answer.spec.ts`.
 */
describe('no rule ever', () => {
  it('asks a device for anything but a reminder of the prescribed preventer or a blow', () => {
    for (const rule of RULES) expect([null, 'remind-controller', 'request-blow']).toContain(rule.deviceRequest);
  });

  it('starts, stops or changes a drug or a dose: no reason carries a drug, and none a dose to take', () => {
    const valueNames = REASON_CODES.flatMap((code) => [...REASON_VALUES[code]] as string[]);
    for (const name of valueNames)
      expect(name).not.toMatch(/drug|medic|increase|decrease|double|start|stop|target|newDose|microgram|mg$/i);
    for (const code of REASON_CODES)
      expect(code).not.toMatch(/start|stop|increase|decrease|double|step-up|step-down|change/);
    // the only doses named are those that the sensor counted after a reminder
    expect(REASON_CODES.filter((code) => (REASON_VALUES[code] as readonly string[]).includes('doses'))).toEqual([
      'controller-taken',
    ]);
  });

  it('reassures: no code says safe, fine, well or no risk', () => {
    for (const code of REASON_CODES)
      expect(code).not.toMatch(/safe|fine|all-good|okay|no-risk|risk-low|low-risk|reassur|nothing-to/);
  });

  it('makes a diagnosis', () => {
    for (const code of REASON_CODES) expect(code).not.toMatch(/diagnos|asthma-|attack|infection|copd/);
  });

  it('lets a model decide about urgency: the rule that reads a score is routine, goes to a clinician and needs approval', () => {
    const reader = RULES.find((rule) => rule.id === 'clinician-review')!;
    expect(reader).toMatchObject({
      urgency: 'routine',
      audience: 'clinician',
      needsApproval: true,
      deviceRequest: null,
    });
  });

  it.each(ZONE_STORIES)(
    'lets a score, missing or extreme, change what the zones ask for: %s',
    (_name, observations) => {
      const nowMs = at(15, 9);
      const zoneCards = (more: Partial<RuleContext>) =>
        proposeRecommendations([], [], contextAt(nowMs, observations, more), (ruleId) => ruleId).created.filter(
          ({ ruleId }) => ruleId === 'red-zone' || ruleId === 'yellow-zone',
        );
      const without = zoneCards({ risk: RISK_UNAVAILABLE });
      const risks: Risk[] = [
        { kind: 'not-enough-data', missing: [...RISK_DATA] },
        ...[0, 1e-12, 0.5, 1, NaN, Infinity, -Infinity].map((within7Days) => aRisk(within7Days, nowMs)),
      ];
      const alerts: AlertDecision[] = [
        { kind: 'alert', highDays: 3, thresholdRisk: 0 },
        { kind: 'standing', highDays: 0, thresholdRisk: NaN },
        ...(['budget-spent', 'poor-data', 'not-scored'] as const).map((because) => ({
          kind: 'none' as const,
          because,
        })),
      ];
      for (const risk of risks) for (const riskAlert of alerts) expect(zoneCards({ risk, riskAlert })).toEqual(without);
      expect(without.map((card) => card.ruleId)).toEqual([_name === 'red' ? 'red-zone' : 'yellow-zone']);
    },
  );

  it('lets a zone card count against the alert budget, or the budget hold one back', () => {
    for (const [, observations] of ZONE_STORIES) {
      const { created } = proposeRecommendations([], [], contextAt(at(15, 9), observations), (ruleId) => ruleId);
      expect(created.filter(isRiskAlert)).toEqual([]);
    }
    for (const rule of RULES.filter(({ id }) => id !== 'clinician-review'))
      for (const [, observations] of ZONE_STORIES)
        expect(rule.when(contextAt(at(15, 9), observations))?.budgeted).toBeUndefined();
  });

  it('makes a device act before a clinician’s approval where one is needed', () => {
    const needing = RULES.filter((rule) => rule.needsApproval);
    expect(needing.length).toBeGreaterThan(0);
    for (const rule of needing) {
      const proposed = {
        id: 'x',
        siteId: 'demo',
        patientId: 'p07',
        ruleId: rule.id,
        ruleVersion: rule.version,
        audience: rule.audience,
        urgency: rule.urgency,
        status: 'proposed',
        createdAtMs: 0,
        expiresAtMs: 1,
        reasons: [reason('reason-gone', {})],
        deviceRequest: 'request-blow',
        modelVersion: null,
        events: [],
      } as const;
      expect(deviceRequestsOf([proposed])).toEqual([]);
      expect(deviceRequestsOf([{ ...proposed, status: 'sent' }])).toHaveLength(1);
    }
  });
});
