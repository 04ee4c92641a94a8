/**
 * Runs a program of the product: `node infra/bootstrap/run.mjs <program> [arguments]`. Installs and builds first when needed. Paths in
 * the arguments mean what they mean in the folder where the command was typed.
 */
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, sayOnStandardError } from './say.mjs';
import { PROGRAM, ROOT } from './workspace.mjs';

/** What to run for each name, before the arguments that were given. */
const COMMANDS = {
  replay: [PROGRAM.simulators, 'replay'],
  record: [PROGRAM.simulators, 'record'],
  scenario: [PROGRAM.simulators, 'scenario'],
  fidelity: [PROGRAM.simulators, 'fidelity'],
  account: [PROGRAM.account],
  bench: [PROGRAM.bench],
  model: [PROGRAM.model],
  screenshots: [PROGRAM.screenshots],
};

const [name = '', ...given] = process.argv.slice(2);
const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : null;
if (command === null) giveUp(`expected one of ${Object.keys(COMMANDS).join(', ')}, found ${JSON.stringify(name)}`);
sayOnStandardError();
await prepare({ quiet: true });
const dataDir = resolve(ROOT, process.env.DATA_DIR || '.airway-twin');
const { env, release } = await surroundings();

const [program, ...first] = command;
const child = spawn(process.execPath, [join(ROOT, program), ...first, ...given], {
  // npm changes to the root of the repository and says in INIT_CWD where it was called.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
  env: { ...process.env, DATA_DIR: dataDir, ...env },
});
// Ctrl-C reaches the child by the terminal; it decides when to end, and we end with it.
for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.once('error', (error) => giveUp(error.message));
child.once('exit', (code) => void release().then(() => process.exit(code ?? 1)));

/** Accounts are kept in the database: the embedded one is started for as long as the program runs, unless it is running already. */
async function surroundings() {
  if (name !== 'account' || process.env.DATABASE_URL) return { env: {}, release: async () => undefined };
  const server = await startEmbeddedPostgres({ dataDir });
  const release = server.how === 'adopted' ? async () => undefined : server.stop;
  return { env: { DATABASE_URL: server.url }, release };
}
