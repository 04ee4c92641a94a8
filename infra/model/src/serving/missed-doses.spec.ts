import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Observation } from '@airway-twin/domain/measurement';
import { riskFeatures, scoreAdditively, type AdditiveRisk } from '@airway-twin/domain/risk';
import {
  aHealthMessage,
  aPeakFlowSession,
  at,
  contextAt,
  preventerTaken,
  relieverPuffs,
} from '@airway-twin/domain/testing';
import { MANIFEST_FILE, readManifest } from './artifacts.js';

const NOW = at(20, 20);
let model: AdditiveRisk;

beforeAll(async () => {
  const file = fileURLToPath(new URL(`../../artifacts/${MANIFEST_FILE}`, import.meta.url));
  model = readManifest(await readFile(file, 'utf8')).model;
});

function risk(observations: readonly Observation[]): number {
  const { state, view } = contextAt(NOW, observations);
  const features = riskFeatures(state, view, NOW);
  if (!(features instanceof Float64Array)) throw new Error('not enough data');
  return scoreAdditively(model, { features, personal: { logOdds: 0, variance: 0 } }).logOdds7d;
}

const mornings = Array.from({ length: 20 }, (_unused, day) => aPeakFlowSession(at(day, 8), 290, 285, 280));
const doses = preventerTaken(0, 20);
const last = doses.at(-1)!;
const withMissed = (missed: number) => [...mornings, ...doses.slice(0, doses.length - 1 - missed), last];

describe('a story that gets worse, through the twin and the committed model', () => {
  it('more missed doses never lower the risk, also once the inhaler counts as silent', () => {
    let previous = -Infinity;
    for (let missed = 0; missed <= 12; missed++) {
      const next = risk(withMissed(missed));
      expect(next).toBeGreaterThanOrEqual(previous - 1e-9);
      previous = next;
    }
    expect(previous).toBeGreaterThan(risk([...mornings, ...doses]));
  });

  it('more missed doses never lower the risk, whatever was blown and however much reliever was needed', () => {
    const level = fc.integer({ min: 110, max: 300 });
    const story = fc.record({
      levels: fc.array(fc.option(level, { freq: 4 }), { minLength: 20, maxLength: 20 }),
      puffs: fc.array(fc.constantFrom(0, 0, 0, 1, 2, 6), { minLength: 20, maxLength: 20 }),
      sensorShowsLife: fc.boolean(),
      fewer: fc.integer({ min: 0, max: 10 }),
      more: fc.integer({ min: 1, max: 10 }),
    });
    fc.assert(
      fc.property(story, ({ levels, puffs, sensorShowsLife, fewer, more }) => {
        const told = [
          ...levels.flatMap((pef, day) => (pef === null ? [] : [aPeakFlowSession(at(day, 8), pef, pef - 5, pef - 8)])),
          ...puffs.flatMap((count, day) => relieverPuffs(at(day, 12), count)),
          ...(sensorShowsLife ? doses.map((_dose, half) => aHealthMessage(at(half / 2, 6), 'inhaler')) : []),
        ];
        const after = (missed: number) => risk([...told, ...doses.slice(0, doses.length - 1 - missed), last]);
        expect(after(fewer + more)).toBeGreaterThanOrEqual(after(fewer) - 1e-9);
      }),
      { numRuns: 60, seed: 20 },
    );
  });

  it('more reliever puffs in the last four days never lower the risk', () => {
    let previous = -Infinity;
    for (const puffs of [0, 1, 2, 4, 8, 16, 40]) {
      const next = risk([...mornings, ...doses, ...relieverPuffs(at(19, 12), puffs)]);
      expect(next).toBeGreaterThanOrEqual(previous - 1e-9);
      previous = next;
    }
    expect(previous).toBeGreaterThan(risk([...mornings, ...doses]));
  });

  it('the lower a verified blow, the higher the risk', () => {
    let previous = -Infinity;
    for (const pef of [285, 280, 250, 220, 200, 180, 140, 100]) {
      const next = risk([...mornings, ...doses, aPeakFlowSession(at(20, 8), pef, pef - 5)]);
      expect({ pef, raised: next > previous }).toEqual({ pef, raised: true });
      previous = next;
    }
  });

  it('blows far below the usual raise the risk, reliever puffs far above it raise it further', () => {
    const quiet = risk([...mornings, ...doses]);
    const low = [...mornings, ...doses, aPeakFlowSession(at(20, 8), 180, 175)];
    expect(risk(low)).toBeGreaterThan(quiet);
    expect(risk([...low, ...relieverPuffs(at(20, 10), 8)])).toBeGreaterThan(risk(low));
  });
});
