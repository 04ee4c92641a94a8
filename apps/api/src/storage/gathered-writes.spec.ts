import { Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { gatherWrites } from './gathered-writes.js';

/** A connection whose stream tells what each write to the operating system held. */
function aConnection() {
  const writes: string[] = [];
  const stream = new Writable({
    decodeStrings: false,
    writev: (chunks, done) => {
      writes.push(chunks.map(({ chunk }) => String(chunk)).join(' '));
      done();
    },
  });
  gatherWrites({ connection: { stream } } as never);
  /** As pg sends a statement: its parts between `cork` and `uncork`. */
  const statement = (name: string) => {
    stream.cork();
    for (const part of ['bind', 'execute']) stream.write(`${part}-${name}`);
    stream.uncork();
  };
  return { writes, statement };
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('statements that are sent to the store', () => {
  it('leave in one write when one turn sends them, in their order, also from promises that are settled in it', async () => {
    const { writes, statement } = aConnection();
    statement('a');
    await Promise.resolve();
    statement('b');
    expect(writes).toEqual([]);
    await nextTurn();
    expect(writes).toEqual(['bind-a execute-a bind-b execute-b']);
  });

  it('wait for no other turn', async () => {
    const { writes, statement } = aConnection();
    for (const name of ['a', 'b']) {
      statement(name);
      await nextTurn();
    }
    expect(writes).toEqual(['bind-a execute-a', 'bind-b execute-b']);
  });
});
