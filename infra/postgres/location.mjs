import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/**
 * As whom the server runs: PostgreSQL refuses root, and refuses a uid without an entry in the password file; `nobody` is everywhere.
 * @returns {{ uid: number, gid: number } | null} null: as the user that we are
 */
export function serverUser() {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return null;
  const id = (flag) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * The folder that holds programs and cluster of one data directory: inside it, unless another user is to run the server and cannot
 * traverse the way there; then a folder of that data directory's own under /var/lib.
 * @param {string} dataDir
 * @param {{ uid: number, gid: number } | null} user
 * @returns {string}
 */
export function postgresBase(dataDir, user) {
  const whole = resolve(dataDir);
  mkdirSync(whole, { recursive: true, mode: 0o711 });
  if (user === null || isTraversable(whole)) return join(whole, 'postgres');
  const name = createHash('sha256').update(whole).digest('hex').slice(0, 16);
  return join('/var/lib/airway-twin', name, 'postgres');
}

/**
 * May any user pass through this folder and all above it?
 * @param {string} folder an absolute path
 */
export function isTraversable(folder) {
  for (let at = folder; ; at = dirname(at)) {
    if ((statSync(at).mode & 0o001) === 0) return false;
    if (dirname(at) === at) return true;
  }
}
