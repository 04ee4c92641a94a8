/** What JSON and an array literal both write so. */
const SHARED_ESCAPES = /\\["\\]/g;
/** Found in every text with another escape, of a control character or a lone surrogate; and in some without. */
const MAYBE_OTHER_ESCAPE = /\\[^"\\]/;

/**
 * A column as PostgreSQL writes an array, of text, JSON as text, or whole numbers. JSON quotes text as such an array does, and a long column
 * is written in one go, where the driver goes value by value; the few lists that JSON writes otherwise are returned as they are, for the driver.
 */
export function arrayLiteral(column: readonly unknown[]): string | readonly unknown[] {
  const json = JSON.stringify(column);
  const isOther = MAYBE_OTHER_ESCAPE.test(json) && json.replaceAll(SHARED_ESCAPES, '').includes('\\');
  return isOther ? column : `{${json.slice(1, -1)}}`;
}

/** The same of every column. */
export function arrayLiterals(columns: readonly (readonly unknown[])[]): unknown[] {
  return columns.map(arrayLiteral);
}
