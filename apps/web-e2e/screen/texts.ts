import type { Page } from '@playwright/test';

/** Every piece of text that the page shows or says to a screen reader, in the order of the page; what is in a dialog only while it is open. */
export async function textsOn(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [];
    const hidden = (element: Element): boolean => element.closest('script, style, dialog:not([open])') !== null;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.textContent?.trim() ?? '';
      if (text !== '' && node.parentElement && !hidden(node.parentElement)) texts.push(text);
    }
    for (const element of document.body.querySelectorAll('[aria-label], [placeholder], [title], [alt]')) {
      for (const name of ['aria-label', 'placeholder', 'title', 'alt']) {
        const text = element.getAttribute(name)?.trim();
        if (text && !hidden(element)) texts.push(text);
      }
    }
    return texts;
  });
}

/** The texts with words in them that are the same in both lists, each once. */
export function unchanged(before: readonly string[], after: readonly string[]): string[] {
  const there = new Set(after);
  return [...new Set(before)].filter((text) => /\p{L}{3}/u.test(text) && there.has(text));
}
