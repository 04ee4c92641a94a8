/**
 * A run of the fault suite as tests: one for each kind of fault, which passes when nothing was wrong in any round that had it, and one for
 * several processes behind Mosquitto.
 * @param {{ hasMosquitto: boolean, kinds: readonly { title: string, failed: number }[] }} report
 * @returns {import('../bootstrap/test-results.mjs').Outcome[]}
 */
export function outcomesOfFaults({ hasMosquitto, kinds }) {
  const ofKinds = kinds.map(({ title, failed }) => ({
    title: `under faults, nothing is lost, doubled or missed: ${title}`,
    outcome: /** @type {const} */ (failed === 0 ? 'passed' : 'failed'),
  }));
  const shared = 'under faults, three processes share the work behind Mosquitto';
  if (!hasMosquitto) {
    return [...ofKinds, { title: `${shared} [skipped because Mosquitto is not installed here]`, outcome: 'skipped' }];
  }
  const isGood = kinds.every(({ failed }) => failed === 0);
  return [...ofKinds, { title: shared, outcome: isGood ? 'passed' : 'failed' }];
}
