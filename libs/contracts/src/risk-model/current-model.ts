import { z } from 'zod';
import { riskEvaluation, riskOperatingPoint } from './manifest.js';

export const modelIdentity = z.strictObject({
  name: z.string(),
  version: z.string(),
  fileSha256: z.string(),
  featureSchemaHash: z.string(),
});

/** How a shadow model's scores compare with those of the model that is served, since it was loaded. */
export const shadowReport = z.strictObject({
  identity: modelIdentity,
  sinceMs: z.number(),
  scored: z.number().int(),
  failed: z.number().int(),
  /** Of the 7-day risk, in absolute terms; null before the first score. */
  meanDifference: z.number().nullable(),
  largestDifference: z.number().nullable(),
});
export type ShadowReport = z.infer<typeof shadowReport>;

/** `GET /api/models/current`: the served model with its card, its shadow, and what was refused and why. */
export const currentModelResponse = z.strictObject({
  status: z.enum(['ok', 'unavailable']),
  /** Why there is none. */
  reason: z.string().nullable(),
  identity: modelIdentity.nullable(),
  kind: z.literal('risk-7d').nullable(),
  servedSinceMs: z.number().nullable(),
  frailtyShape: z.number().nullable(),
  baseRate7d: z.number().nullable(),
  operatingPoint: riskOperatingPoint.nullable(),
  evaluation: riskEvaluation.nullable(),
  trainedWith: z.record(z.string(), z.unknown()).nullable(),
  /** The model card as Markdown. */
  card: z.string().nullable(),
  shadow: shadowReport.nullable(),
  /** Files of the model folder that are not fit to serve; what was served before them goes on being served. */
  refused: z.array(z.strictObject({ file: z.string(), reason: z.string() })),
});
export type CurrentModelResponse = z.infer<typeof currentModelResponse>;
