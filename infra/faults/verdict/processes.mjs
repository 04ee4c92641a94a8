/** A process that holds more than this does not hold its memory in bounds. */
export const MEMORY_MOST_MEGABYTES = 640;

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
    const problems = exits.flatMap(({ how, asked, wasUp }) => {
      if (asked)
        return how === 'SIGKILL' || how === 'exit code 0' ? [] : [`${name} was asked to end and ended by ${how}`];
      return !wasUp && storeWasAway && how === 'exit code 1' ? [] : [`${name} ended by itself: ${how}`];
    });
    if (peakMegabytes > MEMORY_MOST_MEGABYTES) problems.push(`${name} held ${Math.round(peakMegabytes)} MB`);
    if (!isUp) problems.push(`${name} is not up`);
    return problems;
  });
}
