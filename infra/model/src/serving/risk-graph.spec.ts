import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { RISK_FEATURES, scoreAdditively, type AdditiveRisk, type ScoreRow } from '@airway-twin/domain/risk';
import { MANIFEST_FILE, readManifest } from './artifacts.js';
import { encodeOnnx } from './onnx-proto.js';
import { riskGraph } from './risk-graph.js';

const width = RISK_FEATURES.length;
let model: AdditiveRisk;
let session: InferenceSession;

beforeAll(async () => {
  const file = fileURLToPath(new URL(`../../artifacts/${MANIFEST_FILE}`, import.meta.url));
  model = readManifest(await readFile(file, 'utf8')).model;
  session = await InferenceSession.create(encodeOnnx(riskGraph('risk', '2', model)), { intraOpNumThreads: 1 });
});

async function run(rows: readonly ScoreRow[]) {
  const features = Float32Array.from(rows.flatMap((row) => [...row.features]));
  const personal = Float32Array.from(rows.flatMap(({ personal }) => [personal.logOdds, personal.variance]));
  const outputs = await session.run({
    features: new Tensor('float32', features, [rows.length, width]),
    personal: new Tensor('float32', personal, [rows.length, 2]),
  });
  const floats = (name: string) => [...(outputs[name]!.data as Float32Array)];
  return {
    logOdds: floats('log_odds'),
    risk: floats('risk_7d'),
    sd: floats('log_odds_sd'),
    parts: floats('log_odds_by_feature'),
    base: floats('base_log_odds')[0]!,
  };
}

/** Usual, far too large, far too small or missing. */
const anyValue = fc.oneof(
  fc.constant(NaN),
  fc.double({ min: -5, max: 150, noNaN: true }),
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.constantFrom(0, 1, -3e38, 3e38),
);
const anyRow: fc.Arbitrary<ScoreRow> = fc.record({
  features: fc.array(anyValue, { minLength: width, maxLength: width }).map((values) => Float64Array.from(values)),
  personal: fc.record({
    logOdds: fc.double({ min: -2, max: 3, noNaN: true }),
    variance: fc.double({ min: 0, max: 2, noNaN: true }),
  }),
});

describe('the exported risk model', () => {
  it('scores as the TypeScript scorer does, to 1e-5: log-odds, risk, uncertainty and every part', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 30 }), async (rows) => {
        const { logOdds, risk, sd, parts, base } = await run(rows);
        for (const [index, row] of rows.entries()) {
          const expected = scoreAdditively(model, row);
          expect(Math.abs(logOdds[index]! - expected.logOdds7d)).toBeLessThanOrEqual(1e-5);
          expect(Math.abs(risk[index]! - 1 / (1 + Math.exp(-expected.logOdds7d)))).toBeLessThanOrEqual(1e-5);
          expect(Math.abs(sd[index]! - expected.logOddsSd)).toBeLessThanOrEqual(1e-5);
          for (let feature = 0; feature < width; feature++) {
            const part = parts[index * width + feature]!;
            expect(Math.abs(part - expected.logOddsByFeature[feature]!)).toBeLessThanOrEqual(1e-5);
          }
        }
        expect(Math.abs(base - model.baseLogOdds)).toBeLessThanOrEqual(1e-5);
      }),
      { numRuns: 60 },
    );
  });

  it('adds up: base, features and personal offset are the log-odds', async () => {
    const rows = fc.sample(anyRow, { numRuns: 50, seed: 4 });
    const { logOdds, parts, base } = await run(rows);
    for (const [index, { personal }] of rows.entries()) {
      const own = parts.slice(index * width, (index + 1) * width).reduce((sum, part) => sum + part, 0);
      expect(Math.abs(logOdds[index]! - (base + own + personal.logOdds))).toBeLessThanOrEqual(1e-5);
    }
  });

  it('gives a number to a patient of whom nothing is known, with the personal spread in it', async () => {
    const features = new Float64Array(width).fill(NaN);
    const { risk, sd } = await run([
      { features, personal: { logOdds: 0, variance: 0 } },
      { features, personal: { logOdds: 0, variance: 0.5 } },
    ]);
    expect(risk[0]).toBeGreaterThan(0);
    expect(risk[0]).toBeLessThan(0.5);
    expect(sd[1]! ** 2 - sd[0]! ** 2).toBeCloseTo(0.5, 4);
  });

  it('gives a ward at once what it gives each patient alone', async () => {
    const rows = fc.sample(anyRow, { numRuns: 40, seed: 7 });
    const together = await run(rows);
    for (const [index, row] of rows.entries()) {
      expect(Math.abs((await run([row])).logOdds[0]! - together.logOdds[index]!)).toBeLessThanOrEqual(1e-5);
    }
  });

  it('refuses to encode a malformed graph', () => {
    const graph = riskGraph('risk', '2', model);
    expect(() => encodeOnnx({ ...graph, version: 'one' as unknown as number })).toThrow('not an ONNX model');
  });
});
