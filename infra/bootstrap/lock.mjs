import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { isSameProcess, startedAt } from './process-identity.mjs';

/**
 * Takes a lock file: at most one living process holds it. The lock of a process that has died is taken over.
 * @param {string} path
 * @param {{ waitMs?: number }} [options] how long to wait for another holder; 0: not at all
 * @returns {Promise<{ taken: true, release: () => void } | { taken: false, holderPid: number }>}
 */
export async function takeLock(path, { waitMs = 0 } = {}) {
  const mine = { pid: process.pid, startedAt: startedAt(process.pid), key: randomUUID() };
  const draft = `${path}.${mine.key}`;
  const until = Date.now() + waitMs;
  for (;;) {
    // link() makes the file with its content in one step: nobody ever reads a lock that is still empty.
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o644 });
    try {
      linkSync(draft, path);
      return { taken: true, release: () => releaseLock(path, mine.key) };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
    const holder = readLock(path);
    if (holder !== null && !isSameProcess(holder)) {
      removeDeadLock(path, holder.key);
      continue;
    }
    if (holder !== null && Date.now() >= until) return { taken: false, holderPid: holder.pid };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** @param {string} path */
function readLock(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    if (error instanceof SyntaxError) return { pid: 0, startedAt: null, key: '' };
    throw error;
  }
}

/**
 * Moves the dead lock aside before it is deleted: should another process have been quicker, what was moved is its living lock, and it
 * is put back.
 * @param {string} path @param {string} key
 */
function removeDeadLock(path, key) {
  const aside = `${path}.${randomUUID()}`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if (error.code === 'ENOENT') return;
    throw error;
  }
  if (readLock(aside)?.key !== key) {
    try {
      linkSync(aside, path);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
  rmSync(aside, { force: true });
}

/** @param {string} path @param {string} key */
function releaseLock(path, key) {
  if (readLock(path)?.key === key) rmSync(path, { force: true });
}
