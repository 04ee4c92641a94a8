import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FAULT_KINDS } from '../plan/fault-kinds.mjs';
import { canInject } from './inject.mjs';

describe('the faults of the schedule', () => {
  for (const { name, title } of FAULT_KINDS) {
    it(`${title}: something makes it`, () => assert.ok(canInject(name)));
  }
});
