import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { isAlive } from './process-identity.mjs';
import { readProcessTable } from './process-table.mjs';
import { supervise } from './supervise.mjs';

const dataDir = mkdtempSync(join(tmpdir(), 'airway-twin-supervise-'));
after(() => rmSync(dataDir, { recursive: true, force: true }));

const IDLE = ['-e', "console.log('up'); setInterval(() => 0, 1000)"];

/** @param {() => boolean} is */
async function until(is) {
  for (let waits = 0; !is(); waits += 1) {
    assert.ok(waits < 200, 'waited for 10 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe('a supervised process', () => {
  it('is started again when it was killed, and ended for good by stop', async () => {
    const part = supervise({ name: 'idle', dataDir, args: IDLE, env: {} });
    await until(() => part.logTail().includes('up'));
    const first = part.pid();
    process.kill(first, 'SIGKILL');
    await until(() => part.pid() !== null && part.pid() !== first);
    const second = part.pid();
    assert.equal(readProcessTable(dataDir).idle.pid, second);
    assert.equal(part.endsInARow(), 1);
    await part.stop();
    assert.ok(!isAlive(second));
    assert.deepEqual(readProcessTable(dataDir), {});
  });

  it('is taken over by the next supervisor, which also starts it again', async () => {
    const before = supervise({ name: 'adopted', dataDir, args: IDLE, env: {} });
    const adopt = readProcessTable(dataDir).adopted;
    const later = supervise({ name: 'adopted', dataDir, args: IDLE, env: {}, adopt });
    assert.equal(later.pid(), before.pid());
    await before.stop();
    await until(() => later.pid() !== null && later.pid() !== adopt.pid);
    await later.stop();
  });

  it('is ended the hard way when it does not listen', async () => {
    const deaf = ['-e', "process.on('SIGTERM', () => 0); console.log('deaf'); setInterval(() => 0, 1000)"];
    const part = supervise({ name: 'deaf', dataDir, args: deaf, env: {} });
    await until(() => part.logTail().includes('deaf'));
    const pid = part.pid();
    await part.kill();
    assert.ok(!isAlive(pid));
  });

  it('that cannot start is counted, and its last words are kept', async () => {
    const part = supervise({ name: 'broken', dataDir, args: ['-e', "console.error('no'); process.exit(3)"], env: {} });
    await until(() => part.endsInARow() >= 2);
    await part.stop();
    assert.match(part.logTail(), /no\nno/);
    assert.match(readFileSync(join(dataDir, 'logs', 'broken.log'), 'utf8'), /no/);
  });
});
