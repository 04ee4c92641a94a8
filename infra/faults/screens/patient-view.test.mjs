import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { afterDelta } from './patient-view.mjs';

describe('what a screen makes of a delta', () => {
  const shown = { patientId: 'p', revision: 4, twin: 'four', risk: 'low', recommendations: [] };
  const delta = (previousRevision, revision, changed = {}) => ({ patientId: 'p', previousRevision, revision, changed });

  it('takes the next step: what changed is new, the rest stands', () => {
    const after = afterDelta(shown, delta(4, 6, { twin: 'six' }));
    assert.deepEqual(after, { kind: 'next', snapshot: { ...shown, revision: 6, twin: 'six' } });
  });

  it('takes what changes nothing of the twin, as the presence of a device', () => {
    assert.equal(afterDelta(shown, delta(4, 4, { devices: [] })).kind, 'next');
  });

  it('leaves what it holds already, and sees that a step was missed', () => {
    assert.equal(afterDelta(shown, delta(2, 4)).kind, 'known');
    assert.equal(afterDelta(shown, delta(5, 6)).kind, 'gap');
  });
});
