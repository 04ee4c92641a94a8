import { presentTwin } from '@airway-twin/domain/twin';
import { isSame } from './same.mjs';

/**
 * What an API process or a screen shows of a patient.
 * @typedef {{ revision: number, twin: import('@airway-twin/domain/twin').TwinView }} Shown
 *
 * A twin folded afresh from what is stored, and its revision in the store.
 * @typedef {{ patientId: string, revision: number, state: import('@airway-twin/domain/twin').TwinState }} FreshTwin
 */

/**
 * Why what is shown is not the fold of what is stored, seen from the instant that the view itself names; null when it is.
 * @param {Shown | undefined} shown @param {FreshTwin} fresh
 * @returns {string | null}
 */
export function differenceOf(shown, { revision, state }) {
  if (shown === undefined) return 'nothing is shown';
  if (shown.revision !== revision) return `shows revision ${shown.revision} of ${revision}`;
  const expected = presentTwin(state, shown.twin.atMs);
  if (isSame(shown.twin, expected)) return null;
  const parts = Object.keys(expected).filter((part) => !isSame(shown.twin[part], expected[part]));
  return `is not the fold of what is stored: ${parts.join(', ')}`;
}

/**
 * @param {{ fresh: readonly FreshTwin[], viewers: readonly { name: string, patientIds: readonly string[],
 *   shown: ReadonlyMap<string, Shown> }[] }} evidence `viewers`: API processes and screens
 * @returns {string[]} one line for each that is not what it should be
 */
export function judgeViews({ fresh, viewers }) {
  return viewers.flatMap(({ name, patientIds, shown }) =>
    fresh.flatMap((twin) => {
      if (!patientIds.includes(twin.patientId)) return [];
      const difference = differenceOf(shown.get(twin.patientId), twin);
      return difference === null ? [] : [`${name}, ${twin.patientId}: ${difference}`];
    }),
  );
}
