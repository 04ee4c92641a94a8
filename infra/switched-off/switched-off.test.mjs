import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../bootstrap/workspace.mjs';
import { switchedOff } from './edit.mjs';
import { PARTS } from './parts.mjs';

describe('switching a part off', () => {
  it('replaces the one place where its text stands', () => {
    assert.equal(switchedOff('a; b; c;', { file: 'x', find: 'b;', put: '$&' }), 'a; $& c;');
  });

  it('fails loudly when the text is not there, or there twice', () => {
    const edit = { file: 'x.ts', find: 'b;', put: '' };
    assert.throws(() => switchedOff('a;', edit), /x\.ts: expected once, found 0 times:\nb;/);
    assert.throws(() => switchedOff('b; b;', edit), /found 2 times/);
  });
});

describe('the parts', () => {
  for (const { part, off, test } of PARTS) {
    it(`${part}: the text stands where it is looked for, and so does the test`, () => {
      for (const edit of off) {
        const source = readFileSync(join(ROOT, edit.file), 'utf8');
        assert.notEqual(switchedOff(source, edit), source);
      }
      const spec = readFileSync(join(ROOT, test.project, test.file), 'utf8');
      assert.ok(spec.includes(test.name), `${test.file}: expected a test named ${test.name}`);
    });
  }

  it('have names of their own', () => {
    assert.equal(new Set(PARTS.map(({ part }) => part)).size, PARTS.length);
  });
});
