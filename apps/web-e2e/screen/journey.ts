import { expect, test as base, type BrowserContextOptions, type Page } from '@playwright/test';
import { apiOf, DEMO_PASSWORD, type Api } from '../product/api.js';
import { inventChild, type Child, type Story } from '../people/child.js';

export { expect, type Page };

/** The running product as its people reach it over HTTP; there once the demo's history is loaded. */
export interface Product {
  readonly engineer: Api;
  readonly clinician: Api;
  patient(patientId: string): Promise<Api>;
}

interface Journey {
  /** A browser of one's own at the login screen. */
  newcomer: (options?: BrowserContextOptions) => Promise<Page>;
  /** A browser of one's own in which that person has logged in through the screen. */
  logIn: (username: string, options?: BrowserContextOptions) => Promise<Page>;
  /** An invented child whose devices have told their story; disconnected when the test ends. */
  child: (name: string, story: Story) => Promise<Child>;
}

const HISTORY_WITHIN_MS = 60_000;

export const test = base.extend<Journey, { product: Product }>({
  product: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the names of the needed fixtures out of the pattern
    async ({}, use, worker) => {
      const baseUrl = String(worker.project.use.baseURL);
      const engineer = await apiOf(baseUrl, 'engineer');
      await expect
        .poll(async () => (await engineer.replay())?.cohort?.phase, {
          message: 'the history of the demo is loaded',
          timeout: HISTORY_WITHIN_MS,
        })
        .toMatch(/^(live|waiting)$/);
      await use({
        engineer,
        clinician: await apiOf(baseUrl, 'clinician'),
        patient: (patientId) => apiOf(baseUrl, patientId),
      });
    },
    { scope: 'worker', timeout: 90_000 },
  ],

  newcomer: async ({ browser, contextOptions, viewport, locale, product: _loaded }, use) => {
    const wrong: string[] = [];
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ ...contextOptions, viewport, ...(locale && { locale }), ...options });
      contexts.push(context);
      const page = await context.newPage();
      page.on('pageerror', (error) => wrong.push(error.message));
      page.on('console', (message) => {
        if (/content security policy/i.test(message.text())) wrong.push(message.text());
      });
      await page.goto('/');
      await expect(page.getByTestId('login-username')).toBeVisible();
      return page;
    });
    for (const context of contexts) await context.close();
    expect(wrong, 'errors in the browser').toEqual([]);
  },

  logIn: async ({ newcomer }, use) => {
    await use(async (username, options) => {
      const page = await newcomer(options);
      await enter(page, username);
      return page;
    });
  },

  child: async ({ product }, use) => {
    const children: Child[] = [];
    await use(async (name, story) => {
      const child = await inventChild(product.engineer, name, story);
      children.push(child);
      return child;
    });
    for (const child of children) await child.disconnect();
  },
});

/** Fills in the login form and sends it. */
export async function enter(page: Page, username: string, password = DEMO_PASSWORD): Promise<void> {
  await page.getByTestId('login-username').fill(username);
  await page.getByTestId('login-password').fill(password);
  await page.getByTestId('login-submit').click();
  if (password === DEMO_PASSWORD) await expect(page.getByTestId('logout')).toBeVisible();
}

/** Opens a patient's record from the ward list, as a clinician does. */
export async function openRecord(page: Page, patientId: string): Promise<void> {
  await page.getByTestId(`ward-row-${patientId}`).getByRole('link').click();
  await expect(page.getByTestId('patient-page')).toBeVisible();
}

/** The revision that the page shows. */
export async function revisionOn(page: Page): Promise<number> {
  return Number(await page.getByTestId('revision').textContent());
}

/** Marks the document, so that `isSameDocument` tells whether the page was loaded again. */
export async function markDocument(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.documentElement.dataset['marked'] = 'yes';
  });
}

export async function isSameDocument(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.dataset['marked'] === 'yes');
}
