import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { COHORT_VERSION } from './calibration.js';
import { cohortPool } from './cohort-rows.js';
import type { CohortJob } from './cohort-worker.js';
import type { Estimate } from './effect-statistics.js';
import { meanCourse } from './attack-course.js';
import { comparedEffects, PARTICLES_ASKED_WITH, type CohortFacts, type ComparedEffect } from './effects.js';
import { AS_IT_IS, type WhatIf } from './course-day.js';
import { COURSE_FROM_DAY, type PersonFacts } from './person-facts.js';

export interface TablePlan {
  readonly patients: number;
  readonly seed: number;
}

/** One in so many people also lives the same years with more doses taken, and with more particles in the air. */
const LIVED_AGAIN = 3;
const ADHERENCE_ADDED = 0.25;

/**
 * The table of effects as lines of Markdown, also written to `file` (null: not). The same plan gives the same lines. `onLife` hears how many
 * lives of all have been lived.
 */
export async function cohortTable(
  plan: TablePlan,
  file: string | null,
  onLife: (done: number, all: number) => void,
): Promise<string[]> {
  const lines = tableLines(plan, await cohortFacts(plan, onLife));
  if (file !== null) {
    await mkdir(dirname(resolve(file)), { recursive: true });
    await writeFile(resolve(file), `${lines.join('\n')}\n`);
  }
  return lines;
}

async function cohortFacts(
  { seed, patients }: TablePlan,
  onLife: (done: number, all: number) => void,
): Promise<CohortFacts> {
  const pool = await cohortPool({ seed, years: 1 }, false);
  const numbers = Array.from({ length: patients }, (_unused, index) => index + 1);
  const again = numbers.filter((number) => number % LIVED_AGAIN === 0);
  const jobs = (some: readonly number[], what: WhatIf): CohortJob[] =>
    some.map((number) => ({ kind: 'facts', number, what }));
  const all = [
    ...jobs(numbers, AS_IT_IS),
    ...jobs(again, { ...AS_IT_IS, adherenceAdded: ADHERENCE_ADDED }),
    ...jobs(again, { ...AS_IT_IS, pm25Added: PARTICLES_ASKED_WITH }),
  ];
  const facts: PersonFacts[] = [];
  try {
    await pool.run<CohortJob, PersonFacts>(all, (one) => {
      facts.push(one);
      onLife(facts.length, all.length);
    });
  } finally {
    await pool.close();
  }
  return {
    people: facts.slice(0, patients),
    moreAdherent: facts.slice(patients, patients + again.length),
    moreParticles: facts.slice(patients + again.length),
  };
}

/** The whole page. */
export function tableLines({ patients, seed }: TablePlan, facts: CohortFacts): string[] {
  const effects = comparedEffects(facts);
  const attacks = facts.people.reduce((sum, one) => sum + one.attacks.length, 0);
  const met = effects.filter((effect) => verdict(effect) === 'yes').length;
  return [
    '# The virtual cohort beside the published effects',
    '',
    `Written by \`npm run cohort -- --table\`: ${COHORT_VERSION}, seed ${seed}, ${patients} invented people, a year before and a year after enrolment, ${attacks} attacks.`,
    'An attack is a course of oral steroid or an emergency visit, sought when the hidden narrowing is felt as severe for hours; none is drawn',
    'from a feature. “Yes”: the cohort’s value lies in the published interval. “Not told apart”: it does not, but its own 95 % interval',
    'reaches the published one. “To verify” marks figures that have not been looked up in their source. People of real cohorts are not among these.',
    '',
    ...markdownTable([
      ['effect', 'source', 'target', 'this cohort (95 % interval)', 'met'],
      ...effects.map((effect) => [effect.effect, effect.source, effect.target, written(effect), verdict(effect)]),
    ]),
    '',
    `${met} of ${effects.length} met.`,
    '',
    '## The days around an attack',
    '',
    'Means over all attacks. Peak flow as a share of the person’s own median of the four weeks that end two weeks before; share of days with',
    'symptoms; reliever puffs a day.',
    '',
    ...markdownTable([['day', 'peak flow', 'symptom days', 'reliever puffs'], ...courseRows(facts.people)]),
  ];
}

function courseRows(people: readonly PersonFacts[]): string[][] {
  const peakFlow = meanCourse(people, 'peakFlow');
  const symptomDay = meanCourse(people, 'symptomDay');
  const relieverPuffs = meanCourse(people, 'relieverPuffs');
  return peakFlow.map((value, place) => {
    const day = String(place + COURSE_FROM_DAY).replace('-', '−');
    return [day, percent(value), percent(symptomDay[place]!), relieverPuffs[place]!.toFixed(1)];
  });
}

/** A table whose columns are as wide as their widest cell; the first row is its head. */
function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_cell, column) => Math.max(3, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(rows[0]!), line(widths.map((width) => '-'.repeat(width))), ...rows.slice(1).map(line)];
}

/** Does the cohort show the effect? */
export function verdict({
  found,
  low,
  high,
}: Pick<ComparedEffect, 'found' | 'low' | 'high'>): 'yes' | 'not told apart' | 'no' {
  if (found.value >= low && found.value <= high) return 'yes';
  return found.low <= high && found.high >= low ? 'not told apart' : 'no';
}

function written({ found, as }: ComparedEffect): string {
  const show = SHOWN[as];
  return `${show(found.value)} (${show(found.low)}–${show(found.high)})`.replaceAll('–−', ' to −');
}

const SHOWN: Readonly<Record<ComparedEffect['as'], (value: Estimate['value']) => string>> = {
  share: percent,
  ratio: (value) => value.toFixed(value < 1.2 ? 3 : 2),
  days: (value) => value.toFixed(1).replace('-', '−'),
};

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
