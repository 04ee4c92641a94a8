/**
 * `npm test`: everything that has to hold, from a fresh clone. Stops at the first phase that fails. A skipped test is a failed run
 * unless its title names the reason.
 */
import {
  browserTests,
  checkFormat,
  checkTypes,
  faultTests,
  integrationTests,
  lint,
  phase,
  unitTests,
} from './phases.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, say } from './say.mjs';

await prepare();
let passed = 0;
try {
  await phase('types', checkTypes);
  await phase('lint', lint);
  await phase('format', checkFormat);
  await count('unit tests', () => unitTests({ cache: false }));
  await count('integration tests', integrationTests);
  await count('faults', faultTests);
  await count('browser tests', browserTests);
} catch (error) {
  giveUp(`npm test failed: ${error.message}`);
}
say('all phases: ok');
console.log(`${passed} passed, 0 failed`);
process.exit(0);

/** @param {string} name @param {() => Promise<import('./test-results.mjs').Tally>} work */
async function count(name, work) {
  await phase(name, async () => {
    const tally = await work();
    const { failed, skippedWithReason, skippedWithoutReason } = tally;
    if (failed.length > 0) throw new Error(`${name}: ${failed.length} failed:\n${failed.join('\n')}`);
    if (skippedWithoutReason.length > 0) {
      throw new Error(
        `${name}: skipped without "[skipped because …]" in the title:\n${skippedWithoutReason.join('\n')}`,
      );
    }
    if (tally.passed === 0) throw new Error(`${name}: none was run`);
    for (const title of skippedWithReason) say(`  skipped: ${title}`);
    say(`  ${tally.passed} passed`);
    passed += tally.passed;
  });
}
