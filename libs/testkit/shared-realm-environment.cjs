/**
 * jest's node environment with the outer realm's typed arrays: onnxruntime-node is native and checks `instanceof` against them
 * (jestjs/jest#11864, microsoft/onnxruntime#16622).
 */
const { TestEnvironment } = require('jest-environment-node');
const { acceptanceNotebook } = require('./acceptance-notebook.cjs');

const SHARED = [
  'ArrayBuffer',
  'Int8Array',
  'Uint8Array',
  'Int16Array',
  'Uint16Array',
  'Int32Array',
  'Uint32Array',
  'Float32Array',
  'Float64Array',
  'BigInt64Array',
  'BigUint64Array',
];

module.exports = class SharedRealmEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
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
