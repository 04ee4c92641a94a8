import { parseArgs } from 'node:util';
import { FAULT_KINDS } from './plan/fault-kinds.mjs';

const USAGE = `npm run faults -- [options]
  --seed N        the same seed, the same rounds (from the clock)
  --rounds N      so many rounds (as many as it takes until every kind of fault has come)
  --minutes M     as many rounds as fit into this time, instead
  --round N       only this round of the seed: how a failure is repeated
  --broker NAME   embedded, mosquitto or both in turn (both where Mosquitto is installed)
  --mix N         faults of a round (3)
  --kinds A,B     draw from these kinds alone: ${FAULT_KINDS.map(({ name }) => name).join(', ')}
  --report FILE   also write what was found to this file, as JSON
  --keep-logs     leave the logs of a good run, too`;

/**
 * @typedef {{ seed: number, rounds: number | null, minutes: number | null, round: number | null,
 *   broker: 'embedded' | 'mosquitto' | 'both' | null, mix: number, kinds: string[], report: string | null, keepsLogs: boolean }} FaultsOptions
 */

/**
 * The options of the command line, or what is wrong with them.
 * @param {string[]} args @param {number} seedOfClock
 * @returns {FaultsOptions | { problem: string }}
 */
export function parseOptions(args, seedOfClock) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        seed: { type: 'string' },
        rounds: { type: 'string' },
        minutes: { type: 'string' },
        round: { type: 'string' },
        broker: { type: 'string' },
        mix: { type: 'string', default: '3' },
        kinds: { type: 'string', default: '' },
        report: { type: 'string' },
        'keep-logs': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    }));
  } catch (error) {
    return { problem: `${error.message}\n\n${USAGE}` };
  }
  if (values.help) return { problem: USAGE };
  const wrong = (name, expected) => ({ problem: `--${name}: expected ${expected}, found ${values[name]}\n\n${USAGE}` });
  for (const name of ['seed', 'rounds', 'minutes', 'round', 'mix']) {
    if (values[name] !== undefined && !/^\d{1,9}$/.test(values[name])) return wrong(name, 'a whole number');
  }
  for (const name of ['rounds', 'minutes', 'round', 'mix']) {
    if (values[name] !== undefined && Number(values[name]) === 0) return wrong(name, 'at least 1');
  }
  if (values.broker !== undefined && !['embedded', 'mosquitto', 'both'].includes(values.broker)) {
    return wrong('broker', 'embedded, mosquitto or both');
  }
  const kinds = values.kinds.split(',').filter((name) => name !== '');
  const unknown = kinds.find((name) => FAULT_KINDS.every((kind) => kind.name !== name));
  if (unknown !== undefined) return { problem: `--kinds: no fault is called ${unknown}\n\n${USAGE}` };
  const number = (name) => (values[name] === undefined ? null : Number(values[name]));
  return {
    seed: number('seed') ?? seedOfClock,
    rounds: number('rounds'),
    minutes: number('minutes'),
    round: number('round'),
    broker: /** @type {FaultsOptions['broker']} */ (values.broker ?? null),
    mix: Number(values.mix),
    kinds,
    report: values.report ?? null,
    keepsLogs: values['keep-logs'],
  };
}
