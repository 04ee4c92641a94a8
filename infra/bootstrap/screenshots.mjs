/**
 * `npm run screenshots`: the pictures of the README, taken from the running product. Uses the one that API_URL names; else starts one of
 * its own as `npm start` does, on free ports with a data directory that is thrown away.
 */
import { mkdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { chromium } from 'playwright-core';
import { browserLaunch } from './browser.mjs';
import { DEMO_PASSWORD, logIn, startDemo, untilHistoryIsLoaded } from './demo-product.mjs';
import { giveUp, say } from './say.mjs';
import { ROOT } from './workspace.mjs';

const PICTURES = join(ROOT, 'infra/pictures');
const LARGEST_BYTES = 400_000;
const DESKTOP = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
const PICTURE = { width: 1180, height: 680 };
/** So many refused messages are there when the console's picture is taken. */
const REFUSED_SHOWN = 5;

const launch = await browserLaunch().catch((error) => giveUp(error.message));
const { pathOf } = await import('@airway-twin/contracts/http');
const product = process.env.API_URL ? { url: process.env.API_URL, stop: async () => undefined } : await startOwn();
let exitCode = 1;
try {
  await untilHistoryIsLoaded(product.url);
  await takePictures(product.url, await whoNeedsSomeone(product.url));
  exitCode = 0;
} catch (error) {
  console.error(error);
} finally {
  await product.stop();
}
process.exit(exitCode);

async function startOwn() {
  const started = await startDemo();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.once(signal, () => void started.stop().then(() => process.exit(1)));
  }
  try {
    return { url: await started.up(), stop: started.stop };
  } catch (error) {
    await started.stop();
    return giveUp(error.message);
  }
}

/** The demo patient at the top of the ward whose page is in English. @param {string} url @returns {Promise<string>} */
async function whoNeedsSomeone(url) {
  const get = await logIn(url, 'clinician');
  for (const { patientId } of (await get(pathOf('patients'))).rows) {
    const { profile } = await get(pathOf('patient', { patientId }));
    if (profile.locale === 'en' && patientId.startsWith('demo-')) return patientId;
  }
  throw new Error('no demo patient has an English page');
}

/** @param {string} url @param {string} patientId */
async function takePictures(url, patientId) {
  mkdirSync(PICTURES, { recursive: true });
  const browser = await chromium.launch(launch);
  try {
    const open = async (username, viewport) => {
      const context = await browser.newContext({ viewport, locale: 'en-GB', reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(url);
      await page.getByTestId('login-username').fill(username);
      await page.getByTestId('login-password').fill(DEMO_PASSWORD);
      await page.getByTestId('login-submit').click();
      await page.getByTestId('logout').waitFor();
      await page.mouse.move(0, 0);
      return page;
    };

    const ward = await open('clinician', DESKTOP);
    await ward.getByTestId(`ward-row-${patientId}`).waitFor();
    await keep(ward, 'ward');

    await ward.getByTestId(`ward-row-${patientId}`).getByRole('link').click();
    await avatarIsDrawn(ward);
    await ward.locator('.uplot canvas').first().waitFor();
    await keep(ward, 'patient');

    await ward.setViewportSize(PICTURE);
    await ward.getByTestId('view-whole-screen').click();
    await ward.getByTestId('compare-choice').selectOption({ value: 'week' });
    await ward.getByTestId('compared-other').waitFor();
    await ward.getByTestId('stand-cut').click();
    await pictureRests(ward);
    await keep(ward, 'cut-and-compared');

    const me = await open(patientId, PHONE);
    await avatarIsDrawn(me);
    await keep(me, 'me-phone');

    const engineer = await open('engineer', DESKTOP);
    await playWithFaults(engineer, patientId);
    await keep(engineer, 'console');
  } finally {
    await browser.close();
  }
}

/** A story in its middle with some of its messages spoiled, so that the console shows what it is for. */
async function playWithFaults(page, patientId) {
  await page.getByTestId('replay-scenario').selectOption('cold-to-attack');
  await page.getByTestId('replay-patient').selectOption(patientId);
  await page.getByTestId('replay-speed').first().selectOption('86400');
  await page.locator('details.faults > summary').click();
  await page.getByTestId('fault-corruptPercent').fill('15');
  await page.getByTestId('fault-duplicatePercent').fill('10');
  await page.locator('details.faults > summary').click();
  await page.getByTestId('replay-start').click();
  await page
    .locator('.letters > li')
    .nth(REFUSED_SHOWN - 1)
    .waitFor({ timeout: 60_000 });
  await page.mouse.move(0, 0);
}

async function avatarIsDrawn(page) {
  await page.locator('[data-avatar-ready="true"][data-avatar-detail="full"]').waitFor();
}

/** The airways are drawn as asked for: two pictures in a row are the same. */
async function pictureRests(page) {
  const shot = () => page.locator('[data-avatar-ready]').screenshot({ animations: 'disabled' });
  let before = await shot();
  for (let look = 0; look < 20; look++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = await shot();
    if (now.equals(before)) return;
    before = now;
  }
  throw new Error('the picture does not come to rest');
}

async function keep(page, name) {
  const path = join(PICTURES, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled' });
  const { size } = statSync(path);
  if (size > LARGEST_BYTES) throw new Error(`${name}.png has ${size} bytes, expected at most ${LARGEST_BYTES}`);
  say(`${relative(ROOT, path)} (${Math.round(size / 1000)} kB)`);
}
