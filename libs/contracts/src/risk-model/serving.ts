import { z } from 'zod';

/** The file of this name in the model folder says which model is served; without it, the one of the highest version is. */
export const SERVING_FILE = 'serving.json';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Models by the hash of their file. */
export const servingChoice = z.strictObject({
  current: sha256,
  /** Scored beside the current one, kept and reported, never acted upon. */
  shadow: sha256.nullable().default(null),
});
export type ServingChoice = z.infer<typeof servingChoice>;
