/**
 * Who a process is. A pid alone is not an identity: the system gives it again to another program. Together with the instant at which
 * the process began it is one, and only such a process may be ended or adopted.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The instant at which a process began, as an opaque text that is equal only for the same process; null when there is no such process
 * (or the system does not tell).
 * @param {number} pid
 * @returns {string | null}
 */
export function startedAt(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  if (process.platform === 'linux') {
    try {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
      return `${boot}/${startTicksOf(readFileSync(`/proc/${pid}/stat`, 'utf8'))}`;
    } catch {
      return null;
    }
  }
  if (process.platform === 'win32') return null;
  try {
    return execFileSync('ps', ['-p', String(pid), '-o', 'lstart='], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/**
 * Field 22 (start time in clock ticks since boot) of a line of /proc/<pid>/stat. The command in field 2 may hold spaces and brackets,
 * so that fields are counted from the last bracket. See proc(5).
 * @param {string} stat
 * @returns {string}
 */
export function startTicksOf(stat) {
  const afterCommand = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = afterCommand[22 - 3];
  if (ticks === undefined || !/^\d+$/.test(ticks)) throw new Error('not a line of /proc/<pid>/stat');
  return ticks;
}

/**
 * Is that process still the one that was written down? A process that has ended but was not yet collected (a zombie) is not.
 * @param {{ pid: number, startedAt: string | null }} identity
 * @returns {boolean}
 */
export function isSameProcess(identity) {
  if (identity.startedAt === null) return false;
  if (startedAt(identity.pid) !== identity.startedAt) return false;
  return !isZombie(identity.pid);
}

/** @param {number} pid */
function isZombie(pid) {
  if (process.platform !== 'linux') return false;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat[stat.lastIndexOf(')') + 2] === 'Z';
  } catch {
    return true;
  }
}

/**
 * Is there any process of that number, whoever owns it?
 * @param {number} pid
 */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !isZombie(pid);
}

/**
 * The command line of a process, for the check that it is what it should be; empty when it cannot be read.
 * @param {number} pid
 * @returns {string}
 */
export function commandLine(pid) {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' });
  } catch {
    return '';
  }
}

/**
 * Ends a process and waits until it is gone: `signal` first, after `graceMs` SIGKILL.
 * @param {{ pid: number, startedAt: string | null }} identity ended only while it is still that process
 * @param {{ signal?: NodeJS.Signals, graceMs?: number }} [options]
 * @returns {Promise<'ended' | 'killed' | 'not-running'>}
 */
export async function endProcess(identity, { signal = 'SIGTERM', graceMs = 10_000 } = {}) {
  if (!isSameProcess(identity)) return 'not-running';
  trySignal(identity.pid, signal);
  if (await isGoneWithin(identity, graceMs)) return 'ended';
  trySignal(identity.pid, 'SIGKILL');
  await isGoneWithin(identity, 5_000);
  return 'killed';
}

/** @param {number} pid @param {NodeJS.Signals} signal */
function trySignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** @param {{ pid: number, startedAt: string | null }} identity @param {number} waitMs */
async function isGoneWithin(identity, waitMs) {
  const until = Date.now() + waitMs;
  while (isSameProcess(identity)) {
    if (Date.now() >= until) return false;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return true;
}
