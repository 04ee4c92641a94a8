import { NOT_A_MEDICAL_DEVICE } from '@airway-twin/contracts/http';
import { drawnState } from '../screen/avatar.js';
import { fitOf, violationsOn, WITHOUT_CSP } from '../screen/axe.js';
import { expect, openRecord, test, type Page } from '../screen/journey.js';

const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const NARROWEST = { width: 360, height: 740 };

/** At every width, with the notice in its place; whether it fits a phone does not depend on the theme. */
async function expectUsable(page: Page, screen: string, colorScheme: 'light' | 'dark'): Promise<void> {
  await expect(page.getByTestId('notice'), `the notice on ${screen}`).toHaveText(NOT_A_MEDICAL_DEVICE);
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    expect(await violationsOn(page), `${screen} at ${size.width} px`).toEqual([]);
  }
  if (colorScheme === 'dark') {
    await page.setViewportSize(WIDTHS[0]);
    return;
  }
  await page.setViewportSize(NARROWEST);
  expect(await fitOf(page), `${screen} at ${NARROWEST.width} px`).toBe('fits');
  await page.setViewportSize(WIDTHS[0]);
}

test.describe('every screen carries the notice, has no accessibility problem and fits a phone', () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const options = { ...WITHOUT_CSP, colorScheme };

    test(`login (${colorScheme})`, async ({ newcomer }) => {
      const page = await newcomer(options);
      await expect(page.getByTestId('demo-hint')).toBeVisible();
      await expectUsable(page, 'login', colorScheme);
    });

    test(`ward and record (${colorScheme})`, async ({ logIn }) => {
      const page = await logIn('clinician', options);
      await expect(page.getByTestId('ward-row-demo-05')).toBeVisible();
      await expectUsable(page, 'ward', colorScheme);
      await openRecord(page, 'demo-05');
      await expect(page.getByTestId('risk')).toBeVisible();
      await expect(page.getByTestId('flow-volume').locator('svg').first()).toBeVisible();
      await expect(page.getByTestId('what-if-from')).toBeVisible();
      await page.getByTestId('airway-right-upper-lobe').click();
      await page.getByTestId('airway-RB1').click();
      await page.getByTestId('airways-table-open').click();
      await expect(page.getByTestId('section-picture').getByRole('img')).toBeVisible();
      await expectUsable(page, 'record', colorScheme);
      await page.getByTestId('time-slider').focus();
      await page.keyboard.press('PageDown');
      await expect(page.getByTestId('time-state')).toContainText('As of');
      await expectUsable(page, 'record in the past', colorScheme);
    });

    test(`a patient’s page and its form (${colorScheme})`, async ({ logIn }) => {
      const page = await logIn('demo-03', options);
      await expect(page.getByTestId('my-what-if')).toBeVisible();
      await page.getByTestId('lobe-left-lower').click();
      await expect(page.getByTestId('lobe-sentence')).not.toBeEmpty();
      await page.getByTestId('write-symptoms').click();
      await expect(page.getByTestId('symptom-form')).toBeVisible();
      await expectUsable(page, 'me', colorScheme);
    });

    test(`a page that is not there, and the playground (${colorScheme})`, async ({ logIn }) => {
      const page = await logIn('clinician', options);
      await page.goto('/nowhere');
      await expectUsable(page, 'nowhere', colorScheme);
      await page.goto('/playground?c=0.3&i=0.3');
      await drawnState(page);
      for (const size of WIDTHS) {
        await page.setViewportSize(size);
        expect(await violationsOn(page), `playground at ${size.width} px`).toEqual([]);
      }
    });

    test(`the console (${colorScheme})`, async ({ logIn }) => {
      const page = await logIn('engineer', options);
      await expect(page.getByTestId('device-demo-05-spirometer')).toBeVisible();
      await expectUsable(page, 'console', colorScheme);
    });
  }
});
