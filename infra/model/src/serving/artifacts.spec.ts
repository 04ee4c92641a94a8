import { beforeAll, describe, expect, it } from '@jest/globals';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { RiskFigure } from '@airway-twin/contracts/risk-model';
import { NET, SERVED, TREES } from '../evaluation/compare.js';
import { figureText } from '../evaluation/table.js';
import { MANIFEST_FILE, modelArtifacts, readManifest, type AdditiveManifest } from './artifacts.js';

const folder = fileURLToPath(new URL('../../artifacts/', import.meta.url));
let manifest: AdditiveManifest;

beforeAll(async () => {
  manifest = readManifest(await readFile(join(folder, MANIFEST_FILE), 'utf8'));
});

describe('the committed model', () => {
  it('is made of its coefficients: model file, manifest and card come out the same, byte for byte', async () => {
    for (const [name, bytes] of modelArtifacts(manifest)) {
      const committed = await readFile(join(folder, name));
      expect({ name, same: Buffer.compare(committed, bytes) === 0 }).toEqual({ name, same: true });
    }
  });

  it('is refused when its coefficients were changed, or when it was made for other features', async () => {
    const { model } = manifest;
    expect(() => modelArtifacts({ ...manifest, model: { ...model, baseLogOdds: model.baseLogOdds + 1 } })).toThrow(
      'the coefficients give another file',
    );
    const text = await readFile(join(folder, MANIFEST_FILE), 'utf8');
    expect(() => readManifest(text.replace(manifest.featureSchemaHash, 'fnv1a64:0'))).toThrow(
      'made for other features',
    );
  });

  it('was judged on people it did not learn from, is calibrated there, and its card says so with the same figures', async () => {
    const { evaluation, trainedWith } = manifest;
    expect((trainedWith['evaluatedOn'] as { seed: number }).seed).not.toBe(trainedWith.seed);
    const figures = evaluation.models.find(({ name }) => name === SERVED)!.figures;
    const slope = figures['calibrationSlope']!;
    expect(slope.value!).toBeGreaterThanOrEqual(0.9);
    expect(slope.value!).toBeLessThanOrEqual(1.1);
    const card = await readFile(join(folder, manifest.file.replace('.onnx', '.md')), 'utf8');
    for (const figure of [figures['auc']!, slope] as RiskFigure[]) expect(card).toContain(figure.value!.toFixed(2));
    expect(card).toContain('No real patient was learnt from');
    expect(card).toContain('Not validated in children');
  });

  it('is told in the README with the figures of its evaluation, digit by digit', async () => {
    const { people, events, models } = manifest.evaluation;
    const readme = await readFile(fileURLToPath(new URL('../../../../README.md', import.meta.url)), 'utf8');
    const cells = readme
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );
    expect(cells.map(([first]) => first)).toContain(`on ${people} people never seen, ${events} attacks`);
    const columns = [
      ['auc', 3],
      ['brier', 4],
      ['calibrationSlope', 2],
      ['alertsPerPatientMonth', 2],
    ] as const;
    for (const { name, figures } of models) {
      const told = columns.map(([figure, digits]) => figureText(figures[figure], digits).replace(/^–$/, ''));
      expect(cells).toContainEqual([name, ...told]);
    }
    const text = readme.replace(/\s+/g, ' ');
    const gain = manifest.evaluation['personalGain'] as Record<string, RiskFigure>;
    expect(text).toContain(`AUC ${figureText(gain['auc'], 3)}, Brier skill ${figureText(gain['brierSkill'], 4)}`);
    const served = manifest.evaluation['atOperatingPoint'] as Record<string, RiskFigure>;
    expect(text).toContain(`${figureText(served['alertsPerPatientMonth'], 2)} alerts per patient-month`);
    expect(text).toContain(`${figureText(served['sensitivity'], 2)} of the attacks`);
    expect(text).toContain(`of 100 alerts ${figureText(served['precedeAttackOfHundred'], 0)} come before an attack`);
  });

  it('is the simplest of those that were not worse: trees and net, which may bend as they like, were hardly better', () => {
    const { differences } = manifest.evaluation as unknown as {
      differences: { name: string; figures: { auc: RiskFigure; brierSkill: RiskFigure } }[];
    };
    expect(differences.map(({ name }) => name)).toEqual([TREES, NET]);
    for (const { figures } of differences) {
      expect(figures.auc.low!).toBeLessThan(0.01);
      expect(figures.brierSkill.low!).toBeLessThan(0.01);
    }
  });

  it('gains by the patient’s own weeks over the population model', () => {
    const { personalGain } = manifest.evaluation as unknown as {
      personalGain: { auc: RiskFigure; brierSkill: RiskFigure };
    };
    expect(personalGain.auc.low!).toBeGreaterThan(0);
    expect(personalGain.brierSkill.low!).toBeGreaterThan(0);
  });

  it('expects alerts within the budget', () => {
    const { alertFrom, alertUntil, alertsPerPatientMonth } = manifest.operatingPoint;
    expect(alertsPerPatientMonth!).toBeLessThanOrEqual(1);
    expect(alertUntil).toBeLessThan(alertFrom);
  });
});
