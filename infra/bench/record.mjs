/** How soon the airways stand on a clinician's record: in a real browser on the product with its demo cohort. */
import { chromium } from 'playwright-core';
import { pathOf } from '@airway-twin/contracts/http';
import { browserLaunch } from '../bootstrap/browser.mjs';
import { DEMO_PASSWORD, logIn } from '../bootstrap/demo-product.mjs';

const DESKTOP = { width: 1440, height: 900 };
/** A clinician reads the list before they open somebody. */
const READS_MS = 1500;

/**
 * Each load is a browser of its own without a cache, in which a clinician logs in, reads the ward and opens a patient.
 * @param {string} url of the running product @param {number} loads
 * @returns {Promise<number[]>} from the record with its data on the page to the first frame of the airways, ms, one a load
 */
export async function measureRecord(url, loads) {
  const get = await logIn(url, 'clinician');
  const { rows } = await get(pathOf('patients'));
  const patients = rows.map(({ patientId }) => patientId).toSorted();
  const firstMs = [];
  for (let load = 0; load < loads; load++) firstMs.push(await openRecord(url, patients[load % patients.length]));
  return firstMs;
}

async function openRecord(url, patientId) {
  const browser = await chromium.launch(await browserLaunch());
  try {
    const page = await (await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce' })).newPage();
    await page.goto(url);
    await page.getByTestId('login-username').fill('clinician');
    await page.getByTestId('login-password').fill(DEMO_PASSWORD);
    await page.getByTestId('login-submit').click();
    const row = page.getByTestId(`ward-row-${patientId}`);
    await row.waitFor();
    await page.waitForTimeout(READS_MS);
    const firstMs = await page.evaluateHandle(watchPage);
    await row.getByRole('link').first().click();
    return await firstMs.evaluate((watched) => watched.first);
  } finally {
    await browser.close();
  }
}

/** Runs in the page: the time between the two is taken there, where they happen. */
function watchPage() {
  const { document, MutationObserver } = globalThis;
  let shownAtMs = null;
  const first = new Promise((resolve) => {
    const watcher = new MutationObserver(() => {
      if (shownAtMs === null && document.querySelector('[data-testid="patient-page"]')) shownAtMs = performance.now();
      if (shownAtMs === null || !document.querySelector('[data-avatar-ready="true"]')) return;
      watcher.disconnect();
      resolve(performance.now() - shownAtMs);
    });
    watcher.observe(document, { subtree: true, childList: true, attributes: true });
  });
  return { first };
}
