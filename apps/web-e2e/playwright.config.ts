import { defineConfig } from '@playwright/test';
// eslint-disable-next-line @nx/enforce-module-boundaries -- the bootstrap scripts belong to no project: they run before anything is installed
import { browserLaunch } from '../../infra/bootstrap/browser.mjs';

/** Journeys through the running product; `infra/bootstrap/e2e.mjs` starts it and says where it is (BASE_URL, DATA_DIR). */
export default defineConfig({
  testDir: 'journeys',
  testMatch: '**/*.e2e.ts',
  outputDir: 'test-results/artifacts',
  snapshotPathTemplate: 'pictures/{arg}{ext}',
  reporter: [['list'], ['json', { outputFile: 'test-results/report.json' }]],
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: process.env['BASE_URL'] ?? 'http://127.0.0.1:3000',
    browserName: 'chromium',
    launchOptions: await browserLaunch(),
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    contextOptions: { reducedMotion: 'reduce' },
    // A film of every page would cost more than the journeys themselves.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
});
