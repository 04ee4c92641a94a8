import { describe, expect, it } from '@jest/globals';
import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { HAZARD_BASE_LOG_ODDS, HAZARD_COEFFICIENTS, RISK_FEATURES, scoreHazard } from '@airway-twin/domain/risk';
import { modelArtifacts } from './artifacts.js';
import { hazardGraph } from './hazard-graph.js';
import { encodeOnnx } from './serving/onnx-proto.js';

const folder = fileURLToPath(new URL('../artifacts/', import.meta.url));
const width = RISK_FEATURES.length;
const session = InferenceSession.create(encodeOnnx(hazardGraph()), { intraOpNumThreads: 1 });

async function run(rows: readonly Float64Array[]) {
  const features = Float32Array.from(rows.flatMap((row) => [...row]));
  const outputs = await (await session).run({ features: new Tensor('float32', features, [rows.length, width]) });
  return {
    hazard: outputs['daily_hazard']!,
    parts: outputs['log_odds_by_feature']!,
    base: outputs['base_log_odds']!,
  };
}

/** A value anywhere from well below to well above what the coefficient is carried to, or missing. */
const anyRow = fc
  .tuple(
    ...HAZARD_COEFFICIENTS.map(({ least, most }) => {
      const span = most - least;
      return fc.oneof(
        { weight: 1, arbitrary: fc.constant(NaN) },
        { weight: 4, arbitrary: fc.double({ min: least - span, max: most + span, noNaN: true }) },
      );
    }),
  )
  .map((values) => Float64Array.from(values));

describe('the exported hazard model', () => {
  it('scores as the TypeScript scorer does, to 1e-5, with values missing and beyond the studied range', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 40 }), async (rows) => {
        const { hazard, parts, base } = await run(rows);
        expect(hazard.dims).toEqual([rows.length, 1]);
        expect(parts.dims).toEqual([rows.length, width]);
        for (const [index, row] of rows.entries()) {
          const expected = scoreHazard(row);
          expect(Math.abs((hazard.data as Float32Array)[index]! - expected.dailyHazard)).toBeLessThanOrEqual(1e-5);
          for (let feature = 0; feature < width; feature++) {
            const part = (parts.data as Float32Array)[index * width + feature]!;
            expect(Math.abs(part - expected.logOddsByFeature[feature]!)).toBeLessThanOrEqual(1e-5);
          }
        }
        expect(Math.abs((base.data as Float32Array)[0]! - HAZARD_BASE_LOG_ODDS)).toBeLessThanOrEqual(1e-5);
      }),
      { numRuns: 50 },
    );
  });

  it('gives a whole number of patients at once what it gives each alone', async () => {
    const rows = fc.sample(anyRow, { numRuns: 64, seed: 7 });
    const together = (await run(rows)).hazard.data as Float32Array;
    for (const [index, row] of rows.entries()) {
      expect((await run([row])).hazard.data[0]).toBe(together[index]);
    }
  });

  it('is the committed file: making it again gives the same bytes', async () => {
    const made = modelArtifacts();
    expect((await readdir(folder)).sort()).toEqual([...made.keys()].sort());
    for (const [name, bytes] of made) {
      const committed = await readFile(join(folder, name));
      const same = Buffer.compare(committed, bytes) === 0;
      expect({ name, same }).toEqual({ name, same: true });
    }
  });

  it('refuses to encode a malformed graph', () => {
    const graph = hazardGraph();
    expect(() => encodeOnnx({ ...graph, version: 'one' as unknown as number })).toThrow('not an ONNX model');
  });
});
