/**
 * One jest configuration for every project: ECMAScript modules through swc, sources instead of built output.
 * Cost is told by the suffix: `.spec.ts` is pure and quick, `.int.spec.ts` needs a database and a broker.
 */
export function preset({ rootDir, integration }) {
  return {
    rootDir,
    testMatch: integration ? ['**/*.int.spec.ts'] : ['**/*.spec.ts', '**/*.spec.tsx'],
    testPathIgnorePatterns: ['/node_modules/', '/dist/', ...(integration ? [] : ['\\.int\\.spec\\.ts$'])],
    modulePathIgnorePatterns: ['/dist/'],
    extensionsToTreatAsEsm: ['.ts', '.tsx'],
    testEnvironment: new URL('./shared-realm-environment.cjs', import.meta.url).pathname,
    testEnvironmentOptions: { customExportConditions: ['@airway-twin/source', 'node', 'node-addons'] },
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: {
      '\\.[jt]sx?$': [
        '@swc/jest',
        {
          jsc: {
            target: 'es2023',
            keepClassNames: true,
            parser: { syntax: 'typescript', tsx: true, decorators: true },
            transform: { legacyDecorator: true, decoratorMetadata: true, react: { runtime: 'automatic' } },
          },
          module: { type: 'es6' },
        },
      ],
    },
    transformIgnorePatterns: ['/node_modules/', '\\.mjs$'],
    testTimeout: integration ? 120_000 : 15_000,
    ...(integration && { maxWorkers: 1 }),
  };
}
