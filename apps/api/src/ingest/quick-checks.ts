import { Ajv, _, type KeywordCxt } from 'ajv';
import { z } from 'zod';
import { DEVICE_STREAMS, STREAM_MESSAGE, type QuickChecks } from '@airway-twin/contracts/mqtt';

/**
 * What JSON Schema says just as zod does. A schema with anything else (a default, a transform, fields that are dropped) has no quick
 * check: only zod knows what it takes, and what it makes of it.
 */
const SAID_TYPES: ReadonlySet<string> = new Set([
  'string',
  'number',
  'boolean',
  'null',
  'literal',
  'enum',
  'array',
  'object',
  'optional',
  'nullable',
]);
const SAID_CHECKS: ReadonlySet<string> = new Set([
  'min_length',
  'max_length',
  'greater_than',
  'less_than',
  'number_format',
  'string_format',
]);
/** Formats that zod checks by their pattern and nothing else. */
const SAID_FORMATS: ReadonlySet<string> = new Set(['regex', 'datetime', 'date']);
/** Keyword of ours in the JSON Schema: the places of the refinements that zod makes there. */
const REFINED_BY = 'refinedBy';

type Refinement = (value: unknown) => unknown;

/** A quick check of every stream whose schema can have one. Compiling takes some milliseconds: done once, before the first message. */
export function compileQuickChecks(): QuickChecks {
  return Object.fromEntries(
    DEVICE_STREAMS.flatMap((stream) => {
      const check = quickCheckOf(STREAM_MESSAGE[stream]);
      return check ? [[stream, check]] : [];
    }),
  );
}

/**
 * Compiles what a schema says of parsed JSON. The check accepts nothing that the schema refuses, and only what the schema would give
 * back unchanged; what it does not accept is for the schema to judge. Null for a schema that says more than JSON Schema can.
 */
export function quickCheckOf(schema: z.ZodType): ((value: object) => boolean) | null {
  const refinements: Refinement[] = [];
  let isSaid = true;
  const jsonSchema = z.toJSONSchema(schema, {
    target: 'draft-07',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: part }) => {
      const checks = checksOf(zodSchema);
      isSaid &&= isTypeSaid(zodSchema) && checks.every(isCheckSaid);
      const own = checks.flatMap((check) => (isRefinement(check) ? [refinements.push(check.fn) - 1] : []));
      // A part that wraps another has the other's refinements already.
      if (own.length > 0) part[REFINED_BY] = [...((part[REFINED_BY] as number[] | undefined) ?? []), ...own];
    },
  });
  return isSaid ? compilerWith(refinements).compile(jsonSchema) : null;
}

function compilerWith(refinements: readonly Refinement[]): Ajv {
  const ajv = new Ajv({
    strict: true,
    allowUnionTypes: true,
    // What zod has written needs no check by the schema of schemas, and has a pattern beside every format, made to be read without flags.
    meta: false,
    validateSchema: false,
    validateFormats: false,
    unicodeRegExp: false,
    // Nobody reads why: zod says it.
    messages: false,
    // Twice as quick to compile, and the checks are no slower.
    code: { optimize: false },
  });
  ajv.addKeyword({
    keyword: REFINED_BY,
    // Behind all others, for a refinement relies on the shape of what it is given.
    post: true,
    code: (context: KeywordCxt) => {
      for (const place of context.schema as number[]) {
        const refinement = context.gen.scopeValue('func', { ref: refinements[place] });
        // Only `true`: a promise is no answer yet.
        context.fail(_`${refinement}(${context.data}) !== true`);
      }
    },
  });
  return ajv;
}

type CheckDef = z.core.$ZodCheckDef | z.core.$ZodCustomDef;

/** The checks of a schema; a format such as `z.iso.date()` is a check itself. */
function checksOf({ _zod: { def } }: z.core.$ZodTypes): CheckDef[] {
  const further = (def.checks ?? []).map((check) => check._zod.def);
  return 'check' in def ? [def as z.core.$ZodCheckDef, ...further] : further;
}

function isTypeSaid({ _zod: { def } }: z.core.$ZodTypes): boolean {
  if (!SAID_TYPES.has(def.type)) return false;
  if (def.type === 'object') return def.catchall?._zod.def.type === 'never';
  if (def.type === 'literal') return def.values.every((value) => typeof value === 'string');
  return true;
}

function isCheckSaid(check: CheckDef): boolean {
  if (isRefinement(check)) return true;
  if (!SAID_CHECKS.has(check.check)) return false;
  if (check.check !== 'string_format') return true;
  const { format, pattern } = check as z.core.$ZodCheckStringFormatDef;
  return SAID_FORMATS.has(format) && pattern?.flags === '';
}

function isRefinement(check: CheckDef): check is z.core.$ZodCustomDef {
  return check.check === 'custom' && 'fn' in check;
}
