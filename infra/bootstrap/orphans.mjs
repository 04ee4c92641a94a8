import { endProcess, isSameProcess } from './process-identity.mjs';
import { forgetProcess, readProcessTable } from './process-table.mjs';
import { say } from './say.mjs';

/** Ended in this order: whoever sends, then whoever receives. The broker and the database are adopted instead. */
const ENDED = ['simulator', 'web', 'compiler', 'api'];

/**
 * Ends what a killed supervisor of this data directory has left running and cannot be taken over. Call it under the directory's lock.
 * @param {string} dataDir
 * @returns {Promise<void>}
 */
export async function endOrphans(dataDir) {
  const table = readProcessTable(dataDir);
  for (const name of ENDED) {
    const entry = table[name];
    if (entry === undefined) continue;
    if (isSameProcess(entry)) {
      say(`ending ${name} (process ${entry.pid}), left over from a start that was killed`);
      await endProcess(entry);
    }
    forgetProcess(dataDir, name);
  }
}
