import { record } from '../recordings/record.js';
import { UsageError } from '../system/command-line.js';
import { connectSystem } from '../system/demo-system.js';
import { findSystem } from '../system/find-system.js';
import type { Program } from './program.js';

export const recordProgram: Program = {
  usage: `record --out file.jsonl [--seconds N] [--device id]
  Records device messages as they pass, for N seconds or until Ctrl-C.`,
  options: {
    out: { kind: 'text' },
    seconds: { kind: 'number', least: 1, most: 86_400 },
    device: { kind: 'text' },
  },
  async run({ line, environment, wallNowMs, sleep, interrupted, print, say }) {
    const file = line.text('out');
    if (file === undefined) throw new UsageError('--out: expected the file to write, e.g. --out puff.jsonl');
    const seconds = line.number('seconds');
    const system = await connectSystem((await findSystem(environment)).apiUrl);
    const until = seconds === undefined ? interrupted : Promise.race([interrupted, sleep(seconds * 1000)]);
    const messages = await record(system, { file, deviceId: line.text('device') ?? null, until, wallNowMs, say });
    print(`${messages} messages recorded in ${file}`);
    return 0;
  },
};
