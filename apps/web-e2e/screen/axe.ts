import type { Page } from '@playwright/test';
import axe, { type ImpactValue } from 'axe-core';

/** axe is put into the page as text, which the product's content security policy rightly forbids: only for it that is switched off. */
export const WITHOUT_CSP = { bypassCSP: true } as const;

/** What axe finds wrong with the page, one line for each place; left out `impacts`: of whatever impact. */
export async function violationsOn(page: Page, impacts?: readonly ImpactValue[]): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const { axe: run } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await run.run(document, { resultTypes: ['violations'] });
    return violations
      .filter(({ impact }) => only === null || (impact && only.includes(impact)))
      .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`));
  }, impacts ?? null);
}

/** How much wider than its window the page is, in words. */
export async function fitOf(page: Page): Promise<string> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth > clientWidth ? `${scrollWidth} px of content in ${clientWidth} px` : 'fits';
  });
}
