import axe from 'axe-core';
import { expect, openRecord, test, type Page } from '../screen/journey.js';

/** axe is put into the page as text, which the product's content security policy rightly forbids: only here it is switched off. */
const WITHOUT_CSP = { bypassCSP: true } as const;
const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
] as const;
const NARROWEST = { width: 360, height: 740 };

async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await run.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
  });
}

async function expectAccessible(page: Page, screen: string): Promise<void> {
  for (const size of WIDTHS) {
    await page.setViewportSize(size);
    expect(await seriousViolations(page), `${screen} at ${size.width} px`).toEqual([]);
  }
  await page.setViewportSize(NARROWEST);
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? `${scrollWidth} px of content in ${clientWidth} px` : 'fits';
  });
  expect(tooWide, `${screen} at ${NARROWEST.width} px`).toBe('fits');
  await page.setViewportSize(WIDTHS[0]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  const options = { ...WITHOUT_CSP, colorScheme };

  test(`login has no serious accessibility problem and fits a phone (${colorScheme})`, async ({ newcomer }) => {
    const page = await newcomer(options);
    await expect(page.getByTestId('demo-hint')).toBeVisible();
    await expectAccessible(page, 'login');
  });

  test(`ward and record have no serious accessibility problem and fit a phone (${colorScheme})`, async ({ logIn }) => {
    const page = await logIn('clinician', options);
    await expect(page.getByTestId('ward-row-demo-05')).toBeVisible();
    await expectAccessible(page, 'ward');
    await openRecord(page, 'demo-05');
    await expect(page.getByTestId('risk')).toBeVisible();
    await expectAccessible(page, 'patient');
  });

  test(`a patient’s page has no serious accessibility problem and fits a phone (${colorScheme})`, async ({ logIn }) => {
    const page = await logIn('demo-02', options);
    await page.getByTestId('write-symptoms').click();
    await expect(page.getByTestId('symptom-form')).toBeVisible();
    await expectAccessible(page, 'me');
  });

  test(`the console has no serious accessibility problem and fits a phone (${colorScheme})`, async ({ logIn }) => {
    const page = await logIn('engineer', options);
    await expect(page.getByTestId('device-demo-05-spirometer')).toBeVisible();
    await expectAccessible(page, 'console');
  });
}
