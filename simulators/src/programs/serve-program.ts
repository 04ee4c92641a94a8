import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoCohort } from '../patients/cohort.js';
import { loadCohortState, newCohortState, saveCohortState } from '../serve/cohort-state.js';
import { createCohort } from '../serve/cohort.js';
import { startReplayRunner } from '../serve/replay-runner.js';
import { UsageError } from '../system/command-line.js';
import { connectSystem, type DemoSystem } from '../system/demo-system.js';
import { dataDirOf, findSystem } from '../system/find-system.js';
import type { Program, ProgramContext } from './program.js';

const DEFAULT_SEED = 20_260_101;
const DEFAULT_SPEED = 60;
const STATE_FILE = 'demo-cohort.json';
const TRY_AGAIN_MS = 500;
const TRY_FOR_MS = 60_000;

export const serveProgram: Program = {
  usage: `serve [--seed N] [--truth file.jsonl]
  Runs the demo cohort of 24 invented patients and the replay runner until it is stopped.
  Loads 90 days of history, then lives on at DEMO_SPEED (env, default ${DEFAULT_SPEED}, 0 pauses) times real time.
  DEMO=off (env): does nothing. --truth: writes the hidden truth of every hour into a file.`,
  options: { seed: { kind: 'number', least: 0, most: 0xffffffff }, truth: { kind: 'text' } },
  run: serve,
};

async function serve(context: ProgramContext): Promise<number> {
  const { line, environment, wallNowMs, say, print } = context;
  if (environment['DEMO'] === 'off') {
    print('DEMO is off: no demo cohort');
    return 0;
  }
  const speed = speedOf(environment['DEMO_SPEED']);
  const dataDir = dataDirOf(environment);
  const stateFile = join(dataDir, STATE_FILE);
  const system = await patiently(context, async () => connectSystem((await findSystem(environment)).apiUrl));
  if (!system) return 0;
  const specs = demoCohort();
  const saved = await loadCohortState(stateFile);
  const state = saved ?? newCohortState(specs, line.number('seed') ?? DEFAULT_SEED, wallNowMs());
  if (!saved) await saveCohortState(stateFile, state);
  const truthFile = line.text('truth');
  if (truthFile !== undefined) writeFileSync(truthFile, '');
  const runner = await startReplayRunner({
    system,
    dataDir,
    shippedRecordings: context.shippedRecordings,
    wallNowMs,
    say,
  });
  const cohort = await createCohort({
    system,
    specs,
    state,
    stateFile,
    speed,
    wallNowMs,
    say,
    onChange: () => runner.changed(),
    ...(truthFile === undefined ? {} : { onTruth: (truth) => appendFileSync(truthFile, `${JSON.stringify(truth)}\n`) }),
  });
  runner.attach(cohort);
  const startedMs = wallNowMs();
  const loading = cohort.start().then(() => {
    const { historySent } = cohort.status();
    const seconds = ((wallNowMs() - startedMs) / 1000).toFixed(1);
    print(historySent > 0 ? `history loaded: ${historySent} events in ${seconds} s` : 'the story goes on');
  });
  await Promise.race([context.interrupted, loading.then(() => context.interrupted)]);
  await runner.stop();
  await cohort.stop();
  return 0;
}

function speedOf(text: string | undefined): number {
  if (text === undefined || text === '') return DEFAULT_SPEED;
  const speed = Number(text);
  if (speed >= 0 && speed <= 100_000) return speed;
  throw new UsageError(`DEMO_SPEED: expected a number from 0 to 100000, got "${text}"`);
}

/** The API may still be coming up: tries for a minute. Null when interrupted meanwhile. */
async function patiently(context: ProgramContext, attempt: () => Promise<DemoSystem>): Promise<DemoSystem | null> {
  let interrupted = false;
  void context.interrupted.then(() => (interrupted = true));
  const untilMs = context.wallNowMs() + TRY_FOR_MS;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (interrupted) return null;
      if (context.wallNowMs() > untilMs) throw error;
      await context.sleep(TRY_AGAIN_MS);
    }
  }
}
