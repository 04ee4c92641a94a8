import type { Page } from '@playwright/test';

const STOPS_AT_MOST = 90;

/** Presses Tab until the focus is there, as someone without a mouse does. Throws when it is not within 90 stops. */
export async function tabTo(page: Page, testId: string | RegExp): Promise<void> {
  for (let stop = 0; stop < STOPS_AT_MOST; stop += 1) {
    await page.keyboard.press('Tab');
    const at = await focusedOn(page);
    if (typeof testId === 'string' ? at === testId : testId.test(at)) return;
  }
  throw new Error(`${String(testId)} is not within ${STOPS_AT_MOST} presses of Tab`);
}

/** The test id of what has the focus, or of the ward row around it; empty when it has none. */
export async function focusedOn(page: Page): Promise<string> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    const row = focused?.closest('[data-testid^="ward-row-"]');
    return focused?.getAttribute('data-testid') ?? row?.getAttribute('data-testid') ?? '';
  });
}
