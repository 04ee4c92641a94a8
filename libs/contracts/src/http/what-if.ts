import { z } from 'zod';
import { SCENARIOS, type Scenario, type WHAT_IF_VERSION, type WhatIf } from '@airway-twin/domain/what-if';

/** How far ahead a simulation may look, days. */
export const WHAT_IF_DAYS = { least: 1, most: 28, usual: 14 } as const;

/** `GET /api/patients/:patientId/what-if?scenario&days`; without a scenario, all of them. Asking changes nothing. */
export const whatIfQuery = z.strictObject({
  scenario: z.enum(SCENARIOS as unknown as readonly [Scenario, ...Scenario[]]).optional(),
  days: z.coerce.number().int().min(WHAT_IF_DAYS.least).max(WHAT_IF_DAYS.most).default(WHAT_IF_DAYS.usual),
});

export interface WhatIfResponse {
  readonly patientId: string;
  /** The instant from which was simulated: where the patient's twin stands now. */
  readonly atMs: number;
  /** The newest revision that the simulated twin contains. */
  readonly revision: number;
  readonly version: typeof WHAT_IF_VERSION;
  /** One for each scenario that was asked about, in the order of `SCENARIOS`. */
  readonly runs: readonly WhatIf[];
}
