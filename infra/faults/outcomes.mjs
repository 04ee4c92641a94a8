/**
 * A run of the fault suite as tests: one for each kind of fault, which passes when nothing was wrong in any round that had it, and one for
 * several processes behind Mosquitto.
 * @param {{ hasMosquitto: boolean, kinds: readonly { title: string, made: number, failed: number }[] }} report
 * @returns {import('../bootstrap/test-results.mjs').Outcome[]}
 */
export function outcomesOfFaults({ hasMosquitto, kinds }) {
  const ofKinds = kinds.map(({ title: kind, made, failed }) => {
    const title = `under faults, nothing is lost, doubled or missed: ${kind}`;
    if (failed > 0) return { title, outcome: /** @type {const} */ ('failed') };
    if (made > 0) return { title, outcome: /** @type {const} */ ('passed') };
    const why = '[skipped because another fault of its rounds kept it from being made]';
    return { title: `${title} ${why}`, outcome: /** @type {const} */ ('skipped') };
  });
  const shared = 'under faults, three processes share the work behind Mosquitto';
  if (!hasMosquitto) {
    return [...ofKinds, { title: `${shared} [skipped because Mosquitto is not installed here]`, outcome: 'skipped' }];
  }
  const isGood = kinds.every(({ failed }) => failed === 0);
  return [...ofKinds, { title: shared, outcome: isGood ? 'passed' : 'failed' }];
}
