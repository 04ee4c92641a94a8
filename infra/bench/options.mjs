import { parseArgs } from 'node:util';

const USAGE = `npm run bench -- [ingest|screen|scale|mechanics|twin|risk|avatar] [options]
  --rounds N      measured rounds, each with fresh patients; the median is printed (3)
  --messages N    messages of a round, and before the first twice as many unmeasured, so that code and caches are warm (60000)
  --rate N        messages a second that the screens are measured at (2000)
  --patients N    the most registered patients that the scale is measured at, from 100 in steps of ten (10000; 100000 takes minutes)
  --broker NAME   which broker the line has: embedded, or mosquitto with the settings of docker-compose.yml when it is installed (embedded)
  --quick         one round of 4000 messages and 5 s of screens: does it run at all?
  --only NAME     the same as the name alone: ingest, screen, scale, mechanics, twin, risk or avatar, the others are left out
  --save FILE     also write what was measured, with the machine's size and load, to this file
  --card          draw the avatar with this machine's graphics card, by the Chrome that CHROMIUM_PATH names
  --profile DIR   run the API with node --cpu-prof and leave its CPU profile there`;

/** @typedef {'ingest' | 'screen' | 'scale' | 'mechanics' | 'twin' | 'risk' | 'avatar'} Part */

/** Registered patients at which the cost of a message is measured; a hundred of them send. */
const SCALE_SIZES = [100, 1_000, 10_000, 100_000, 1_000_000];

/** @type {readonly Part[]} */
const PARTS = ['ingest', 'screen', 'scale', 'mechanics', 'twin', 'risk', 'avatar'];

/**
 * @typedef {{ rounds: number, messages: number, warmUpMessages: number, screenRate: number, screenSeconds: number, scaleSizes: readonly number[], mechanicsRounds: number, twinRounds: number, riskRounds: number, avatarRounds: number, recordLoads: number, graphics: 'software' | 'card', broker: 'embedded' | 'mosquitto', parts: readonly Part[], save: string | null,
 *   profile: string | null }} BenchOptions
 */

/**
 * The options of the command line, or one line that says what is wrong with them.
 * @param {string[]} args
 * @returns {BenchOptions | { problem: string }}
 */
export function parseOptions(args) {
  let values;
  let positionals;
  try {
    ({ values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        rounds: { type: 'string' },
        messages: { type: 'string' },
        rate: { type: 'string' },
        patients: { type: 'string' },
        quick: { type: 'boolean', default: false },
        only: { type: 'string' },
        save: { type: 'string' },
        profile: { type: 'string' },
        card: { type: 'boolean', default: false },
        broker: { type: 'string', default: 'embedded' },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return { problem: `${error.message}\n\n${USAGE}` };
  }
  if (values.help) return { problem: USAGE };
  const rounds = wholeNumber(values.rounds ?? (values.quick ? '1' : '3'), 1, 50);
  const messages = wholeNumber(values.messages ?? (values.quick ? '4000' : '60000'), 1000, 1_000_000);
  if (rounds === null) return { problem: `--rounds: expected a whole number from 1 to 50, found ${values.rounds}` };
  if (messages === null) {
    return { problem: `--messages: expected a whole number from 1000 to 1000000, found ${values.messages}` };
  }
  const screenRate = wholeNumber(values.rate ?? '2000', 10, 20_000);
  if (screenRate === null) return { problem: `--rate: expected a whole number from 10 to 20000, found ${values.rate}` };
  const mostPatients = wholeNumber(values.patients ?? (values.quick ? '1000' : '10000'), 100, 1_000_000);
  if (mostPatients === null) {
    return { problem: `--patients: expected a whole number from 100 to 1000000, found ${values.patients}` };
  }
  const { broker } = values;
  if (broker !== 'embedded' && broker !== 'mosquitto') {
    return { problem: `--broker: expected embedded or mosquitto, found ${broker}` };
  }
  const only = [...positionals, ...(values.only === undefined ? [] : [values.only])];
  const unknown = only.find((name) => !PARTS.some((part) => part === name));
  if (unknown !== undefined) return { problem: `expected ${PARTS.join(', ')}, found ${unknown}` };
  return {
    rounds,
    messages,
    // The API's hot functions are still being compiled for the first hundred thousand.
    warmUpMessages: values.quick ? messages : 2 * messages,
    screenRate,
    screenSeconds: values.quick ? 5 : 12,
    scaleSizes: SCALE_SIZES.filter((size) => size <= mostPatients),
    mechanicsRounds: values.quick ? 5 : 15,
    twinRounds: values.quick ? 1 : 3,
    riskRounds: values.quick ? 1 : 3,
    avatarRounds: values.quick ? 1 : 5,
    recordLoads: values.quick ? 2 : 8,
    graphics: values.card ? 'card' : 'software',
    broker,
    parts: only.length === 0 ? PARTS : PARTS.filter((part) => only.includes(part)),
    save: values.save ?? null,
    profile: values.profile ?? null,
  };
}

/** @param {string} text @param {number} least @param {number} most */
function wholeNumber(text, least, most) {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= least && value <= most ? value : null;
}
