import type { CurrentModelResponse } from '@airway-twin/contracts/risk-model';
import { NOON_MS } from './builders.js';
import { A_MODEL } from './scored-risk.js';

const figure = (value: number) => ({ value, low: value * 0.9, high: value * 1.1 });

/** A served model with all that its card needs. */
export function aCurrentModel(part: Partial<CurrentModelResponse> = {}): CurrentModelResponse {
  return {
    status: 'ok',
    reason: null,
    identity: A_MODEL,
    kind: 'risk-7d',
    servedSinceMs: NOON_MS,
    frailtyShape: 1.489,
    baseRate7d: 0.0045,
    operatingPoint: {
      alertFrom: 0.0169,
      alertUntil: 0.0102,
      alertsPerPatientMonth: 0.11,
      sensitivity: 0.26,
      precedeAttackOfHundred: 4.9,
      daysPersistent: { high: 2, of: 3 },
    },
    evaluation: {
      people: 600,
      events: 194,
      models: [
        { name: 'additive logistic, personal', figures: { auc: figure(0.81), oddity: figure(2) } },
        { name: 'rule: action plan yellow or red', figures: { auc: { value: 0.658, low: null, high: null } } },
      ],
    },
    trainedWith: { seed: 1, patients: 450, years: 2, cohortVersion: 'cohort-1' },
    card: '# Model card: risk 2\n\n- **Limits**: learnt from a simulation.\n',
    shadow: null,
    refused: [],
    ...part,
  };
}
