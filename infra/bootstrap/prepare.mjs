import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { takeLock } from './lock.mjs';
import { giveUp, say } from './say.mjs';
import { nodeProblem, ROOT } from './workspace.mjs';

/**
 * Everything that a program of this repository needs before it can run: the right Node, the dependencies, the built projects. Two
 * starts at once take turns.
 * @param {{ quiet?: boolean }} [options] `quiet`: no word when there is nothing to do, for programs whose output is read by others
 * @returns {Promise<void>} ends the process with a message when it cannot be had
 */
export async function prepare({ quiet = false } = {}) {
  const problem = nodeProblem(process.versions.node);
  if (problem !== null) giveUp(problem);
  const path = join(ROOT, '.nx', 'prepare.lock');
  mkdirSync(join(ROOT, '.nx'), { recursive: true });
  let lock = await takeLock(path);
  if (!lock.taken) {
    say(`waiting for process ${lock.holderPid}, which installs or builds`);
    lock = await takeLock(path, { waitMs: 900_000 });
    if (!lock.taken) giveUp(`process ${lock.holderPid} has been installing or building for a quarter of an hour`);
  }
  try {
    await ensureInstalled();
    if ((await ensureBuilt()) === 'unchanged' && !quiet) say('nothing to install, nothing to build');
  } catch (error) {
    lock.release();
    giveUp(error.message);
  }
  lock.release();
}
