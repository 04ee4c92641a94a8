import { z } from 'zod';

const probability = z.number().min(0).max(1);

/** A figure of the evaluation with its 95 % interval, where one was computed. */
export const riskFigure = z.strictObject({
  value: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});
export type RiskFigure = z.infer<typeof riskFigure>;

/** Where a score becomes an alert, and what it is worth there on held-out virtual patients. */
export const riskOperatingPoint = z.strictObject({
  /** Seven-day risk from which a day counts as high, and below which a standing alert ends: lower, so that it does not flicker. */
  alertFrom: probability,
  alertUntil: probability,
  /** As evaluated, at that threshold with the persistence. */
  alertsPerPatientMonth: z.number().min(0).nullable(),
  sensitivity: probability.nullable(),
  /** Of 100 such alerts, so many come before an attack. */
  precedeAttackOfHundred: z.number().min(0).max(100).nullable(),
  /** High on so many of so many days. */
  daysPersistent: z.strictObject({ high: z.number().int().min(1), of: z.number().int().min(1) }),
});
export type RiskOperatingPointFigures = z.infer<typeof riskOperatingPoint>;

/** One model of the comparison, by the same people and the same split. */
export const evaluatedModel = z.looseObject({
  name: z.string().min(1),
  /** By the figure's name, e.g. auc, auprc, brier, calibrationSlope. */
  figures: z.record(z.string(), riskFigure),
});

/** All figures of the model card. Further fields are kept and shown as they are. */
export const riskEvaluation = z.looseObject({
  /** On whom: e.g. held-out virtual patients. */
  people: z.number().int().min(0),
  events: z.number().int().min(0),
  models: z.array(evaluatedModel),
});
export type RiskEvaluation = z.infer<typeof riskEvaluation>;

/**
 * What lies beside a model file of the seven-day risk, so that whoever serves it can check that it is the one meant, and knows how it is
 * to be used.
 */
export const riskManifest = z.looseObject({
  kind: z.literal('risk-7d'),
  name: z.string().min(1),
  version: z.string().min(1),
  file: z.string().regex(/^[\w.-]+\.onnx$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  featureSchemaHash: z.string().min(1),
  features: z.array(
    z.looseObject({ name: z.string().min(1), unit: z.string().min(1), missingMeans: z.string().min(1) }),
  ),
  /** Shape k of the Gamma prior of a patient's own factor. */
  frailtyShape: z.number().positive(),
  /** Share of weeks with an attack in the population that the model learnt from. */
  baseRate7d: probability,
  operatingPoint: riskOperatingPoint,
  evaluation: riskEvaluation,
  trainedWith: z.looseObject({
    seed: z.number().int(),
    patients: z.number().int(),
    years: z.number(),
    cohortVersion: z.string(),
  }),
});
export type RiskManifest = z.infer<typeof riskManifest>;
