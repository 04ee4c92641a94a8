import type { ObservationPage } from '@airway-twin/contracts/http';
import { expect, openRecord, test, type Page } from '../screen/journey.js';
import { drawnState } from '../screen/avatar.js';

const PHONE = { width: 390, height: 844 };

/** Promises that nobody may read on a patient's page. */
const REASSURANCE =
  /you(’|')?( a)?re (safe|fine|ok|okay|all right)|all is well|everything is (fine|ok|well)|nothing to worry|no need to worry|don(’|')t worry|no risk|no danger|en sécurité|tout va bien|rien à craindre|aucun (risque|danger)|pas d(’|')inquiétude|ne t(’|')inquiète/i;

async function textOf(page: Page): Promise<string> {
  return page.locator('body').innerText();
}

test.describe('a patient on a phone', () => {
  test('sees their airways, one sentence, one action, and no promise that all is well', async ({ child, logIn }) => {
    const well = await child('Well today', { lastBlowsOfBest: 0.97 });
    const page = await logIn(well.patientId, { viewport: PHONE });
    await drawnState(page);
    await expect(page.getByTestId('my-sentence')).toHaveCount(1);
    await expect(page.getByTestId('my-sentence')).toContainText('97 out of 100 of your best');
    // Nothing is asked of this child: writing down how they are is the one action.
    await expect(page.locator('.me .primary')).toHaveCount(1);
    await expect(page.getByTestId('write-symptoms')).toBeVisible();
    expect(await textOf(page)).not.toMatch(REASSURANCE);
    await page.getByTestId('locale').click();
    await expect(page.locator('html')).toHaveAttribute('lang', 'fr');
    expect(await textOf(page)).not.toMatch(REASSURANCE);
  });

  test('reaches the emergency card in one tap, also without a network', async ({ logIn }) => {
    const page = await logIn('demo-03', { viewport: PHONE });
    await expect(page.getByTestId('my-page')).toBeVisible();
    await page.context().setOffline(true);
    await expect(page.getByTestId('emergency-open')).toBeInViewport();
    await page.getByTestId('emergency-open').click();
    const card = page.getByTestId('emergency-card');
    await expect(card).toBeVisible();
    await expect(card).toContainText('Call for help now');
    await expect(card.getByRole('link', { name: 'Call 112' })).toHaveAttribute('href', 'tel:112');
    await page.keyboard.press('Escape');
    await expect(card).toBeHidden();
  });

  test('writes down how they are, and it is stored as they said it', async ({ child, logIn, product }) => {
    const writer = await child('Diary writer', { lastBlowsOfBest: 0.95 });
    const page = await logIn(writer.patientId, { viewport: PHONE });
    await page.getByTestId('write-symptoms').click();
    await expect(page.getByTestId('symptoms-send')).toBeDisabled();
    await page.getByTestId('nightWaking-yes').click();
    await page.getByTestId('daySymptoms-no').click();
    await page.getByTestId('puffs-few').click();
    await page.getByTestId('triggers-cold').click();
    await page.getByTestId('symptoms-send').click();
    await expect(page.getByTestId('symptoms-stored')).toBeVisible();
    const own = await product.patient(writer.patientId);
    const { observations } = await own.get<ObservationPage>(
      'observations',
      { patientId: writer.patientId },
      { stream: 'symptoms.day' },
    );
    expect(observations).toHaveLength(1);
    expect(observations[0]!.observation.data).toMatchObject({
      nightWaking: true,
      daySymptoms: false,
      activityLimited: null,
      relieverPuffs: { atLeast: 1, atMost: 2 },
      triggers: ['cold'],
      redFlags: [],
    });
  });

  test('a danger sign opens the emergency card at once, and raises the alarm on the ward', async ({ child, logIn }) => {
    const clinician = await logIn('clinician');
    const ill = await child('Danger sign', { lastBlowsOfBest: 0.9 });
    const page = await logIn(ill.patientId, { viewport: PHONE });
    await page.getByTestId('write-symptoms').click();
    await page.getByTestId('red-flags-blue-lips').click();
    await expect(page.getByTestId('emergency-card')).toBeVisible();
    await page.getByTestId('emergency-close').click();
    await page.getByTestId('symptoms-send').click();
    await expect(page.getByTestId('symptoms-stored')).toBeVisible();
    await expect(page.getByTestId('my-sentence')).toContainText('emergency card');
    await expect(page.locator('.me-action')).toHaveAttribute('data-rule', 'red-zone');
    await expect(clinician.getByTestId(`alarm-${ill.patientId}`)).toContainText('red zone');
    await expect(clinician.getByTestId(`ward-row-${ill.patientId}`).locator('[data-zone]')).toHaveAttribute(
      'data-zone',
      'red',
    );
  });

  test('what they say yes to is seen by the clinician as it happens', async ({ child, logIn }) => {
    const asked = await child('Yellow morning', { lastBlowsOfBest: 0.65 });
    const clinician = await logIn('clinician');
    await openRecord(clinician, asked.patientId);
    const seenByClinician = clinician.getByTestId('recommendations').locator('[data-rule="yellow-zone"]');
    await expect(seenByClinician).toHaveAttribute('data-status', 'sent');

    const page = await logIn(asked.patientId, { viewport: PHONE });
    const action = page.locator('.me-action');
    await expect(action).toHaveCount(1);
    await expect(action).toHaveAttribute('data-rule', 'yellow-zone');
    await expect(seenByClinician).toHaveAttribute('data-status', 'seen');

    await action.locator('[data-testid^="acknowledge-"]').click();
    await expect(seenByClinician).toHaveAttribute('data-status', 'acknowledged');
    await expect(page.locator('[data-rule="yellow-zone"] [data-testid^="acknowledge-"]')).toHaveCount(0);
  });
});
