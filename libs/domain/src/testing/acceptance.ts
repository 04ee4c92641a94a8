/** One line of the page of acceptance numbers: what was checked, what had to come out and what did. */
export interface AcceptanceRow {
  /** Number of the check in the list of acceptance numbers. */
  readonly number: number;
  readonly check: string;
  readonly expected: string;
  /** What came out, rounded so that it is the same on every machine. */
  readonly got: string;
  readonly basis: string;
  readonly met: boolean;
  /** For a check that is known not to be met: why. The page says so instead of bending the band. */
  readonly notMetBecause?: string;
}

const NOTEBOOK = Symbol.for('airway-twin.acceptance');

/**
 * Writes one check into the page of acceptance numbers, which the test environment keeps, and fails the test when it is not met.
 * Errors: Error when the check is not met and no reason is known, or when it is met although a reason says that it is not.
 */
export function acceptance(row: AcceptanceRow): void {
  const record = (globalThis as { [NOTEBOOK]?: (row: AcceptanceRow) => void })[NOTEBOOK];
  record?.(row);
  const said = `check ${row.number}, ${row.check}: expected ${row.expected}, got ${row.got}`;
  if (!row.met && row.notMetBecause === undefined) throw new Error(said);
  if (row.met && row.notMetBecause !== undefined)
    throw new Error(`${said}: met, although "${row.notMetBecause}": take the reason away`);
}
