import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Observation } from '@airway-twin/domain/measurement';
import { riskFeatures, scoreAdditively, type AdditiveRisk } from '@airway-twin/domain/risk';
import { aPeakFlowSession, at, contextAt, preventerTaken, relieverPuffs } from '@airway-twin/domain/testing';
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
/** So many doses in a row, three days, and the inhaler counts as silent: whether more were missed is then not known. */
const SILENT_FROM = 6;
const withMissed = (missed: number) => [...mornings, ...doses.slice(0, doses.length - 1 - missed), last];

describe('a story that gets worse, through the twin and the committed model', () => {
  it('more missed doses never lower the risk', () => {
    let previous = -Infinity;
    for (let missed = 0; missed <= SILENT_FROM; missed++) {
      const next = risk(withMissed(missed));
      expect(next).toBeGreaterThanOrEqual(previous - 1e-9);
      previous = next;
    }
    expect(previous).toBeGreaterThan(risk([...mornings, ...doses]));
  });

  it('once the inhaler counts as silent, a longer silence hardly moves the risk, and never back to that of doses taken', () => {
    const silent = risk(withMissed(SILENT_FROM));
    for (let missed = SILENT_FROM + 1; missed <= 12; missed++) {
      const longer = risk(withMissed(missed));
      // The same blows with less of the preventer leave less room for a cold: the odds go by 1 % at most.
      expect(Math.abs(longer - silent)).toBeLessThan(0.01);
      expect(longer).toBeGreaterThan(risk([...mornings, ...doses]));
    }
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
