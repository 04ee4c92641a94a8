import { scoreStudy, studyReport } from '../fidelity/aamos00-fidelity.js';
import { scoreHiddenPatients } from '../fidelity/hidden-patients.js';
import { hiddenReport } from '../fidelity/hidden-report.js';
import { WARM_UP_DAYS } from '../fidelity/score-hidden-patient.js';
import { UsageError } from '../system/command-line.js';
import type { Program, ProgramContext } from './program.js';

const DEFAULT = { patients: 200, days: 60, seed: 7 } as const;

export const fidelityProgram: Program = {
  usage: `fidelity [--patients ${DEFAULT.patients}] [--days ${DEFAULT.days}] [--seed ${DEFAULT.seed}]
  How near the twin comes to hidden patients whose lungs and bodies are not its own model: coverage of its 80 % bands, errors of C and I,
  and the next session's FEV1 foretold beside three simple rules. Needs no running system.
fidelity aamos00 <folder>
  The same on real people: every next peak-flow session of AAMOS-00 foretold before it is seen.`,
  options: {
    patients: { kind: 'number', least: 1, most: 10_000 },
    days: { kind: 'number', least: WARM_UP_DAYS + 1, most: 730 },
    seed: { kind: 'number', least: 0, most: 0xffffffff },
  },
  async run(context) {
    const [who, folder, ...more] = context.line.positionals;
    if (who === undefined) return ofHiddenPatients(context);
    if (who !== 'aamos00') throw new UsageError(`fidelity: expected nothing or aamos00 <folder>, got "${who}"`);
    if (folder === undefined || more.length > 0) throw new UsageError('fidelity aamos00: expected one folder');
    for (const line of studyReport(await scoreStudy(folder))) context.print(line);
    return 0;
  },
};

async function ofHiddenPatients({ line, print, say, wallNowMs }: ProgramContext): Promise<number> {
  const whole = (name: keyof typeof DEFAULT): number => {
    const value = line.number(name) ?? DEFAULT[name];
    if (!Number.isInteger(value)) throw new UsageError(`--${name}: expected a whole number, got ${value}`);
    return value;
  };
  const run = { patients: whole('patients'), days: whole('days'), seed: whole('seed') };
  const beganMs = wallNowMs();
  const tenth = Math.ceil(run.patients / 10);
  const scores = await scoreHiddenPatients(run, (done) => {
    if (done % tenth === 0 && done < run.patients) say(`${done} of ${run.patients} patients`);
  });
  for (const text of hiddenReport(scores, run)) print(text);
  say(`${((wallNowMs() - beganMs) / 1000).toFixed(0)} s`);
  return 0;
}
