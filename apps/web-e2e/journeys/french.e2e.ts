import { expect, openRecord, test } from '../screen/journey.js';
import { textsOn, unchanged } from '../screen/texts.js';

const HTML = 'html';

test.describe('two languages', () => {
  test('the switch changes every text of the patient’s page, and the page’s own language', async ({ logIn }) => {
    const page = await logIn('demo-03');
    await expect(page.getByTestId('my-page')).toBeVisible();
    await page.getByTestId('write-symptoms').click();
    await page.getByTestId('emergency-open').click();
    await expect(page.locator(HTML)).toHaveAttribute('lang', 'en');
    const english = await textsOn(page);
    await page.getByTestId('emergency-close').click();
    await page.getByTestId('locale').click();
    await expect(page.locator(HTML)).toHaveAttribute('lang', 'fr');
    await page.getByTestId('emergency-open').click();
    await expect(page.getByTestId('my-page')).toContainText('Bonjour');
    const french = await textsOn(page);
    const NAMES = ['Airway Twin', 'demo-03'];
    expect(unchanged(english, french).filter((text) => !NAMES.includes(text))).toEqual([]);
  });

  test('the switch changes every text of the clinician’s record', async ({ logIn }) => {
    const page = await logIn('clinician');
    await openRecord(page, 'demo-03');
    await expect(page.getByTestId('risk')).toBeVisible();
    await expect(page.locator(HTML)).toHaveAttribute('lang', 'en');
    const english = await textsOn(page);
    await page.getByTestId('locale').click();
    await expect(page.locator(HTML)).toHaveAttribute('lang', 'fr');
    await expect(page.getByTestId('time-state')).not.toHaveText('Showing now.');
    const french = await textsOn(page);
    expect(unchanged(english, french).filter((text) => !isName(text))).toEqual([]);
  });

  test('a French family’s page is French from the start, and stays as they choose', async ({ logIn }) => {
    const page = await logIn('demo-07');
    await expect(page.locator(HTML)).toHaveAttribute('lang', 'fr');
    await page.getByTestId('locale').click();
    await expect(page.locator(HTML)).toHaveAttribute('lang', 'en');
    await page.reload();
    await expect(page.getByTestId('my-page')).toContainText('Hello');
  });
});

/** The same in both languages: names of the product, people, devices, places and drugs, units, and some words. */
function isName(text: string): boolean {
  return /^(Airway Twin|Demo patient \d+|demo-\d+-[a-z]+|Europe\/London|Technique|Inflammation|Fluticasone|Salbutamol|Ozone|Pages|Lingula|[\d,]+ L\/min)$/.test(
    text,
  );
}
