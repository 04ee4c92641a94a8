import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, stat, truncate, writeFile, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { NumberedMessage } from '../outbox/index.js';
import { openJournal, type OutboxStore } from './index.js';

const message = (seq: number, more: Partial<NumberedMessage> = {}): NumberedMessage => ({
  bootId: 'boot',
  seq,
  topic: 'airway/of/this/device',
  payload: JSON.stringify({ seq, note: 'a "line"\n of\u2028text' }),
  ...more,
});
const messages = (count: number, from = 0): NumberedMessage[] =>
  Array.from({ length: count }, (_one, index) => message(from + index));

/** From now on a sync ends only when the test says so. */
async function aDiskThatTakesItsTime(folder: string) {
  const handle = await open(folder, 'r');
  const files = Object.getPrototypeOf(handle) as FileHandle;
  await handle.close();
  const { datasync } = files;
  let asked: () => void = () => undefined;
  let done: () => void = () => undefined;
  const isAsked = new Promise<void>((resolve) => (asked = resolve));
  const isDone = new Promise<void>((resolve) => (done = resolve));
  files.datasync = async function (this: FileHandle) {
    asked();
    await isDone;
    await datasync.call(this);
  };
  return {
    asked: isAsked,
    done: () => {
      files.datasync = datasync;
      done();
    },
  };
}

