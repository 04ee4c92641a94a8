/** `npm run check`: what to run before every commit. Types, lint, format and the pure tests; what has not changed comes from the cache. */
import { checkFormat, checkTypes, lint, phase, unitTests } from './phases.mjs';
import { prepare } from './prepare.mjs';
import { giveUp, say } from './say.mjs';

await prepare();
try {
  await phase('types', checkTypes);
  await phase('lint', lint);
  await phase('format', checkFormat);
  await phase('unit tests', async () => {
    const { passed, failed, skippedWithoutReason } = await unitTests({ cache: true });
    const wrong = [...failed, ...skippedWithoutReason];
    if (wrong.length > 0) throw new Error(`failed, or skipped without a reason:\n${wrong.join('\n')}`);
    say(`  ${passed} passed`);
  });
} catch (error) {
  giveUp(`npm run check failed: ${error.message}`);
}
process.exit(0);
