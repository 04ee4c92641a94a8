import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import prettier from 'prettier';

/*
 * Writes the spline figures of the GLI reference equations as TypeScript, from the CSV files that PySpiro (MIT) carries:
 *
 *   node infra/gli/write-splines.mjs <folder with bowerman_2022_splines.csv and gli_2012_splines.csv>
 *
 * Columns are chosen by their header, never by position: the order of L, M and S differs from table to table.
 */

const DECIMALS = 7;
const FIRST_AGE_YEARS = 3;
const LAST_AGE_YEARS = 95;
const STEP_YEARS = 0.25;
const TARGET = fileURLToPath(new URL('../../libs/domain/src/spirometry/', import.meta.url));

const SEXES = ['male', 'female'];
const SETS = [
  {
    name: 'gli-global-2022',
    csv: 'bowerman_2022_splines.csv',
    measures: { fev1: 'FEV1', fvc: 'FVC', fev1Fvc: 'FEV1FVC' },
    source: 'GLI Global 2022 (Bowerman et al., Am J Respir Crit Care Med 2023;207:768)',
  },
  {
    name: 'gli-2012',
    csv: 'gli_2012_splines.csv',
    measures: { fev1: 'FEV1', fvc: 'FVC', fev1Fvc: 'FEV1FVC', fef2575: 'FEF25_75' },
    source: 'GLI-2012 (Quanjer et al., Eur Respir J 2012;40:1324)',
  },
];

/**
 * The columns of a semicolon-separated table by header, as numbers (null where a cell is empty). Throws when the age grid is not every
 * quarter-year from 3 to 95, which is what the reader of the figures relies on.
 */
export function readColumns(text) {
  const [header, ...lines] = text
    .replaceAll('\r', '')
    .split('\n')
    .filter((line) => line.replaceAll(';', '').trim() !== '')
    .map((line) => line.split(';'));
  const columns = new Map(
    header.map((name, index) => [
      name.trim(),
      lines.map((cells, row) => {
        const cell = (cells[index] ?? '').trim();
        if (cell === '') return null;
        const value = Number(cell);
        if (!Number.isFinite(value)) throw new Error(`${name}, row ${row + 2}: expected a number, got ${cell}`);
        return value;
      }),
    ]),
  );
  const ages = columnOf(columns, 'age');
  const expected = (LAST_AGE_YEARS - FIRST_AGE_YEARS) / STEP_YEARS + 1;
  if (ages.length !== expected) throw new Error(`age: expected ${expected} rows, got ${ages.length}`);
  ages.forEach((age, row) => {
    const wanted = FIRST_AGE_YEARS + row * STEP_YEARS;
    if (age !== wanted) throw new Error(`age, row ${row + 2}: expected ${wanted}, got ${age}`);
  });
  return columns;
}

/** M, S and L spline of one measure and sex; `l` is null where it is 0 at every age. Empty cells are allowed at the end alone. */
export function splineOf(columns, csvMeasure, sex) {
  const figures = (parameter) => {
    const column = columnOf(columns, `${csvMeasure}_${sex}s_${parameter}spline`);
    const filled = column.findLastIndex((value) => value !== null) + 1;
    const kept = column.slice(0, filled);
    if (kept.includes(null)) throw new Error(`${csvMeasure}_${sex}s_${parameter}spline: empty cell before its end`);
    return kept.map((value) => Number(value.toFixed(DECIMALS)));
  };
  const [m, s, l] = ['M', 'S', 'L'].map(figures);
  if (s.length !== m.length || l.length !== m.length)
    throw new Error(`${csvMeasure}, ${sex}: columns of unequal length`);
  return { m, s, l: l.every((value) => value === 0) ? null : l };
}

function columnOf(columns, name) {
  const column = columns.get(name);
  if (!column) throw new Error(`expected a column ${name}`);
  return column;
}

async function typescriptOf({ name, csv, measures, source }, sex, folder) {
  const columns = readColumns(readFileSync(join(folder, csv), 'utf8'));
  const figures = Object.fromEntries(
    Object.entries(measures).map(([measure, csvMeasure]) => [measure, splineOf(columns, csvMeasure, sex)]),
  );
  const constant = `${name}-${sex}-splines`.replaceAll('-', '_').toUpperCase();
  const keys = Object.keys(measures).map((measure) => `'${measure}'`);
  const text = `import type { AgeSpline } from './age-spline.js';

/**
 * Age splines of ${source}, ${sex}, ages ${FIRST_AGE_YEARS} to ${LAST_AGE_YEARS}
 * (FEF25-75: to 90) in steps of ${STEP_YEARS} years, rounded to ${DECIMALS} decimals. Figures from \`${csv}\` of PySpiro
 * (MIT licence, copyright 2024 OnlineArts); written by \`infra/gli/write-splines.mjs\`.
 */
export const ${constant}: Record<${keys.join(' | ')}, AgeSpline> = ${JSON.stringify(figures)};
`;
  const options = await prettier.resolveConfig(TARGET + 'x.ts');
  return prettier.format(text, { ...options, parser: 'typescript' });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const folder = process.argv[2];
  if (!folder) {
    console.error('usage: node infra/gli/write-splines.mjs <folder of the CSV files>');
    process.exit(2);
  }
  for (const set of SETS) {
    for (const sex of SEXES) {
      const file = `${set.name}-${sex}-splines.ts`;
      writeFileSync(join(TARGET, file), await typescriptOf(set, sex, folder));
      console.log(`wrote libs/domain/src/spirometry/${file}`);
    }
  }
}
