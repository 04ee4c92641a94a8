import { isSame } from './same.mjs';

/**
 * A row of the store that bears a number: an observation, or a refused message whose number can be read.
 * @typedef {{ key: string, place: 'observation' | 'dead-letter', stream: string | null, measuredAtMs: number | null, data: unknown }} StoredMessage
 *
 * @typedef {{ receipted: number, lost: string[], doubled: string[], problems: string[] }} MessageVerdict one line for each that is wrong
 */

/**
 * Every message with a receipt is stored exactly once, whole and in its place; every other one arrives and gets its receipt; nothing is
 * stored that nobody sent.
 * @param {{ ledger: Iterable<import('../devices/ledger.mjs').LedgerEntry>, stored: readonly StoredMessage[] }} evidence
 * @returns {MessageVerdict}
 */
export function judgeMessages({ ledger, stored }) {
  const verdict = { receipted: 0, lost: [], doubled: [], problems: [] };
  /** @type {Map<string, StoredMessage[]>} */
  const found = new Map();
  for (const row of stored) found.set(row.key, [...(found.get(row.key) ?? []), row]);
  for (const entry of ledger) {
    const rows = found.get(entry.key) ?? [];
    found.delete(entry.key);
    const isReceipted = entry.receiptedAtMs !== null;
    if (isReceipted) verdict.receipted += 1;
    const [row] = rows;
    if (row === undefined && !entry.isSure && !isReceipted) continue;
    if (row === undefined)
      verdict.lost.push(`${entry.key}: ${isReceipted ? 'receipted and not stored' : 'never arrived'}`);
    else if (rows.length > 1) verdict.doubled.push(`${entry.key}: ${rows.map((each) => each.place).join(' and ')}`);
    else if (!isWhole(entry, row)) verdict.lost.push(`${entry.key}: stored as something else (${row.place})`);
    else if (!isReceipted) verdict.problems.push(`${entry.key}: stored and never receipted`);
  }
  for (const key of found.keys()) verdict.problems.push(`${key}: stored, and nobody sent it`);
  return verdict;
}

/** @param {import('../devices/ledger.mjs').LedgerEntry} entry @param {StoredMessage} row */
function isWhole(entry, row) {
  if (entry.place !== row.place) return false;
  if (entry.place === 'dead-letter') return true;
  return entry.stream === row.stream && entry.measuredAtMs === row.measuredAtMs && isSame(entry.data, row.data);
}

/**
 * What was damaged on the way is kept with its bytes, unless the broker that had taken it was killed: without a number nobody can ask for
 * it again.
 * @param {{ damaged: readonly import('../devices/ledger.mjs').Damaged[], keptSha256: ReadonlySet<string>, brokerWasKilled: boolean }} evidence
 * @returns {string[]} one line for each that is missing
 */
export function judgeDamaged({ damaged, keptSha256, brokerWasKilled }) {
  if (brokerWasKilled) return [];
  return damaged
    .filter(({ taken, sha256 }) => taken && !keptSha256.has(sha256))
    .map(({ name, topic }) => `${topic}, ${name}: taken by the broker and not kept`);
}
