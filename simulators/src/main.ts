/** The only file that touches the command line, the clock and the process. */
import { fileURLToPath } from 'node:url';
import { cohortProgram } from './programs/cohort-program.js';
import { devicesProgram } from './programs/devices-program.js';
import { fidelityProgram } from './programs/fidelity-program.js';
import type { Program } from './programs/program.js';
import { recordProgram } from './programs/record-program.js';
import { replayProgram } from './programs/replay-program.js';
import { scenarioProgram } from './programs/scenario-program.js';
import { serveProgram } from './programs/serve-program.js';
import { UsageError, parseLine } from './system/command-line.js';

const PROGRAMS: Readonly<Record<string, Program>> = {
  serve: serveProgram,
  replay: replayProgram,
  record: recordProgram,
  scenario: scenarioProgram,
  devices: devicesProgram,
  fidelity: fidelityProgram,
  cohort: cohortProgram,
};
const USAGE_ERROR = 2;

async function main(argv: readonly string[]): Promise<number> {
  const [name, ...rest] = argv;
  const program = name === undefined ? undefined : PROGRAMS[name];
  if (name === undefined || name === '--help') {
    console.log(
      Object.values(PROGRAMS)
        .map((one) => one.usage)
        .join('\n\n'),
    );
    return name === undefined ? USAGE_ERROR : 0;
  }
  if (!program) throw new UsageError(`program: expected one of ${Object.keys(PROGRAMS).join(', ')}, got "${name}"`);
  const line = parseLine(rest, program.options);
  if (line.flag('help')) {
    console.log(program.usage);
    return 0;
  }
  const interrupted = new Promise<void>((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
  return program.run({
    line,
    environment: process.env,
    wallNowMs: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    print: (text) => console.log(text),
    say: (text) => console.error(text),
    interrupted,
    shippedRecordings: fileURLToPath(new URL('../recordings/', import.meta.url)),
  });
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof UsageError ? error.message : error);
    process.exit(error instanceof UsageError ? USAGE_ERROR : 1);
  },
);
