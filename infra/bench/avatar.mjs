/** What the avatar costs: in a real browser on the built web app's playground, without database or API; its modelling and its state on this thread. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { airwayTree } from '@airway-twin/domain/airways';
import { bakeShapes } from '@airway-twin/avatar/geometry';
import { avatarPose, easeTexels } from '@airway-twin/avatar/pose';
import { browserLaunch } from '../bootstrap/browser.mjs';
import { ROOT } from '../bootstrap/workspace.mjs';
import { measureFrames } from './frames.mjs';
import { median } from './results.mjs';

const WEB = join(ROOT, 'apps/web/dist');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
/** A girl of nine, 133 cm: nobody in particular. */
const SIZE = { ageYears: 9, heightCm: 133, sex: 'female' };
const STATES_A_ROUND = 100;
const STATES_DRAWN = 15;

/**
 * @param {number} rounds @param {'software' | 'card'} graphics
 * @returns {Promise<{ calls: number, triangles: number, firstPictureMs: number, wholePictureMs: number, frameMs: number,
 *   browserUpdateMs: number, scriptBytes: number, scriptGzipBytes: number, updateMs: number, easeMs: number, growMs: number, bakeMs: number, frames: Awaited<ReturnType<typeof measureFrames>> }>}
 *   medians over the rounds
 */
export async function measureAvatar(rounds, graphics) {
  const { updateMs, easeMs } = stateCosts(rounds);
  const bakeMs = median(
    Array.from({ length: rounds }, (_, seed) => {
      const tree = airwayTree({ ...SIZE, seed });
      return msOf(() => bakeShapes(tree, 'full'));
    }),
  );
  const growMs = median(Array.from({ length: rounds }, (_, seed) => msOf(() => airwayTree({ ...SIZE, seed }))));
  return { ...(await drawnCosts(rounds, graphics)), updateMs, easeMs, growMs, bakeMs };
}

/** A new state to texels, and one step of the way there. */
function stateCosts(rounds) {
  const tree = airwayTree({ ...SIZE, seed: 7 });
  const texelsAt = (share) => {
    const trait = { low: share, mid: share, high: share, known: true };
    const zone = { value: 'green', reasons: [], stale: false };
    return avatarPose(tree, { constriction: trait, inflammation: trait, zone, lungFunction: null }).texels;
  };
  const drawn = texelsAt(0);
  const [from, to] = [texelsAt(0), texelsAt(1)];
  const poses = () => {
    for (let at = 0; at < STATES_A_ROUND; at++) texelsAt((at * 0.618) % 1);
  };
  const steps = () => {
    for (let at = 0; at < STATES_A_ROUND; at++) easeTexels(drawn, from, to, at * 3);
  };
  poses();
  steps();
  const each = (work) => median(Array.from({ length: rounds }, () => msOf(work) / STATES_A_ROUND));
  return { updateMs: each(poses), easeMs: each(steps) };
}

/** Draw calls, triangles, the way to the first picture and the script that it needs. */
async function drawnCosts(rounds, graphics) {
  const server = createServer((request, response) => void serve(request.url ?? '/', response));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await chromium.launch(await browserLaunch({ graphics }));
  try {
    const visits = [];
    for (let round = 0; round < rounds; round++) visits.push(await visit(browser, server.address().port));
    const { calls, triangles, scriptBytes, scriptGzipBytes } = visits[0];
    const mid = (read) => median(visits.map(read));
    return {
      calls,
      triangles,
      scriptBytes,
      scriptGzipBytes,
      firstPictureMs: mid((one) => one.firstMs),
      wholePictureMs: mid((one) => one.wholeMs),
      frameMs: mid((one) => one.frameMs),
      browserUpdateMs: mid((one) => one.updateMs),
      frames: await measureFrames(browser, server.address().port),
    };
  } finally {
    await browser.close();
    server.close();
  }
}

async function visit(browser, port) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const scripts = new Map();
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) scripts.set(response.url(), response.body());
  });
  const from = performance.now();
  await page.goto(`http://127.0.0.1:${port}/playground?detail=full`);
  await page.waitForSelector('[data-avatar-ready="true"]');
  const firstMs = performance.now() - from;
  await page.waitForSelector('[data-avatar-detail="full"]');
  const wholeMs = performance.now() - from;
  const figure = page.locator('[data-avatar-cost]');
  const costs = [];
  for (let state = 1; state <= STATES_DRAWN; state++) {
    const c = state / (2 * STATES_DRAWN);
    await page.getByTestId('dial-c').fill(c.toFixed(2));
    await page.waitForFunction(
      (wanted) => JSON.parse(globalThis.document.querySelector('[data-avatar-state]').dataset.avatarState).c === wanted,
      Number(c.toFixed(2)),
    );
    costs.push(JSON.parse(await figure.getAttribute('data-avatar-cost')));
  }
  const { calls, triangles } = costs[0];
  const bodies = await Promise.all(scripts.values());
  await context.close();
  return {
    firstMs,
    wholeMs,
    frameMs: median(costs.map((cost) => cost.frameMs)),
    updateMs: median(costs.map((cost) => cost.updateMs)),
    calls,
    triangles,
    scriptBytes: bodies.reduce((sum, body) => sum + body.length, 0),
    scriptGzipBytes: bodies.reduce((sum, body) => sum + gzipSync(body).length, 0),
  };
}

/** The files of the built web app; every other path is the app's own to route. */
async function serve(url, response) {
  const path = normalize(new URL(url, 'http://localhost').pathname);
  const isFile = extname(path) !== '';
  try {
    const body = await readFile(join(WEB, isFile ? path : 'index.html'));
    response.writeHead(200, { 'content-type': TYPES[isFile ? extname(path) : '.html'] ?? 'application/octet-stream' });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

/** @param {() => unknown} work @returns {number} */
function msOf(work) {
  const from = performance.now();
  work();
  return performance.now() - from;
}
