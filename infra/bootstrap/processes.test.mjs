import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { takeLock } from './lock.mjs';
import { endProcess, isAlive, isSameProcess, startedAt, startTicksOf } from './process-identity.mjs';
import { forgetProcess, readProcessTable, recordProcess, tableOf } from './process-table.mjs';
import { endOrphans } from './orphans.mjs';
import { backoffMs } from './supervise.mjs';

const folder = mkdtempSync(join(tmpdir(), 'airway-twin-processes-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A process that does nothing until it is ended. */
async function idleProcess() {
  const child = spawn(process.execPath, ['-e', 'process.send("up"); setInterval(() => 0, 1000)'], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  await new Promise((resolve) => child.once('message', resolve));
  return child;
}

describe('the identity of a process', () => {
  it('is found in /proc/<pid>/stat though the command holds brackets and spaces', () => {
    const fields = Array.from({ length: 30 }, (_none, index) => String(index + 4)).join(' ');
    assert.equal(startTicksOf(`42 (a) b (c d) S ${fields}`), '22');
  });

  it('is our own for our own pid, and none for a number that no process has', () => {
    assert.ok(isSameProcess({ pid: process.pid, startedAt: startedAt(process.pid) }));
    assert.equal(startedAt(2 ** 30), null);
  });

  it('protects a process whose number was used before by another', async () => {
    const child = await idleProcess();
    const wrong = { pid: child.pid, startedAt: 'another-boot/1' };
    assert.equal(await endProcess(wrong), 'not-running');
    assert.ok(isAlive(child.pid));
    assert.equal(await endProcess({ pid: child.pid, startedAt: startedAt(child.pid) }), 'ended');
    assert.ok(!isAlive(child.pid));
  });
});

describe('the process table', () => {
  it('remembers what was started until it is forgotten', () => {
    recordProcess(folder, 'api', process.pid, { port: 3000 });
    recordProcess(folder, 'broker', process.pid);
    forgetProcess(folder, 'broker');
    assert.deepEqual(readProcessTable(folder), {
      api: { pid: process.pid, startedAt: startedAt(process.pid), port: 3000 },
    });
  });

  it('is empty when the file was torn', () => {
    writeFileSync(join(folder, 'processes.json'), '{"api": {"pi');
    assert.deepEqual(readProcessTable(folder), {});
    assert.deepEqual(tableOf({ api: { pid: 'x', startedAt: 'y' }, broker: null, database: { pid: 5 } }), {});
  });

  it('lets the next start end what a killed one has left, and nothing else', async () => {
    const [left, reused] = [await idleProcess(), await idleProcess()];
    const gone = new Promise((resolve) => left.once('exit', resolve));
    recordProcess(folder, 'api', left.pid);
    const table = { ...readProcessTable(folder), simulator: { pid: reused.pid, startedAt: 'another-boot/1' } };
    writeFileSync(join(folder, 'processes.json'), JSON.stringify(table));
    await endOrphans(folder);
    await gone;
    assert.ok(isAlive(reused.pid));
    assert.deepEqual(readProcessTable(folder), {});
    reused.kill('SIGKILL');
  });
});

describe('the lock of a data directory', () => {
  it('is held by one, who is named to the next', async () => {
    const path = join(folder, 'one.lock');
    const first = await takeLock(path);
    assert.deepEqual(await takeLock(path), { taken: false, holderPid: process.pid });
    first.release();
    const second = await takeLock(path);
    assert.ok(second.taken);
    second.release();
  });

  it('passes from a dead process to exactly one of those who want it', async () => {
    const path = join(folder, 'dead.lock');
    writeFileSync(path, JSON.stringify({ pid: 2 ** 30, startedAt: 'another-boot/1', key: 'dead' }));
    const taken = (await Promise.all([takeLock(path), takeLock(path), takeLock(path)])).filter((lock) => lock.taken);
    assert.equal(taken.length, 1);
    taken[0].release();
  });
});

describe('a process that ends again and again', () => {
  it('is started after 0.3 s at first and after 5 s at most', () => {
    assert.deepEqual([1, 2, 3, 4, 5, 6, 60].map(backoffMs), [300, 600, 1200, 2400, 4800, 5000, 5000]);
  });
});
