import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** axe is put into the page as text, which the product's content security policy rightly forbids: only for it that is switched off. */
export const WITHOUT_CSP = { bypassCSP: true } as const;

/** What axe finds wrong with the page, of whatever impact: one line for each place. */
export async function violationsOn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await run.run(document, { resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`),
    );
  });
}

/** How much wider than its window the page is, in words. */
export async function fitOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? `${scrollWidth} px of content in ${clientWidth} px` : 'fits';
  });
}
