import { MS_PER_DAY } from '@airway-twin/domain/time';
import { WHAT_IF_VERSION, type Scenario, type WhatIf, type WhatIfPoint } from '@airway-twin/domain/what-if';
import { NOON_MS } from './builders.js';

type Simulated = Extract<WhatIf, { kind: 'simulated' }>;

/** A simulated fortnight that ends as told: by default with little inflammation and blows at 86 to 98 % of best. */
export function aRun(scenario: Scenario, end: Partial<WhatIfPoint> = {}): Simulated {
  const now: WhatIfPoint = {
    atMs: NOON_MS,
    constriction: { low: 0.2, mid: 0.3, high: 0.4 },
    inflammation: { low: 0.25, mid: 0.35, high: 0.45 },
    percentOfBest: { low: 76, mid: 82, high: 88 },
  };
  const then: WhatIfPoint = {
    atMs: NOON_MS + 14 * MS_PER_DAY,
    constriction: { low: 0.02, mid: 0.1, high: 0.2 },
    inflammation: { low: 0.05, mid: 0.15, high: 0.25 },
    percentOfBest: { low: 86, mid: 92, high: 98 },
    ...end,
  };
  return {
    kind: 'simulated',
    scenario,
    version: WHAT_IF_VERSION,
    points: [now, then],
    assumed: { controllerExposure: 1, pm25MicrogramsPerM3: null, relieverPuffs: 0 },
  };
}

/** A question that cannot be answered. */
export function noRun(scenario: Scenario, reason: Extract<WhatIf, { kind: 'unavailable' }>['reason']): WhatIf {
  return { kind: 'unavailable', scenario, reason };
}
