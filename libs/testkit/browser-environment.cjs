/**
 * jsdom with what every browser has and jsdom does not hand on. In a spec of a screen:
 * `@jest-environment @airway-twin/testkit/browser-environment.cjs` in its first comment.
 */
const { TestEnvironment } = require('jest-environment-jsdom');
const { acceptanceNotebook } = require('./acceptance-notebook.cjs');

const OF_EVERY_BROWSER = ['TextEncoder', 'TextDecoder', 'structuredClone', 'fetch', 'Request', 'Response', 'Headers'];
/** Made by those above and checked by `instanceof`: of the outer realm, as in shared-realm-environment.cjs. */
const SHARED = ['ArrayBuffer', 'Uint8Array'];

module.exports = class BrowserEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of OF_EVERY_BROWSER) this.global[name] ??= globalThis[name];
    // No screen of any size, no wish for less motion: no query matches, and none ever changes.
    this.global.matchMedia ??= (media) =>
      Object.assign(new this.global.EventTarget(), { media, matches: false, onchange: null });
    for (const name of SHARED) this.global[name] = globalThis[name];
    this.keepRows = acceptanceNotebook({
      global: this.global,
      testPath: context.testPath,
      testNamePattern: config.globalConfig.testNamePattern,
    });
  }

  async teardown() {
    this.keepRows();
    await super.teardown();
  }
};
