import { z } from 'zod';
import { PLAUSIBLE } from '@airway-twin/domain/measurement';
import type { SpirometryInterpretation, SpirometryRequest } from '@airway-twin/domain/spirometry';
import { GLI_GROUPS, SPIROMETRY_REFERENCES } from '@airway-twin/domain/spirometry/names';
import { optionalWithin } from '../mqtt/envelope.js';

const litres = { fev1: optionalWithin(PLAUSIBLE.fev1Litres), fvc: optionalWithin(PLAUSIBLE.fvcLitres) };

/**
 * `POST /api/spirometry/interpret`. Age is decimal (birth to test date), height in cm; `group` is read for `gli-2012` alone, and is
 * `other` without it; each measure of the answer names the equation that it comes from. Values without prefix are those before any bronchodilator; `preFev1Litres` and `preFvcLitres` are other names for the same two.
 * Ages and heights that GLI does not cover are refused by the domain, which knows the range at each age.
 */
export const spirometryInterpretRequest = z
  .strictObject({
    sex: z.enum(['female', 'male']),
    ageYears: z.number(),
    heightCm: z.number(),
    reference: z.enum(SPIROMETRY_REFERENCES),
    group: z.enum(GLI_GROUPS).nullish(),
    fev1Litres: litres.fev1,
    fvcLitres: litres.fvc,
    fef2575LitresPerSecond: optionalWithin(PLAUSIBLE.fef2575LitresPerSecond),
    preFev1Litres: litres.fev1,
    preFvcLitres: litres.fvc,
    postFev1Litres: litres.fev1,
    postFvcLitres: litres.fvc,
  })
  .superRefine((request, context) => {
    for (const [pre, main] of [
      ['preFev1Litres', 'fev1Litres'],
      ['preFvcLitres', 'fvcLitres'],
    ] as const) {
      if (isGiven(request[pre]) && isGiven(request[main]) && request[pre] !== request[main])
        context.addIssue({
          code: 'custom',
          path: [pre],
          message: `expected the same as ${main}, or only one of the two`,
        });
    }
  });
export type SpirometryInterpretRequest = z.infer<typeof spirometryInterpretRequest>;

/** The same request in the domain's words, where a value before a bronchodilator has one name. */
export function spirometryRequestOf(request: SpirometryInterpretRequest): SpirometryRequest {
  const { preFev1Litres, preFvcLitres, ...rest } = request;
  return { ...rest, fev1Litres: rest.fev1Litres ?? preFev1Litres, fvcLitres: rest.fvcLitres ?? preFvcLitres };
}

/** What the route answers: each measure's reference and standing, pattern, severity and response, with the notice of the product. */
export interface SpirometryInterpretResponse extends Omit<SpirometryInterpretation, 'kind'> {
  readonly notice: string;
}

function isGiven(value: unknown): boolean {
  return value !== null && value !== undefined;
}
