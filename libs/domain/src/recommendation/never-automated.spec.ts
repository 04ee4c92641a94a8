import { describe, expect, it } from '@jest/globals';
import { deviceRequestsOf } from './device-requests.js';
import { REASON_CODES, REASON_VALUES, reason } from './reason-codes.js';
import { RULES } from './rules/rules.js';

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
