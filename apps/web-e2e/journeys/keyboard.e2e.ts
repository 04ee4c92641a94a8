import { MS_PER_DAY, MS_PER_HOUR } from '@airway-twin/domain/time';
import { expect, openRecord, test } from '../screen/journey.js';
import { focusedOn, tabTo } from '../screen/keyboard.js';

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

test('with the keyboard alone a clinician goes back in time, plays, and walks the airways by name', async ({
  child,
  logIn,
}) => {
  const patient = await child('Keyboard walker', { lastBlowsOfBest: 0.7 });
  const page = await logIn('clinician');
  await openRecord(page, patient.patientId);
  const record = page.getByTestId('patient-page');
  const nowMs = patient.storyEndsAtMs;

  await tabTo(page, 'time-slider');
  for (let hour = 0; hour < 3; hour += 1) await page.keyboard.press('ArrowLeft');
  await expect(record).toHaveAttribute('data-as-of', String(nowMs - 3 * MS_PER_HOUR));
  await page.keyboard.press('PageDown');
  await expect(record).toHaveAttribute('data-as-of', String(nowMs - 3 * MS_PER_HOUR - MS_PER_DAY));
  await page.keyboard.press('Space');
  await expect(page.getByTestId('time-play')).toHaveAttribute('data-playing', 'true');
  await page.keyboard.press('Space');
  await expect(page.getByTestId('time-play')).toHaveAttribute('data-playing', 'false');
  expect(await focusedOn(page)).toBe('time-slider');
  await page.keyboard.press('Escape');
  await expect(record).toHaveAttribute('data-as-of', 'now');

  await tabTo(page, 'airway-trachea');
  for (const key of ['ArrowDown', 'ArrowDown', 'Enter', 'ArrowDown', 'ArrowDown']) await page.keyboard.press(key);
  expect(await focusedOn(page)).toBe('airway-RB2');
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle);
  expect(outline, 'the focus can be seen').not.toBe('none');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('airway-sentence')).toContainText('posterior segment (RB2)');
  await expect(page.getByTestId('section-panel').getByTestId('section-picture')).toHaveAttribute('data-airway', 'RB2');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('treeitem', { selected: true })).toHaveCount(0);
  await page.keyboard.press('End');
  expect(await focusedOn(page)).toBe('airway-left-lower-lobe');
});
