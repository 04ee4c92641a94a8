import { describe, expect, it } from '@jest/globals';
import { inTurn } from './in-turn.js';

/** A piece of work that ends when the test says so. */
function held(): { readonly work: () => Promise<number>; end: (value: number) => void; fail: (why: Error) => void } {
  let end: (value: number) => void = () => undefined;
  let fail: (why: Error) => void = () => undefined;
  const promise = new Promise<number>((resolve, reject) => {
    end = resolve;
    fail = reject;
  });
  return { work: () => promise, end, fail };
}

const turns = async (count: number) => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};

describe('work in turn', () => {
  it('runs no more at once than it may, in the order it came, and all of it in the end', async () => {
    const run = inTurn(2);
    const started: number[] = [];
    const pieces = Array.from({ length: 5 }, held);
    const all = pieces.map((piece, index) => run(() => (started.push(index), piece.work())));
    await turns(3);
    expect(started).toEqual([0, 1]);
    pieces[1]!.end(10);
    await turns(3);
    expect(started).toEqual([0, 1, 2]);
    pieces.forEach((piece, index) => piece.end(index));
    expect(await Promise.all(all)).toEqual([0, 10, 2, 3, 4]);
  });

  it('goes on after a piece has failed, and tells whoever asked for that one', async () => {
    const run = inTurn(1);
    const failing = held();
    const first = run(failing.work);
    const second = run(() => 7);
    failing.fail(new Error('the store is away'));
    await expect(first).rejects.toThrow('the store is away');
    expect(await second).toBe(7);
  });

  it('starts each piece in a turn of the event loop of its own, so that what takes no time does not run in one go', async () => {
    const run = inTurn(1);
    let turn = 0;
    let counting = true;
    const count = (): void => {
      turn += 1;
      if (counting) setImmediate(count);
    };
    setImmediate(count);
    const startedIn = await Promise.all(Array.from({ length: 6 }, () => run(() => turn)));
    counting = false;
    expect(new Set(startedIn).size).toBe(6);
  });
});
