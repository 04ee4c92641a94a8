import { relieverPuff } from '../people/child.js';
import { crashApi } from '../product/api-process.js';
import { expect, isSameDocument, markDocument, openRecord, revisionOn, test } from '../screen/journey.js';

test('a page that loses the server says so, and catches up by itself with what came meanwhile', async ({
  child,
  logIn,
}) => {
  const absent = await child('Cut off', { lastBlowsOfBest: 0.85 });
  const clinician = await logIn('clinician');
  await openRecord(clinician, absent.patientId);
  await markDocument(clinician);
  const before = await revisionOn(clinician);
  const note = clinician.getByTestId('feed-note');
  await expect(note).toBeEmpty();

  const told = clinician.waitForFunction(() =>
    document.querySelector('[data-testid="feed-note"]')?.textContent?.includes('Connection lost'),
  );
  crashApi();
  // The broker is a process of its own: it takes the puff while nobody is there to read it.
  await absent.reliever.send([relieverPuff(absent.storyEndsAtMs + 60_000)]);
  await told;

  await expect.poll(() => revisionOn(clinician), { timeout: 30_000 }).toBeGreaterThan(before);
  await expect(note).toBeEmpty();
  await expect(clinician.getByTestId('patient-page')).toContainText('1 puff in 24 h');
  expect(await isSameDocument(clinician)).toBe(true);
});
