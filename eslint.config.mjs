import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Who may import whom, by layer. Every rule is an error or absent. */
const layers = [
  {
    sourceTag: 'layer:domain',
    onlyDependOnLibsWithTags: ['layer:domain'],
    // Only specs use these two; the tsconfig of the lib keeps host globals out of the rest.
    allowedExternalImports: ['@jest/globals', 'fast-check'],
  },
  {
    sourceTag: 'layer:contracts',
    onlyDependOnLibsWithTags: ['layer:domain'],
    allowedExternalImports: ['zod', '@jest/globals', 'fast-check'],
  },
  {
    sourceTag: 'layer:avatar',
    onlyDependOnLibsWithTags: ['layer:domain'],
    bannedExternalImports: ['socket.io-client', '@nestjs/*', 'zod'],
  },
  {
    // What makers build on: the protocol and a connection, nothing else of the product. Specs use the testkit's broker.
    sourceTag: 'layer:device',
    onlyDependOnLibsWithTags: ['layer:contracts', 'layer:testkit'],
    allowedExternalImports: ['mqtt', '@jest/globals', 'fast-check'],
  },
  { sourceTag: 'layer:testkit', onlyDependOnLibsWithTags: [] },
  {
    sourceTag: 'layer:app',
    onlyDependOnLibsWithTags: ['layer:domain', 'layer:contracts', 'layer:avatar', 'layer:device', 'layer:testkit'],
  },
  { sourceTag: 'layer:e2e', onlyDependOnLibsWithTags: ['layer:contracts', 'layer:domain'] },
  { sourceTag: 'platform:server', bannedExternalImports: ['react', 'react-dom', 'three', '@react-three/*', 'uplot'] },
  {
    sourceTag: 'platform:browser',
    bannedExternalImports: ['pg', 'mqtt', 'aedes', 'onnxruntime-node', '@nestjs/*', 'express'],
  },
];

const specs = ['**/*.spec.ts', '**/*.spec.tsx', '**/test/**', 'apps/web-e2e/**'];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/test-results/**', '**/.airway-twin*/**', '.nx/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    plugins: { '@nx': nx, 'import-x': importX },
    settings: {
      'import-x/extensions': ['.ts', '.tsx', '.js', '.mjs'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts', '.tsx'] },
      // Sources import each other as `./x.js`; without this no import is followed, and no cycle is seen.
      'import-x/resolver-next': [
        createNodeResolver({
          extensionAlias: { '.js': ['.ts', '.tsx', '.js'] },
          conditionNames: ['@airway-twin/source', 'import', 'default'],
        }),
      ],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommended],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints: layers },
      ],
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      'import-x/no-default-export': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'max-lines': ['error', { max: 500, skipComments: true, skipBlankLines: true }],
    },
  },
  {
    files: ['libs/domain/src/**/*.ts'],
    ignores: specs,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The domain has no clock: take `nowMs` as an argument.' },
        { object: 'Math', property: 'random', message: 'The domain has no randomness: take a seed as an argument.' },
        { object: 'performance', property: 'now', message: 'The domain has no clock.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'The domain has no clock.' },
        { selector: 'CallExpression[callee.name="Date"]', message: 'The domain has no clock.' },
      ],
      'no-restricted-globals': [
        'error',
        'process',
        'console',
        'window',
        'document',
        'fetch',
        'setTimeout',
        'setInterval',
        'crypto',
        'performance',
      ],
    },
  },
  {
    files: ['{apps,simulators,libs/avatar,libs/device}/**/*.{ts,tsx}'],
    ignores: ['apps/web-e2e/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        { selector: 'Literal[value=/^airway\\u002Fv1/]', message: 'Topics are built in libs/contracts.' },
        { selector: 'TemplateElement[value.raw=/^airway\\u002Fv1/]', message: 'Topics are built in libs/contracts.' },
        { selector: 'Literal[value=/^\\u002F?api\\u002F/]', message: 'Routes are built in libs/contracts.' },
        {
          selector: 'TemplateElement[value.raw=/^\\u002F?api\\u002F/]',
          message: 'Routes are built in libs/contracts.',
        },
      ],
    },
  },
  {
    files: ['apps/web/**/*.tsx', 'apps/web/**/*.ts', 'libs/avatar/**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'error' },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        require: 'readonly',
        module: 'writable',
        globalThis: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        Buffer: 'readonly',
        fetch: 'readonly',
        AbortController: 'readonly',
        AbortSignal: 'readonly',
        performance: 'readonly',
        setImmediate: 'readonly',
        TextDecoder: 'readonly',
        TextEncoder: 'readonly',
      },
    },
  },
  { files: ['**/vite.config.ts', '**/playwright.config.ts'], rules: { 'import-x/no-default-export': 'off' } },
  prettier,
);
