import { NO_FAULTS, SCENARIOS, type ReplayStatus, type ScenarioName } from '@airway-twin/contracts/replay';
import { SCENARIO } from '../scenarios/scenario.js';
import { UsageError } from '../system/command-line.js';
import { connectSystem } from '../system/demo-system.js';
import { findSystem } from '../system/find-system.js';
import type { Program, ProgramContext } from './program.js';

const DEFAULT_PATIENT = 'demo-07';
const DEFAULT_SPEED = 600;
const ASK_EVERY_MS = 500;
const START_WITHIN_MS = 60_000;

export const scenarioProgram: Program = {
  usage: `scenario <name> [--patient ${DEFAULT_PATIENT}] [--speed ${DEFAULT_SPEED}|max]
  Tells a story on a demo patient through the running replay runner, and waits for its end. A long one is told on a fresh patient like
  the one named when that one has too little time left before the present; it says which. Names:
${SCENARIOS.map((name) => `    ${name.padEnd(24)}${SCENARIO[name].tells}`).join('\n')}`,
  options: { patient: { kind: 'text' }, speed: { kind: 'speed' } },
  run: tell,
};

async function tell({ line, environment, sleep, wallNowMs, print, say, interrupted }: ProgramContext): Promise<number> {
  const name = SCENARIOS.find((one): one is ScenarioName => one === line.positionals[0]);
  if (!name) {
    throw new UsageError(
      `name: expected one of ${SCENARIOS.join(', ')}, got ${JSON.stringify(line.positionals[0] ?? '')}`,
    );
  }
  const { engineer } = await connectSystem((await findSystem(environment)).apiUrl);
  const speed = line.speed('speed');
  const askedMs = wallNowMs();
  const before = await engineer.replayStatus();
  const patientId = line.text('patient') ?? DEFAULT_PATIENT;
  if (before && !before.patientIds.includes(patientId)) {
    throw new UsageError(`--patient: expected one of ${before.patientIds.join(', ')}, got "${patientId}"`);
  }
  const isOld = (run: ReplayStatus['run'], at: string): boolean =>
    Date.parse(at) < askedMs || (run !== null && JSON.stringify(run) === JSON.stringify(before?.run));
  await engineer.steerReplay({
    action: 'start',
    source: { kind: 'scenario', scenario: name, patientId },
    speed: speed === undefined ? DEFAULT_SPEED : speed,
    faults: NO_FAULTS,
  });
  let stopped = false;
  void interrupted.then(async () => {
    stopped = true;
    await engineer.steerReplay({ action: 'stop' });
  });
  let said: string | null = null;
  let tenthsSaid = 0;
  for (;;) {
    await sleep(ASK_EVERY_MS);
    const status = await engineer.replayStatus();
    const run = status?.run ?? null;
    if (!status || !run || isOld(run, status.at)) {
      if (wallNowMs() - askedMs > START_WITHIN_MS)
        throw new UsageError('the replay runner does not answer: is the demo running?');
      continue;
    }
    if (run.message !== said) say((said = run.message) ?? '');
    const tenths = run.total > 0 ? Math.floor((10 * run.sent) / run.total) : 0;
    if (tenths !== tenthsSaid && run.state === 'running') {
      tenthsSaid = tenths;
      say(`${tenths * 10} % told${run.storyAt ? `, story at ${run.storyAt}` : ''}`);
    }
    if (run.state === 'running' || run.state === 'paused') continue;
    const who = run.source.kind === 'scenario' ? run.source.patientId : patientId;
    print(
      `${run.state}: ${name} on ${who}, ${run.sent} of ${run.total} events told${run.storyAt ? ` until ${run.storyAt}` : ''}`,
    );
    return run.state === 'finished' || stopped ? 0 : 1;
  }
}
