/**
 * Runs a program of the product: `node infra/bootstrap/run.mjs <program> [arguments]`. Installs and builds first when needed. Paths in
 * the arguments mean what they mean in the folder where the command was typed.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.mjs';
import { prepare } from './prepare.mjs';
import { evaluateSteps, trainSteps } from './risk-steps.mjs';
import { giveUp, sayOnStandardError } from './say.mjs';
import { PROGRAM, ROOT } from './workspace.mjs';

/** What to run for each name, before the arguments that were given. */
const COMMANDS = {
  replay: [PROGRAM.simulators, 'replay'],
  record: [PROGRAM.simulators, 'record'],
  scenario: [PROGRAM.simulators, 'scenario'],
  fidelity: [PROGRAM.simulators, 'fidelity'],
  cohort: [PROGRAM.simulators, 'cohort'],
  account: [PROGRAM.account],
  bench: [PROGRAM.bench],
  faults: [PROGRAM.faults],
  'switched-off': [PROGRAM.switchedOff],
  model: [PROGRAM.model, 'export'],
  screenshots: [PROGRAM.screenshots],
};

/** Names that stand for several programs, one after the other. */
const STEPS = { train: trainSteps, evaluate: evaluateSteps };

const [name = '', ...given] = process.argv.slice(2);
if (!Object.hasOwn(STEPS, name) && !Object.hasOwn(COMMANDS, name)) {
  const known = [...Object.keys(COMMANDS), ...Object.keys(STEPS)].join(', ');
  giveUp(`expected one of ${known}, found ${JSON.stringify(name)}`);
}
sayOnStandardError();
await prepare({ quiet: true });
// Only now: installing clears what earlier runs have left.
const steps = stepsOf(name);
const dataDir = resolve(ROOT, process.env.DATA_DIR || '.airway-twin');
const { env, release } = await surroundings();

let child;
// Ctrl-C reaches the child by the terminal; it decides when to end, and we end with it.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
process.on('SIGTERM', () => child?.kill('SIGTERM'));
let code = 0;
for (const step of steps) {
  code = await run(step);
  if (code !== 0) break;
}
await release();
process.exit(code);

/** Runs one program to its end and gives its exit code. */
function run([program, ...given]) {
  return new Promise((ended) => {
    child = spawn(process.execPath, [join(ROOT, program), ...given], {
      // npm changes to the root of the repository and says in INIT_CWD where it was called.
      cwd: process.env.INIT_CWD ?? process.cwd(),
      stdio: 'inherit',
      env: { ...process.env, DATA_DIR: dataDir, ...env },
    });
    child.once('error', (error) => giveUp(error.message));
    child.once('exit', (status) => ended(status ?? 1));
  });
}

function stepsOf(wanted) {
  if (Object.hasOwn(STEPS, wanted)) return STEPS[wanted](given);
  return [[...COMMANDS[wanted], ...given]];
}

/** Accounts are kept in the database: the embedded one is started for as long as the program runs, unless it is running already. */
async function surroundings() {
  if (name !== 'account' || process.env.DATABASE_URL) return { env: {}, release: async () => undefined };
  const server = await startEmbeddedPostgres({ dataDir });
  const release = server.how === 'adopted' ? async () => undefined : server.stop;
  return { env: { DATABASE_URL: server.url }, release };
}
