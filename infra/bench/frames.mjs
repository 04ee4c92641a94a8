/** How many pictures a second the breathing airways reach on a laptop's window, and by what they are drawn. */

const LAPTOP = { width: 1440, height: 900 };
/** Shaders are compiled and the tree is modelled by then. */
const SETTLES_MS = 4_000;
const COUNTED_MS = 5_000;

/** What draws without a graphics card. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * Counts the animation frames in which the whole tree was drawn anew while it breathes, in full detail.
 * @param {import('playwright-core').Browser} browser @param {number} port of the built web app
 * @returns {Promise<{ perSecond: number, renderer: string, isSoftware: boolean }>} `renderer`: in the browser's own words
 */
export async function measureFrames(browser, port) {
  const context = await browser.newContext({ viewport: LAPTOP, reducedMotion: 'no-preference' });
  try {
    const page = await context.newPage();
    await page.addInitScript(countDrawnFrames);
    await page.goto(`http://127.0.0.1:${port}/playground?detail=full&breathes=true`);
    await page.waitForSelector('[data-avatar-ready="true"]');
    await page.waitForTimeout(SETTLES_MS);
    const look = () => page.evaluate(() => ({ drawn: globalThis.drawnFrames, atMs: performance.now() }));
    const from = await look();
    await page.waitForTimeout(COUNTED_MS);
    const to = await look();
    const renderer = await page.evaluate(nameOfRenderer);
    return {
      perSecond: (1000 * (to.drawn - from.drawn)) / (to.atMs - from.atMs),
      renderer,
      isSoftware: SOFTWARE.test(renderer),
    };
  } finally {
    await context.close();
  }
}

/** In the page: a frame counts when something was drawn between two animation frames, however many calls it took. */
function countDrawnFrames() {
  globalThis.drawnFrames = 0;
  let isDrawn = false;
  const { prototype } = globalThis.WebGL2RenderingContext;
  for (const name of ['drawElements', 'drawElementsInstanced', 'drawArrays', 'drawArraysInstanced']) {
    const draw = prototype[name];
    prototype[name] = function (...values) {
      isDrawn = true;
      return draw.apply(this, values);
    };
  }
  const next = () => {
    if (isDrawn) globalThis.drawnFrames += 1;
    isDrawn = false;
    globalThis.requestAnimationFrame(next);
  };
  globalThis.requestAnimationFrame(next);
}

/** In the page: who draws. */
function nameOfRenderer() {
  const gl = globalThis.document.createElement('canvas').getContext('webgl2');
  const info = gl?.getExtension('WEBGL_debug_renderer_info');
  return String(gl?.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER) ?? 'no WebGL');
}
