const beganAt = Date.now();

let write = console.log;

/** From now on progress goes to standard error: for programs whose standard output is read by other programs. */
export function sayOnStandardError() {
  write = console.error;
}

/** One line of progress with the seconds since the start. @param {string} line */
export function say(line) {
  write(`${secondsSince(beganAt).padStart(7)}  ${line}`);
}

/** @param {number} fromMs @returns {string} e.g. `12.3 s` */
export function secondsSince(fromMs) {
  return `${((Date.now() - fromMs) / 1000).toFixed(1)} s`;
}

/**
 * Ends the program with a message for the person in front of it: for what they can put right, not for bugs.
 * @param {string} message
 * @returns {never}
 */
export function giveUp(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}

/**
 * Says every ten seconds that something is still going on, until `stop`.
 * @param {string} what
 * @returns {{ stop: () => void }}
 */
export function sayWhileWaiting(what) {
  const from = Date.now();
  const timer = setInterval(() => say(`… ${what} (${secondsSince(from)})`), 10_000);
  return { stop: () => clearInterval(timer) };
}