describe('the journal of an outbox', () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'airway-journal-'))));
  afterEach(() => rm(folder, { recursive: true }));

  const segmentFiles = async (): Promise<string[]> => (await readdir(folder)).sort().map((name) => join(folder, name));
  const bytesOnDisk = async (): Promise<number> => {
    const sizes = await Promise.all((await segmentFiles()).map(async (file) => (await stat(file)).size));
    return sizes.reduce((sum, size) => sum + size, 0);
  };
  async function fill(count: number): Promise<void> {
    const store = await openJournal({ folder, bootId: 'boot' });
    expect(await store.keep(messages(count))).toBeNull();
    await store.close();
  }
  async function keptAfter(damage: (bytes: Buffer) => Buffer): Promise<OutboxStore> {
    const file = (await segmentFiles()).at(-1)!;
    await writeFile(file, damage(await readFile(file)));
    return openJournal({ folder });
  }

  it('gives back after a restart what it was given, each message whole', async () => {
    await fill(20);
    const store = await openJournal({ folder });
    expect(store.kept.messages).toEqual(messages(20));
    expect(store.bootId).not.toBe('boot');
    expect(store.kept.boots.map((boot) => boot.bootId)).toEqual(['boot']);
    await store.close();
  });

  it('gives every start a boot of its own', async () => {
    const boots = new Set<string>();
    for (let start = 0; start < 5; start++) {
      const store = await openJournal({ folder });
      boots.add(store.bootId);
      await store.close();
    }
    expect(boots.size).toBe(5);
  });

  it('a message counts as kept only when its bytes are synced to the disk', async () => {
    const store = await openJournal({ folder, bootId: 'boot' });
    const disk = await aDiskThatTakesItsTime(folder);
    let isKept = false;
    const keeping = Promise.resolve(store.keep(messages(1))).then(() => (isKept = true));
    await disk.asked;
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(isKept).toBe(false);
    disk.done();
    await keeping;
    await store.close();
  });

  it('a write that a crash cut short anywhere costs that record alone, and is cut off', async () => {
    await fill(5);
    const file = (await segmentFiles())[0]!;
    const whole = await readFile(file);
    const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
    for (let length = lastLine; length < whole.length; length++) {
      await writeFile(file, whole.subarray(0, length));
      const store = await openJournal({ folder });
      expect(store.kept.messages).toEqual(messages(4));
      await store.close();
      expect((await stat(file)).size).toBe(lastLine);
      for (const other of await segmentFiles()) if (other !== file) await rm(other);
    }
  });

  it('garbage at the end is cut off, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (garbage) => {
        await rm(folder, { recursive: true });
        await fill(3);
        const store = await keptAfter((bytes) => Buffer.concat([bytes, garbage]));
        expect(store.kept.messages).toEqual(messages(3));
        await store.close();
      }),
      { numRuns: 40 },
    );
  });

  it('any flipped byte costs at most the records on both sides of it, is told, and never changes a message', async () => {
    await fill(6);
    const file = (await segmentFiles())[0]!;
    const whole = await readFile(file);
    const firstMessage = whole.indexOf(0x0a) + 1;
    for (let at = firstMessage; at < whole.length; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at]! ^= 0x15;
      await writeFile(file, damaged);
      const told: string[] = [];
      const store = await openJournal({ folder, onProblem: (problem) => told.push(problem) });
      const kept = store.kept.messages;
      expect(kept.length).toBeGreaterThanOrEqual(4);
      expect(messages(6)).toEqual(expect.arrayContaining([...kept]));
      // Without its end the last line is what a crash leaves.
      expect(told).toHaveLength(at === whole.length - 1 ? 0 : 1);
      await store.close();
      for (const other of await segmentFiles()) if (other !== file) await rm(other);
    }
  });

  it('an empty or cut segment does not stop those after it', async () => {
    await fill(3);
    await fill(6);
    await truncate((await segmentFiles())[0]!, 5);
    const store = await openJournal({ folder });
    expect(store.kept.messages).toEqual(messages(6));
    await store.close();
  });

  it('is not opened while it is open, by this process or another, and is when that one is gone', async () => {
    const store = await openJournal({ folder });
    await expect(openJournal({ folder })).rejects.toThrow(`in use by process ${process.pid}`);
    await store.close();
    const other = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    const began = (await readFile(`/proc/${other.pid}/stat`, 'utf8').catch(() => '')).split(') ')[1]?.split(' ')[19];
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '');
    const lock = { pid: other.pid, began: began === undefined ? null : `${boot.trim()} ${began}` };
    await writeFile(join(folder, 'lock'), JSON.stringify(lock));
    await expect(openJournal({ folder })).rejects.toThrow(`in use by process ${other.pid}`);
    const gone = once(other, 'exit');
    other.kill('SIGKILL');
    await gone;
    await (await openJournal({ folder })).close();
  });

  it('is not kept closed by a lock that was never written to its end', async () => {
    await writeFile(join(folder, 'lock'), '{"pi');
    await (await openJournal({ folder })).close();
    expect(await readdir(folder)).not.toContain('lock');
  });

  it('names the setting that cannot be right', async () => {
    await expect(openJournal({ folder, mostBytes: NaN })).rejects.toThrow(
      'mostBytes: expected a number above 0, found NaN',
    );
    await expect(openJournal({ folder: '' })).rejects.toThrow('folder: expected a path');
  });

  it('remembers how far was sent, what was receipted and what was shown', async () => {
    const store = await openJournal({ folder, bootId: 'boot' });
    await store.keep(messages(3));
    const receipt = { bootId: 'boot', throughSeq: 1, highestSeq: 1, gaps: [], moreGaps: false };
    const shown = [{ recommendationId: 'r1', shownAtMs: 1_799_999_000_000 }];
    const marks = { boots: [{ bootId: 'boot', sentThrough: 2, receipt }], shown, receiptAtMs: 1_800_000_000_000 };
    store.note(marks);
    await store.close();
    const next = await openJournal({ folder });
    expect(next.kept).toMatchObject(marks);
    await next.close();
  });

  it('takes no more of the disk than it may, however much passes through it', async () => {
    const mostBytes = 1024 * 1024;
    const store = await openJournal({ folder, mostBytes, bootId: 'boot' });
    const held: NumberedMessage[] = [];
    let most = 0;
    for (let round = 0; round < 120; round++) {
      const next = Array.from({ length: 40 }, (_one, index) =>
        message(round * 40 + index, { payload: JSON.stringify({ text: 'x'.repeat(900) }) }),
      );
      // One message in fifty stays for ever; of the others the last hundred.
      held.push(...next);
      const goes = held.filter((one, index) => one.seq % 50 !== 0 && index < held.length - 100);
      store.forget(goes);
      held.splice(0, held.length, ...held.filter((one) => !goes.includes(one)));
      expect(await store.keep(next)).toBeNull();
      most = Math.max(most, await bytesOnDisk());
    }
    await store.close();
    expect(most).toBeLessThanOrEqual(mostBytes);
    const next = await openJournal({ folder, mostBytes });
    const kept = new Set(next.kept.messages.map((one) => one.seq));
    expect(held.filter((one) => !kept.has(one.seq))).toEqual([]);
    await next.close();
  });

  it('messages that are handed over while the disk is busy are all kept', async () => {
    const store = await openJournal({ folder, bootId: 'boot' });
    const kept = await Promise.all(messages(50).map((one) => store.keep([one])));
    expect(kept.every((problem) => problem === null)).toBe(true);
    await store.close();
    const next = await openJournal({ folder });
    expect(next.kept.messages).toHaveLength(50);
    await next.close();
  });
});
