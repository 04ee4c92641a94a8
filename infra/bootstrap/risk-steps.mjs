/**
 * The programs that make up `npm run train` and `npm run evaluate`: invented (or real) people are turned into rows by the simulators, and
 * the model learns from rows or is judged on them. The rows are kept beside the installed packages and never committed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROGRAM, ROOT } from './workspace.mjs';

const CACHE = join(ROOT, 'node_modules/.cache/airway-twin');
/** The people learnt from and, of another seed, those judged on. */
const LEARNT_FROM = { seed: 1, patients: 1500, years: 2 };
const JUDGED_ON = { seed: 2, patients: 1500, years: 2 };

/**
 * `train [--patients N] [--judged N] [--years Y]`: two cohorts, then the training. Each step is a program with its arguments.
 * @param {readonly string[]} given
 */
export function trainSteps(given) {
  const years = option(given, '--years') ?? LEARNT_FROM.years;
  const learntFrom = { ...LEARNT_FROM, years, patients: option(given, '--patients') ?? LEARNT_FROM.patients };
  const judgedOn = { ...JUDGED_ON, years, patients: option(given, '--judged') ?? JUDGED_ON.patients };
  return [cohort(learntFrom), cohort(judgedOn), [PROGRAM.model, 'train', rows(learntFrom), rows(judgedOn)]];
}

/**
 * `evaluate` judges the model on people it never saw, whose rows are made unless the training left them (`--fresh`: always);
 * `evaluate aamos00 <folder>` on the real people of that study.
 * @param {readonly string[]} given
 */
export function evaluateSteps(given) {
  if (given[0] === 'aamos00') {
    const file = join(CACHE, 'rows-aamos00.bin');
    return [
      [PROGRAM.simulators, 'cohort', 'aamos00', ...given.slice(1), '--out', file],
      [PROGRAM.model, 'evaluate', file],
    ];
  }
  const judgedOn = {
    seed: option(given, '--seed') ?? JUDGED_ON.seed,
    years: option(given, '--years') ?? JUDGED_ON.years,
    patients: option(given, '--judged') ?? JUDGED_ON.patients,
  };
  const isThere = existsSync(rows(judgedOn)) && !given.includes('--fresh');
  return [...(isThere ? [] : [cohort(judgedOn)]), [PROGRAM.model, 'evaluate', rows(judgedOn)]];
}

function cohort(plan) {
  const { patients, years, seed } = plan;
  const who = ['--patients', `${patients}`, '--years', `${years}`, '--seed', `${seed}`];
  return [PROGRAM.simulators, 'cohort', ...who, '--out', rows(plan)];
}

function rows({ patients, years, seed }) {
  return join(CACHE, `rows-${seed}-${patients}x${years}.bin`);
}

function option(given, name) {
  const at = given.indexOf(name);
  return at < 0 ? undefined : Number(given[at + 1]);
}
