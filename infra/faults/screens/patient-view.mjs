/**
 * What a delta is to what a screen shows: the next step with what is shown after it, something known already, or proof that a step was
 * missed.
 * @param {import('@airway-twin/contracts/http').PatientSnapshot} shown
 * @param {import('@airway-twin/contracts/live').PatientDelta} delta
 * @returns {{ kind: 'next', snapshot: import('@airway-twin/contracts/http').PatientSnapshot } | { kind: 'known' } | { kind: 'gap' }}
 */
export function afterDelta(shown, delta) {
  if (delta.previousRevision === shown.revision) {
    return { kind: 'next', snapshot: { ...shown, ...delta.changed, revision: delta.revision } };
  }
  return { kind: delta.revision <= shown.revision ? 'known' : 'gap' };
}
