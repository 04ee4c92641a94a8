import {
  type CLINIC_COLUMNS,
  type OUTCOME_COLUMNS,
  RISK_ROWS_COLUMNS,
  riskRowsHeader,
  type RiskRowsHeader,
} from './header.js';

/**
 * Patient-days for training and evaluation, row by row. One row per patient and day: the features as they stood that day, and what came
 * after. The rows of one patient stand together, days ascending. A day on which the twin had not enough data to be scored has `NaN` in
 * every feature. `attackWithin7d` is `NaN` when the patient was not at risk (an attack and 14 days from its start) or the record ends sooner.
 */
export interface RiskRows {
  readonly header: RiskRowsHeader;
  /** Row-major, `header.rows` × `header.columns.length`. */
  readonly values: Float32Array;
}

const BYTES = 4;
const NEWLINE = 10;

/** The file's parts in order: header line, then the matrix as Float32 little-endian. Throws RangeError naming the field that is wrong. */
export function encodeRiskRows(rows: RiskRows): readonly [Uint8Array, Uint8Array] {
  check(rows);
  const line = new TextEncoder().encode(`${JSON.stringify(rows.header)}\n`);
  const matrix = new Uint8Array(rows.values.length * BYTES);
  const view = new DataView(matrix.buffer);
  for (let at = 0; at < rows.values.length; at++) view.setFloat32(at * BYTES, rows.values[at]!, true);
  return [line, matrix];
}

/** The rows in the bytes of a file. Throws RangeError naming the field that is wrong. */
export function decodeRiskRows(bytes: Uint8Array): RiskRows {
  const end = bytes.indexOf(NEWLINE);
  if (end < 0) throw new RangeError('rows file: no header line');
  const header = parsedHeader(new TextDecoder().decode(bytes.subarray(0, end)));
  const expected = header.rows * header.columns.length * BYTES;
  const found = bytes.length - end - 1;
  if (found !== expected) throw new RangeError(`rows file: rows: expected ${expected} bytes of them, got ${found}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + end + 1, found);
  const values = new Float32Array(found / BYTES);
  for (let at = 0; at < values.length; at++) values[at] = view.getFloat32(at * BYTES, true);
  const rows = { header, values };
  check(rows);
  return rows;
}

function parsedHeader(line: string): RiskRowsHeader {
  let told: unknown;
  try {
    told = JSON.parse(line);
  } catch {
    throw new RangeError('rows file: header: not JSON');
  }
  const parsed = riskRowsHeader.safeParse(told);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new RangeError(`rows file: header ${issue.path.join('.') || '(whole)'}: ${issue.message}`);
}

const yesNo = (value: number): boolean => value === 0 || value === 1;
const count = (value: number): boolean => Number.isInteger(value) && value >= 0;
const orMissing = (accepts: (value: number) => boolean) => (value: number) => Number.isNaN(value) || accepts(value);

/** What each column may hold; features may hold any finite number or NaN. */
const ALLOWED: Readonly<Record<string, { readonly is: (value: number) => boolean; readonly words: string }>> = {
  patient: { is: count, words: 'a whole number from 0' },
  day: { is: count, words: 'a whole number from 0' },
  ageYears: { is: orMissing((value) => value >= 0 && value < 130), words: 'years, or NaN' },
  attackToday: { is: yesNo, words: '0 or 1' },
  attackWithin7d: { is: orMissing(yesNo), words: '0, 1 or NaN' },
  'clinic.peakFlowBelow80TwoDays': { is: orMissing(yesNo), words: '0, 1 or NaN' },
  'clinic.relieverPuffs24h': { is: orMissing((value) => value >= 0 && value < Infinity), words: 'puffs, or NaN' },
  'clinic.zone': { is: orMissing((value) => yesNo(value) || value === 2), words: '0, 1, 2 or NaN' },
} satisfies Record<(typeof OUTCOME_COLUMNS)[number] | (typeof CLINIC_COLUMNS)[number], unknown>;
const FEATURE = { is: orMissing(Number.isFinite), words: 'a finite number or NaN' };

function check({ header, values }: RiskRows): void {
  const wrong = RISK_ROWS_COLUMNS.findIndex((name, index) => header.columns[index] !== name);
  if (wrong >= 0 || header.columns.length !== RISK_ROWS_COLUMNS.length) {
    const at = wrong >= 0 ? wrong : RISK_ROWS_COLUMNS.length;
    const [expected, found] = [RISK_ROWS_COLUMNS[at] ?? 'no more columns', header.columns[at] ?? 'none'];
    throw new RangeError(`rows file: columns: expected ${expected} in place ${at}, got ${found}`);
  }
  const width = header.columns.length;
  if (values.length !== header.rows * width) {
    throw new RangeError(`rows file: rows: expected ${header.rows} of ${width} columns, got ${values.length} values`);
  }
  const rules = header.columns.map((name) => ALLOWED[name] ?? FEATURE);
  const seen = new Set<number>();
  for (let row = 0; row < header.rows; row++) {
    const start = row * width;
    for (let column = 0; column < width; column++) {
      const value = values[start + column]!;
      if (rules[column]!.is(value)) continue;
      throw new RangeError(
        `rows file: row ${row}, ${header.columns[column]}: expected ${rules[column]!.words}, got ${value}`,
      );
    }
    const [patient, day] = [values[start]!, values[start + 1]!];
    const same = row > 0 && values[start - width] === patient;
    if (!same && seen.has(patient)) throw new RangeError(`rows file: row ${row}, patient: ${patient} came before`);
    if (same && values[start - width + 1]! >= day) throw new RangeError(`rows file: row ${row}, day: not ascending`);
    seen.add(patient);
  }
  if (seen.size > header.patients) {
    throw new RangeError(`rows file: patients: expected at most ${header.patients}, got ${seen.size}`);
  }
}
