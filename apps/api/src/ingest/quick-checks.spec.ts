import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import {
  DEVICE_STREAMS,
  STREAM_MESSAGE,
  decodeDeviceMessage,
  topicOf,
  type DeviceStream,
} from '@airway-twin/contracts/mqtt';
import { WRITTEN_VALUES, damagedMessage, messageOf } from '../../test/device-messages.js';
import { compileQuickChecks, quickCheckOf } from './quick-checks.js';

const quickChecks = compileQuickChecks();

/** Decodes with and without; returns whether it was the quick check that accepted. */
function decodedAlike(stream: DeviceStream, json: string): boolean {
  const topic = topicOf({ site: 'demo', device: 'd1', channel: stream });
  const payload = new TextEncoder().encode(json);
  let accepted = false;
  const watched = { [stream]: (value: object) => (accepted = quickChecks[stream]!(value)) };
  const quick = decodeDeviceMessage(topic, payload, watched);
  expect(quick).toStrictEqual(decodeDeviceMessage(topic, payload));
  if (accepted) expect(STREAM_MESSAGE[stream].safeParse(JSON.parse(json)).data).toStrictEqual(JSON.parse(json));
  return accepted;
}

describe('a quick check of a stream', () => {
  it.each(DEVICE_STREAMS)('accepts what %s wants, without the schema', (stream) => {
    fc.assert(
      fc.property(messageOf(stream), (message) => {
        expect(decodedAlike(stream, JSON.stringify(message))).toBe(true);
      }),
    );
  });

  it.each(DEVICE_STREAMS)('accepts no single field of %s that the schema refuses', (stream) => {
    const [message] = fc.sample(messageOf(stream), { seed: 1, numRuns: 1 });
    for (const field of Object.keys(STREAM_MESSAGE[stream].shape)) {
      const { [field]: _changed, ...rest } = message!;
      for (const each of WRITTEN_VALUES)
        decodedAlike(stream, JSON.stringify(rest).replace('{', `{"${field}":${each},`));
    }
  });

  it('accepts nothing that the schema refuses or would change', () => {
    fc.assert(
      fc.property(damagedMessage, ({ stream, json }) => void decodedAlike(stream, json)),
      { numRuns: 3000 },
    );
  });

  it('knows the refinements of the schema', () => {
    const blow = fc.sample(messageOf('spirometer.blow'), { seed: 1, numRuns: 1 })[0]!;
    const is = (changes: object) => decodedAlike('spirometer.blow', JSON.stringify({ ...blow, ...changes }));
    expect(is({ fev1Litres: 2, fvcLitres: 2 })).toBe(true);
    expect(is({ fev1Litres: 2.1, fvcLitres: 2 })).toBe(false);
    expect(is({ flowVolumeCurve: { volumesLitres: [1, 2], flowsLitresPerSecond: [1] } })).toBe(false);
    expect(is({ measuredAt: '1969-12-31T23:59:59Z' })).toBe(false);
  });
});

describe('a schema that says more than JSON Schema can', () => {
  it.each([
    ['changes a text', z.string().trim()],
    ['has a default', z.number().default(1)],
    ['makes something else of it', z.string().transform(Number)],
    ['catches what is wrong', z.number().catch(1)],
    ['drops unknown fields', z.object({ a: z.number() })],
    ['has a check of its own', z.number().superRefine(() => undefined)],
    ['reads a pattern by flags', z.string().regex(/^.$/u)],
    ['has a format that is more than a pattern', z.ipv6()],
    ['takes multiples', z.number().multipleOf(0.1)],
    ['makes a date', z.coerce.date()],
  ])('%s: has no quick check', (_what, field: z.ZodType) => {
    expect(quickCheckOf(z.strictObject({ field: z.array(field).nullish() }))).toBeNull();
  });

  it.each([
    ['refined', z.number().refine((value) => value !== 1)],
    [
      'refined twice',
      z
        .number()
        .refine((value) => value !== 1)
        .refine((value) => value !== 3),
    ],
    [
      'refined within and around',
      z
        .number()
        .refine((value) => value !== 3)
        .optional()
        .refine((value) => value !== 1),
    ],
  ])('%s: is refined by the quick check too', (_what, field: z.ZodType) => {
    const schema = z.strictObject({ field });
    const check = quickCheckOf(schema)!;
    for (const value of [1, 2, 3]) expect(check({ field: value })).toBe(schema.safeParse({ field: value }).success);
    expect(check({ field: 1 })).toBe(false);
  });

  it('that has to be waited for accepts nothing', () => {
    expect(quickCheckOf(z.strictObject({ field: z.number().refine(async () => true) }))!({ field: 1 })).toBe(false);
  });
});
