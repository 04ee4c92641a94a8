import { z } from 'zod';
import { RISK_FEATURES, riskFeatureSchemaHash } from '@airway-twin/domain/risk';

export const RISK_ROWS_KIND = 'airway-twin risk rows';
export const RISK_ROWS_VERSION = 1;

/** Who, when and what came of it: the columns before the features. */
export const OUTCOME_COLUMNS = ['patient', 'day', 'ageYears', 'attackToday', 'attackWithin7d'] as const;

/** What the rules of today's clinics look at: the columns after the features. */
export const CLINIC_COLUMNS = ['clinic.peakFlowBelow80TwoDays', 'clinic.relieverPuffs24h', 'clinic.zone'] as const;

/** All columns in their order; the features in that of `RISK_FEATURES`. */
export const RISK_ROWS_COLUMNS: readonly string[] = [
  ...OUTCOME_COLUMNS,
  ...RISK_FEATURES.map((feature) => feature.name),
  ...CLINIC_COLUMNS,
];

/** The first line of a rows file: where the rows come from and what their columns are. */
export const riskRowsHeader = z.strictObject({
  kind: z.literal(RISK_ROWS_KIND),
  version: z.literal(RISK_ROWS_VERSION),
  /** What made the rows: version of the cohort's generator, or name of a real data set. */
  cohortVersion: z.string().min(1),
  /** 0 for real people. */
  seed: z.number().int().min(0),
  patients: z.number().int().min(0),
  /** Longest record, years. */
  years: z.number().min(0),
  featureSchemaHash: z.literal(riskFeatureSchemaHash),
  columns: z.array(z.string()),
  rows: z.number().int().min(0),
});
export type RiskRowsHeader = z.infer<typeof riskRowsHeader>;

/** Header for rows of this code's features; `columns`, `featureSchemaHash`, `kind` and `version` are filled in. */
export function riskRowsHeaderFor(
  origin: Pick<RiskRowsHeader, 'cohortVersion' | 'seed' | 'patients' | 'years' | 'rows'>,
): RiskRowsHeader {
  return {
    kind: RISK_ROWS_KIND,
    version: RISK_ROWS_VERSION,
    featureSchemaHash: riskFeatureSchemaHash,
    columns: [...RISK_ROWS_COLUMNS],
    ...origin,
  };
}
