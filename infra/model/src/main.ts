import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeRiskRows } from '@airway-twin/contracts/risk-rows';
import { evaluated } from './evaluation/compare.js';
import { differingFigures } from './evaluation/same-figures.js';
import { comparisonTable, figureText } from './evaluation/table.js';
import { patientDays } from './learning/patient-days.js';
import { trainOn } from './learning/train.js';
import { MANIFEST_FILE, manifestOf, modelArtifacts, readManifest, type AdditiveManifest } from './serving/artifacts.js';
import { outsideLines } from './serving/model-card.js';
import type { RiskEvaluation, RiskFigure } from '@airway-twin/contracts/risk-model';

const USAGE = `train <rows> <rows of other people>   learn from the first, judge on the second, write the model's files
evaluate <rows>                       judge the model that is there
export                                write the model file and the card again from the manifest`;

const folder = fileURLToPath(new URL('../artifacts/', import.meta.url));
const REAL_PEOPLE_SEED = 0;

const [command, ...files] = process.argv.slice(2);
if (command === 'train' && files.length === 2) await train(files[0]!, files[1]!);
else if (command === 'evaluate' && files.length === 1) await evaluate(files[0]!);
else if (command === 'export' && files.length === 0) await write(await manifest());
else {
  console.error(USAGE);
  process.exitCode = 2;
}

async function train(file: string, otherFile: string): Promise<void> {
  const [rows, others] = [await rowsOf(file), await rowsOf(otherFile)];
  if (rows.header.seed === others.header.seed)
    throw new Error(`seed ${rows.header.seed}: the people judged are those learnt from`);
  const trained = trainOn(patientDays(rows), rows.header.seed, true, (line) => console.error(line));
  const evaluation = evaluated(patientDays(others), trained);
  print(evaluation);
  await write(manifestOf(trained, evaluation, rows.header, others.header));
}

async function evaluate(file: string): Promise<void> {
  const rows = await rowsOf(file);
  const served = await manifest();
  const { model, frailtyShape, operatingPoint, trainedWith } = served;
  if (rows.header.seed === trainedWith.seed)
    throw new Error(`seed ${trainedWith.seed}: the model learnt from these people`);
  const fresh = evaluated(patientDays(rows), {
    additive: model,
    frailtyShape,
    threshold: operatingPoint,
    sets: null,
    trees: null,
    net: null,
  });
  const told = trainedWith['evaluatedOn'] as Record<string, unknown>;
  const { seed, patients, years, cohortVersion } = rows.header;
  const sameRows = Object.entries({ seed, patients, years, cohortVersion }).every(([name, one]) => told[name] === one);
  if (rows.header.seed === REAL_PEOPLE_SEED) {
    print(fresh);
    console.log('So few people and events cannot show that the model works; they can show where it fails.');
    for (const line of outsideLines(fresh)) console.log(line);
    return;
  }
  // What was only trained to be compared is not kept: its lines are those of the training, on the same people.
  const kept = sameRows
    ? served.evaluation.models.filter(({ name }) => !fresh.models.some((each) => each.name === name))
    : [];
  print({ ...fresh, models: [...fresh.models, ...kept] });
  if (kept.length > 0)
    console.log('Trees, net and the smaller feature sets: as judged on these people when the model was trained.');
  if (!sameRows) return;
  const differing = differingFigures(fresh, served.evaluation);
  for (const each of differing) console.error(`not as in ${MANIFEST_FILE}: ${each}`);
  if (differing.length > 0) process.exitCode = 1;
  else console.log(`Every figure is that of ${MANIFEST_FILE} and of its card.`);
}

function print(evaluation: RiskEvaluation): void {
  const gain = evaluation['personalGain'] as Record<string, RiskFigure>;
  const at = evaluation['atOperatingPoint'] as Record<string, RiskFigure>;
  console.log(
    `${evaluation.people} people, ${evaluation.events} attacks, ${String(evaluation['patientDays'])} days judged`,
  );
  for (const line of comparisonTable(evaluation)) console.log(line);
  console.log(
    `personal less population: AUC ${figureText(gain['auc'], 3)}, Brier skill ${figureText(gain['brierSkill'], 4)}`,
  );
  for (const { name, figures } of (evaluation['differences'] ?? []) as {
    name: string;
    figures: Record<string, RiskFigure>;
  }[])
    console.log(
      `${name} less additive: AUC ${figureText(figures['auc'], 3)}, Brier skill ${figureText(figures['brierSkill'], 4)}`,
    );
  console.log(
    `as served: ${figureText(at['alertsPerPatientMonth'], 2)} alerts per patient-month, sensitivity ${figureText(at['sensitivity'], 2)}, ` +
      `of 100 alerts ${figureText(at['precedeAttackOfHundred'], 1)} before an attack, lead ${figureText(at['leadDays'], 0)} d`,
  );
}

async function rowsOf(file: string) {
  return decodeRiskRows(await readFile(file));
}

async function manifest(): Promise<AdditiveManifest> {
  return readManifest(await readFile(join(folder, MANIFEST_FILE), 'utf8'));
}

async function write(content: AdditiveManifest): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of modelArtifacts(content)) {
    await writeFile(join(folder, name), bytes);
    console.error(`${name}: ${bytes.length} bytes`);
  }
}
