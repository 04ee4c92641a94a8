/** Composes `infra/validation/physiology.md` of the parts that the specs left. The same parts give the same bytes. */
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = new URL('../../', import.meta.url);
const FOLDER = new URL('infra/validation/', ROOT);

/** Every check that the physiology must pass; the page names those of which there is no row. 14 and 16 are not used. */
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 17];

const HEAD = ['#', 'check', 'expected', 'got', 'met', 'basis'];

/** Writes the page when it differs from what is there. A part whose spec is gone is removed. */
export function composeAcceptancePage() {
  const parts = new URL('parts/', FOLDER);
  if (!existsSync(parts)) return;
  const rows = [];
  for (const name of readdirSync(parts).sort()) {
    if (!name.endsWith('.json')) continue;
    const file = new URL(name, parts);
    const part = JSON.parse(readFileSync(file, 'utf8'));
    if (existsSync(new URL(part.spec, ROOT))) rows.push(...part.rows);
    else rmSync(file);
  }
  rows.sort((a, b) => a.number - b.number);
  const page = new URL('physiology.md', FOLDER);
  const text = pageOf(rows);
  if (existsSync(page) && readFileSync(page, 'utf8') === text) return;
  const draft = `${fileURLToPath(page)}.${process.pid}`;
  writeFileSync(draft, text);
  renameSync(draft, page);
}

function pageOf(rows) {
  const open = rows.filter((row) => !row.met);
  const missing = NUMBERS.filter((number) => !rows.some((row) => row.number === number));
  const lines = [
    '# Acceptance numbers of the physiology',
    '',
    'Written by the test run: each row is asserted by a spec, and the specs fail when a row is not met without a known reason. Numbers 14 and',
    '16 are not used. "(derived)" is a figure computed from published ones; "(to verify)" one that still has to be looked up in its source.',
    '',
    ...table([
      HEAD,
      ...rows.map((row) => [
        String(row.number),
        row.check,
        row.expected,
        row.got,
        row.met ? 'yes' : '**no**',
        row.basis,
      ]),
    ]),
    '',
    '## Not met',
    '',
    ...(open.length === 0
      ? ['None of the checks above.']
      : open.map(
          (row) => `- ${row.number}, ${row.check}: ${row.notMetBecause ?? 'no reason is known: the test fails'}`,
        )),
    '',
    ...(missing.length === 0 ? [] : [`No row yet for ${missing.join(', ')}.`, '']),
  ];
  return lines.join('\n');
}

/** Columns of even width, as the formatter of this repository wants them. */
function table(cells) {
  const escaped = cells.map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = HEAD.map((_, column) => Math.max(3, ...escaped.map((row) => [...row[column]].length)));
  const line = (row) =>
    `| ${row.map((cell, column) => cell + ' '.repeat(widths[column] - [...cell].length)).join(' | ')} |`;
  const [head, ...body] = escaped;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)];
}
