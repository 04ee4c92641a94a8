import { readFileSync, readdirSync } from 'node:fs';

/** USER_HZ, which Linux fixes at 100 for what it tells programs. */
const TICKS_PER_SECOND = 100;

/**
 * CPU time that a process has used, all its threads together.
 * @param {number} pid
 * @returns {number | null} seconds, to the hundredth; null where there is no /proc
 */
export function cpuSecondsOf(pid) {
  return statOf(pid)?.cpuSeconds ?? null;
}

/** The first process of a PostgreSQL server. @param {number} session process of one of its sessions @returns {number | null} null where there is no /proc */
export function serverOf(session) {
  return statOf(session)?.parent ?? null;
}

/**
 * CPU time of a PostgreSQL server: of the processes that its first process has now, and of those that it had.
 * @param {number} server its first process
 * @returns {number | null} seconds, to the hundredth; null where there is no /proc
 */
export function serverCpuSecondsOf(server) {
  const children = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (statOf(Number(name)) ?? []) : []));
  const now = children.filter(({ parent }) => parent === server).reduce((sum, each) => sum + each.cpuSeconds, 0);
  const first = statOf(server);
  return first === null ? null : now + first.cpuSeconds + first.endedChildrenSeconds;
}

/** @param {number} pid @returns {{ parent: number, cpuSeconds: number, endedChildrenSeconds: number } | null} */
function statOf(pid) {
  let stat;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name of the program, in brackets, may hold blanks; ppid is the 4th field, utime, stime, cutime and cstime the 14th to 17th.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  return {
    parent: fields[1],
    cpuSeconds: (fields[11] + fields[12]) / TICKS_PER_SECOND,
    endedChildrenSeconds: (fields[13] + fields[14]) / TICKS_PER_SECOND,
  };
}
