import { aamosTable, replayAamos00 } from '../aamos00/replay-aamos00.js';
import { readRecording } from '../recordings/recording.js';
import { startRecordingRun } from '../runs/recording-run.js';
import { UsageError } from '../system/command-line.js';
import { connectSystem } from '../system/demo-system.js';
import { findSystem } from '../system/find-system.js';
import type { Program, ProgramContext } from './program.js';

const percent = { kind: 'number', least: 0, most: 100 } as const;

export const replayProgram: Program = {
  usage: `replay <file.jsonl> [--speed N|max] [--from 0…1] [faults]
replay aamos00 <folder> [--patient 294] [--speed N|max]
  Publishes a recording, or the real people of the AAMOS-00 data set, as device messages.
  Replaying twice has no further effect. AAMOS-00 waits until all is stored, prints a table and exits 0 when it fits.
  Speed: times faster than life; default 1 for a recording, max for aamos00.
  Faults (recordings): --drop % --duplicate % --reorder % --corrupt % --delay ms --skew ms --seed N`,
  options: {
    speed: { kind: 'speed' },
    patient: { kind: 'text' },
    from: { kind: 'number', least: 0, most: 1 },
    drop: percent,
    duplicate: percent,
    reorder: percent,
    corrupt: percent,
    delay: { kind: 'number', least: 0, most: 60_000 },
    skew: { kind: 'number', least: -86_400_000, most: 86_400_000 },
    seed: { kind: 'number', least: 0, most: 0xffffffff },
  },
  run: (context) => (context.line.positionals[0] === 'aamos00' ? replayStudy(context) : replayFile(context)),
};

async function replayStudy(context: ProgramContext): Promise<number> {
  const { line, environment, print } = context;
  const folder = line.positionals[1];
  if (folder === undefined) throw new UsageError('folder: expected the folder with the AAMOS-00 CSV files');
  const system = await connectSystem((await findSystem(environment)).apiUrl);
  const speed = line.speed('speed');
  const startedMs = context.wallNowMs();
  const counts = await replayAamos00(system, {
    folder,
    patient: line.text('patient') ?? null,
    speed: speed === undefined ? null : speed,
    say: context.say,
    wallNowMs: context.wallNowMs,
    sleep: context.sleep,
  });
  const table = aamosTable(counts);
  print(table.text);
  context.say(`took ${((context.wallNowMs() - startedMs) / 1000).toFixed(1)} s`);
  return table.ok ? 0 : 1;
}

async function replayFile(context: ProgramContext): Promise<number> {
  const { line, environment, print, wallNowMs } = context;
  const file = line.positionals[0];
  if (file === undefined) throw new UsageError('file: expected a recording (file.jsonl), or aamos00 <folder>');
  const recording = await readRecording(file);
  const system = await connectSystem((await findSystem(environment)).apiUrl);
  const speed = line.speed('speed');
  const from = line.number('from');
  const started = await startRecordingRun({
    system,
    recording,
    speed: speed === undefined ? 1 : speed,
    ...(from === undefined ? {} : { from }),
    faults: {
      dropPercent: line.number('drop') ?? 0,
      duplicatePercent: line.number('duplicate') ?? 0,
      reorderPercent: line.number('reorder') ?? 0,
      corruptPercent: line.number('corrupt') ?? 0,
      delayMs: line.number('delay') ?? 0,
      clockSkewMs: line.number('skew') ?? 0,
    },
    seed: line.number('seed') ?? 1,
    runId: `replay-${wallNowMs().toString(36)}`,
    wallNowMs,
    say: context.say,
    onChange: () => undefined,
  });
  void context.interrupted.then(() => started.run.stop());
  await started.run.ended;
  await started.close();
  const { run, total, injected } = started;
  print(
    `${run.state}: ${run.sent} of ${total} messages sent, ${injected} faults injected${run.failure ? `: ${run.failure}` : ''}`,
  );
  return run.state === 'failed' ? 1 : 0;
}
