import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { keepProcess, pause } from './kept-process.mjs';

describe('a process under test', () => {
  const folder = mkdtempSync(join(tmpdir(), 'airway-twin-kept-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const keep = (program) =>
    keepProcess({
      name: 'idle',
      command: process.execPath,
      args: ['-e', program],
      isReady: async () => true,
      logPath: join(folder, 'idle.log'),
    });
  const IDLE = 'setInterval(() => 0, 1000)';
  const howOf = (exits) => exits.map(({ how, asked }) => ({ how, asked }));

  it('is gone when it was killed, and another one when it was started again', async () => {
    const kept = keep(IDLE);
    await kept.start();
    const first = kept.pid;
    await kept.end('SIGKILL');
    assert.deepEqual([kept.pid, kept.isUp], [null, false]);
    await kept.start();
    assert.notEqual(kept.pid, first);
    await kept.end('SIGKILL');
    assert.deepEqual(howOf(kept.exits), [
      { how: 'SIGKILL', asked: true },
      { how: 'SIGKILL', asked: true },
    ]);
  });

  it('that ends by itself is written down as such and started again', async () => {
    const kept = keep('setTimeout(() => process.exit(3), 50)');
    await kept.start();
    while (kept.exits.length < 2) await pause(10);
    await kept.end('SIGKILL');
    assert.deepEqual(howOf(kept.exits).slice(0, 2), [
      { how: 'exit code 3', asked: false },
      { how: 'exit code 3', asked: false },
    ]);
  });

  it('says what it printed last when it does not come up', async () => {
    const kept = keepProcess({
      name: 'never',
      command: process.execPath,
      args: ['-e', `console.error('no luck'); ${IDLE}`],
      isReady: async () => false,
      logPath: join(folder, 'never.log'),
    });
    await assert.rejects(kept.start(1_000), /not up after 1000 ms:\nno luck/);
    await kept.end('SIGKILL');
  });
});
