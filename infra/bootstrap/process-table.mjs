import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startedAt } from './process-identity.mjs';

/**
 * @typedef {{ pid: number, startedAt: string | null, [detail: string]: unknown }} Entry a process and what is needed to adopt it
 * @typedef {Record<string, Entry>} Table by the name of the part, e.g. `api`
 */

const FILE = 'processes.json';

/**
 * The processes that a data directory's supervisor has started and not yet seen end. After a kill -9 of the supervisor this is how the
 * next start knows them.
 * @param {string} dataDir
 * @returns {Table} empty when there is none or it cannot be understood
 */
export function readProcessTable(dataDir) {
  const path = join(dataDir, FILE);
  if (!existsSync(path)) return {};
  try {
    return tableOf(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}

/** Keeps what has the shape of an entry. @param {unknown} value @returns {Table} */
export function tableOf(value) {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, entry]) =>
        typeof entry === 'object' &&
        entry !== null &&
        Number.isInteger(entry.pid) &&
        typeof entry.startedAt === 'string',
    ),
  );
}

/**
 * Writes a process down the moment it is started.
 * @param {string} dataDir @param {string} name @param {number} pid
 * @param {Record<string, unknown>} [details]
 * @returns {Entry}
 */
export function recordProcess(dataDir, name, pid, details = {}) {
  const entry = { pid, startedAt: startedAt(pid), ...details };
  writeTable(dataDir, { ...readProcessTable(dataDir), [name]: entry });
  return entry;
}

/** @param {string} dataDir @param {string} name */
export function forgetProcess(dataDir, name) {
  const rest = Object.entries(readProcessTable(dataDir)).filter(([known]) => known !== name);
  writeTable(dataDir, Object.fromEntries(rest));
}

/** @param {string} dataDir @param {Table} table */
function writeTable(dataDir, table) {
  const path = join(dataDir, FILE);
  writeFileSync(`${path}.part`, `${JSON.stringify(table, null, 2)}\n`);
  renameSync(`${path}.part`, path);
}
