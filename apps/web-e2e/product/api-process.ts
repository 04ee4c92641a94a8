import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Ends the product's API process as a crash would (kill -9), whose pid its supervisor wrote down. Returns that pid. Throws when DATA_DIR
 * does not say which process it is.
 */
export function crashApi(): number {
  const dataDir = process.env['DATA_DIR'];
  if (!dataDir) throw new Error('DATA_DIR: expected the data directory of the running product, found nothing');
  const table = JSON.parse(readFileSync(join(dataDir, 'processes.json'), 'utf8')) as { api?: { pid?: number } };
  const pid = table.api?.pid;
  if (pid === undefined) throw new Error(`DATA_DIR: ${dataDir} names no API process`);
  process.kill(pid, 'SIGKILL');
  return pid;
}
