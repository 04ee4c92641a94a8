/** A process that holds more than this does not hold its memory in bounds. */
export const MEMORY_MOST_MEGABYTES = 640;
/** Node itself hears nothing before it runs a program's first line. */
const DEAF_AT_MOST_MS = 1_000;

/**
 * @typedef {{ name: string, exits: readonly import('../line/kept-process.mjs').Exit[], peakMegabytes: number, isUp: boolean }} Watched
 */

/**
 * No process ended by itself, ended otherwise than it was asked, or grew without bounds. One that could not start because the store was
 * away by a fault of ours may say so and end, before it was ever up.
 * @param {{ processes: readonly Watched[], storeWasAway: boolean }} evidence
 * @returns {string[]}
 */
export function judgeProcesses({ processes, storeWasAway }) {
  return processes.flatMap(({ name, exits, peakMegabytes, isUp }) => {
    const problems = exits.flatMap(({ how, asked, wasUp, livedMs }) => {
      if (asked) {
        const isDeaf = how === 'SIGTERM' && !wasUp && livedMs < DEAF_AT_MOST_MS;
        const isRight = isDeaf || how === 'SIGKILL' || how === 'exit code 0';
        return isRight ? [] : [`${name} was asked to end and ended by ${how}`];
      }
      return !wasUp && storeWasAway && how === 'exit code 1' ? [] : [`${name} ended by itself: ${how}`];
    });
    if (peakMegabytes > MEMORY_MOST_MEGABYTES) problems.push(`${name} held ${Math.round(peakMegabytes)} MB`);
    if (!isUp) problems.push(`${name} is not up`);
    return problems;
  });
}
