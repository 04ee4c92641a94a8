import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The secrets of one data directory, made at random on first use and kept in `secrets.json`, which its owner alone may read.
 * @param {string} dataDir
 * @returns {{ databasePassword: string, mqttCredentialKey: string }} both base64url of 32 random bytes
 */
export function secretsOf(dataDir) {
  // Traversable, not listable: the database server runs as another user when started by root and must reach its cluster below.
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const path = join(dataDir, 'secrets.json');
  if (!existsSync(path)) makeSecrets(path);
  const known = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof known.databasePassword !== 'string' || typeof known.mqttCredentialKey !== 'string') {
    throw new Error(
      `${path}: expected databasePassword and mqttCredentialKey; remove the data directory to begin anew`,
    );
  }
  return known;
}

/** Whole or not at all, and the first of two racing processes wins. @param {string} path */
function makeSecrets(path) {
  const made = {
    databasePassword: randomBytes(32).toString('base64url'),
    mqttCredentialKey: randomBytes(32).toString('base64url'),
  };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
