import { resolve } from 'node:path';
import { cohortTable } from '../cohort/effect-table.js';
import { writeCohortRows } from '../cohort/cohort-rows.js';
import { writeStudyRows } from '../cohort/study-rows.js';
import { UsageError } from '../system/command-line.js';
import type { Program, ProgramContext } from './program.js';

const DEFAULT = { patients: 2000, years: 2, seed: 1 } as const;
/** The table is that of one cohort, always the same: it is kept with the project. */
const TABLE = { patients: 4000, seed: 2026 } as const;

export const cohortProgram: Program = {
  usage: `cohort [--patients ${DEFAULT.patients}] [--years ${DEFAULT.years}] [--seed ${DEFAULT.seed}] --out <file>
  Patient-days of invented people for training and judging the risk model: what devices and diaries told went through the twin.
cohort --table [--patients ${TABLE.patients}] [--seed ${TABLE.seed}] [--out <file>]
  Published effects beside what the cohort shows; also written to a file (Markdown).
cohort aamos00 <folder> --out <file>
  The same rows from the real people of AAMOS-00. Needs no running system, as the others.`,
  options: {
    patients: { kind: 'number', least: 1, most: 100_000 },
    years: { kind: 'number', least: 0.1, most: 5 },
    seed: { kind: 'number', least: 0, most: 0xffffffff },
    out: { kind: 'text' },
    table: { kind: 'flag' },
  },
  async run(context) {
    const [who, folder, ...more] = context.line.positionals;
    if (who !== undefined && who !== 'aamos00')
      throw new UsageError(`cohort: expected nothing or aamos00, got "${who}"`);
    if (who === undefined) return context.line.flag('table') ? table(context) : rows(context);
    if (folder === undefined || more.length > 0) throw new UsageError('cohort aamos00: expected one folder');
    const found = await writeStudyRows(resolve(folder), outFile(context));
    context.print(`people ${found.people} attacks ${found.attacks} rows ${found.rows}`);
    return 0;
  },
};

async function rows(context: ProgramContext): Promise<number> {
  const { line, say, print, wallNowMs } = context;
  const plan = {
    patients: whole(context, 'patients', DEFAULT.patients),
    years: line.number('years') ?? DEFAULT.years,
    seed: whole(context, 'seed', DEFAULT.seed),
  };
  const file = outFile(context);
  const beganMs = wallNowMs();
  const tenth = Math.ceil(plan.patients / 10);
  await writeCohortRows(plan, file, (done) => {
    if (done % tenth === 0) say(`${done} of ${plan.patients} people, ${seconds(wallNowMs() - beganMs)} s`);
  });
  print(`people ${plan.patients} years ${plan.years} seed ${plan.seed}: ${file}`);
  return 0;
}

async function table(context: ProgramContext): Promise<number> {
  const plan = { patients: whole(context, 'patients', TABLE.patients), seed: whole(context, 'seed', TABLE.seed) };
  const beganMs = context.wallNowMs();
  const lines = await cohortTable(plan, context.line.text('out') ?? null, (done, all) => {
    if (done % Math.ceil(all / 10) === 0)
      context.say(`${done} of ${all} lives, ${seconds(context.wallNowMs() - beganMs)} s`);
  });
  for (const text of lines) context.print(text);
  return 0;
}

function outFile({ line }: ProgramContext): string {
  const out = line.text('out');
  if (out === undefined) throw new UsageError('cohort: expected --out <file>');
  return resolve(out);
}

function whole({ line }: ProgramContext, name: 'patients' | 'seed', usual: number): number {
  const value = line.number(name) ?? usual;
  if (!Number.isInteger(value)) throw new UsageError(`--${name}: expected a whole number, got ${value}`);
  return value;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(0);
}
