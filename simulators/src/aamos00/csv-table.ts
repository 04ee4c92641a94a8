import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { UsageError } from '../system/command-line.js';

/** One row of a published file. Cells are asked for by column name; what does not fit is an error that names file, row and column. */
export interface CsvRow {
  readonly file: string;
  /** Line in the file, the header being 1. */
  readonly line: number;
  /** The cell as text; null when it is NA or empty. */
  text(column: string): string | null;
  number(column: string): number | null;
  integer(column: string): number | null;
  requiredInteger(column: string): number;
  boolean(column: string): boolean | null;
}

/** The data set's files that are read, by what they hold. */
export const AAMOS_FILES = {
  patients: 'anonym_aamos00_patient_info.csv',
  peakFlow: 'anonym_aamos00_peakflow.csv',
  inhaler: 'anonym_aamos00_smartinhaler.csv',
  environment: 'anonym_aamos00_environment.csv',
  daily: 'anonym_aamos00_dailyquestionnaire.csv',
  weekly: 'anonym_aamos00_weeklyquestionnaire.csv',
} as const;
export type AamosFile = keyof typeof AAMOS_FILES;

/** Reads one file of the data set. Throws UsageError for a missing file or one that is not CSV. */
export async function readAamosFile(folder: string, which: AamosFile): Promise<CsvRow[]> {
  const file = AAMOS_FILES[which];
  let text: string;
  try {
    text = await readFile(join(folder, file), 'utf8');
  } catch (error) {
    throw new UsageError(`${join(folder, file)}: expected a file of AAMOS-00 (${(error as Error).message})`);
  }
  return csvRows(file, text);
}

/** Rows of a CSV text with a header. Throws UsageError when the text is not CSV. */
export function csvRows(file: string, text: string): CsvRow[] {
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    records = parse(text, {
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
    }) as unknown as typeof records;
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  return records.map(({ record, info }) => csvRow(file, info.lines, record));
}

function csvRow(file: string, line: number, cells: Readonly<Record<string, string>>): CsvRow {
  const wrong = (column: string, expected: string): UsageError =>
    new UsageError(
      `${file}, row ${line}, column ${column}: expected ${expected}, got ${JSON.stringify(cells[column])}`,
    );
  const text = (column: string): string | null => {
    const cell = cells[column];
    if (cell === undefined) throw new UsageError(`${file}: expected a column named ${column}`);
    const trimmed = cell.trim();
    return trimmed === '' || trimmed === 'NA' ? null : trimmed;
  };
  const number = (column: string): number | null => {
    const cell = text(column);
    if (cell === null) return null;
    const value = Number(cell);
    if (!Number.isFinite(value)) throw wrong(column, 'a number');
    return value;
  };
  const integer = (column: string): number | null => {
    const value = number(column);
    if (value !== null && !Number.isInteger(value)) throw wrong(column, 'a whole number');
    return value;
  };
  return {
    file,
    line,
    text,
    number,
    integer,
    requiredInteger(column) {
      const value = integer(column);
      if (value === null) throw wrong(column, 'a whole number');
      return value;
    },
    boolean(column) {
      const cell = text(column)?.toUpperCase();
      if (cell === undefined) return null;
      if (cell !== 'TRUE' && cell !== 'FALSE') throw wrong(column, 'TRUE or FALSE');
      return cell === 'TRUE';
    },
  };
}
