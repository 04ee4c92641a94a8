import { expect, test, type Page } from '../screen/journey.js';

const STOPS_AT_MOST = 90;

/** Presses Tab until the focus is there, as someone without a mouse does. */
async function tabTo(page: Page, testId: string | RegExp): Promise<void> {
  for (let stop = 0; stop < STOPS_AT_MOST; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const focused = document.activeElement;
      const row = focused?.closest('[data-testid^="ward-row-"]');
      return focused?.getAttribute('data-testid') ?? row?.getAttribute('data-testid') ?? '';
    });
    if (typeof testId === 'string' ? at === testId : testId.test(at)) return;
  }
  throw new Error(`${String(testId)} is not within ${STOPS_AT_MOST} presses of Tab`);
}

test('with the keyboard alone a clinician logs in, finds a patient and answers a proposal', async ({
  child,
  newcomer,
}) => {
  const slipping = await child('Slipping technique', { lastBlowsOfBest: 0.95, lastInhaledAtLitresPerMinute: 14 });
  const page = await newcomer();
  await tabTo(page, 'login-username');
  await page.keyboard.type('clinician');
  await tabTo(page, 'login-password');
  await page.keyboard.type('demo');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/ward$/);

  await expect(page.getByTestId(`ward-row-${slipping.patientId}`)).toBeVisible();
  await tabTo(page, 'ward-search');
  await page.keyboard.type(slipping.patientId);
  await expect(page.locator('[data-testid^="ward-row-"]')).toHaveCount(1);
  await tabTo(page, `ward-row-${slipping.patientId}`);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('patient-page')).toContainText(slipping.name);

  const proposal = page.getByTestId('recommendations').locator('[data-rule="technique"]');
  await expect(proposal).toHaveAttribute('data-status', 'proposed');
  await tabTo(page, /^approve-/);
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
  expect(outline, 'the focus can be seen').not.toBe('none');
  await page.keyboard.press('Enter');
  await expect(proposal).toHaveAttribute('data-status', 'sent');
});
