import js from '@eslint/js';
import { createProjectGraphAsync } from '@nx/devkit';
import nx from '@nx/eslint-plugin';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Without nx's cached project graph, enforce-module-boundaries passes everything; nx itself has made it for its tasks.
if (!process.env.NX_TASK_TARGET_TARGET) await createProjectGraphAsync();

const onlyOn = (sourceTag, ...tags) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [...tags, 'layer:testing'],
});
const kernelAndBelow = ['layer:machine', 'layer:kernel'];

/** Who may stand on whom. DESIGN: machine < kernel < series < bench < app. */
const boundaries = [
  onlyOn('layer:testing'),
  onlyOn('layer:machine', 'layer:machine'),
  onlyOn('layer:kernel', ...kernelAndBelow),
  onlyOn('layer:series', ...kernelAndBelow, 'layer:series'),
  onlyOn('layer:bench', ...kernelAndBelow, 'layer:series', 'layer:bench'),
  onlyOn('layer:app', ...kernelAndBelow, 'layer:series', 'layer:bench', 'layer:app'),

  onlyOn('series:ftrace-regs', ...kernelAndBelow),
  onlyOn('series:ops-direct', ...kernelAndBelow, 'series:ftrace-regs'),
  onlyOn('series:rethook', ...kernelAndBelow),
  // fprobe on kprobe: where the two share handlers.
  onlyOn('series:fprobe', ...kernelAndBelow, 'series:rethook', 'series:ops-direct', 'series:ftrace-regs', 'series:kprobe'),
  onlyOn(
    'series:bpf-trampoline',
    ...kernelAndBelow,
    'series:fprobe',
    'series:ops-direct',
    'series:rethook',
    'series:ftrace-regs',
  ),
  onlyOn('series:kprobe', ...kernelAndBelow),
];

const tests = ['**/*.test.ts', '**/test/**'];

export default defineConfig(
  { ignores: ['**/dist/**', '**/coverage/**', '**/node_modules/**', '.nx/**', 'test-results/**'] },
  js.configs.recommended,
  tseslint.configs.recommended,
  {
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints: boundaries }],

      // What an emulator is made of.
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-fallthrough': 'off', // TypeScript's noFallthroughCasesInSwitch says it.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    files: ['**/*.{js,mjs}'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly', URL: 'readonly' } },
  },
  {
    files: ['packages/*/src/**/*.ts', 'tools/*/src/**/*.ts'],
    ignores: tests,
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  { files: ['**/vitest.config.ts'], rules: { '@nx/enforce-module-boundaries': 'off' } }, // They share vitest.base.ts.
  {
    // Rule 5 of the design: the same inputs give the same results on every host.
    files: ['packages/*/src/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Results are deterministic: take a seed.' },
        { object: 'Date', property: 'now', message: 'Results are deterministic: the only clock is simulated.' },
        { object: 'performance', property: 'now', message: 'Results are deterministic: the only clock is simulated.' },
      ],
    },
  },
  {
    // Everything below the command also runs in a browser.
    files: ['packages/*/src/**/*.ts'],
    ignores: [...tests, 'packages/cli/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'Runs in a browser too: only packages/cli touches the host.' }] },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Program > :matches(ExpressionStatement, ForStatement, ForOfStatement, ForInStatement, IfStatement), Program > ImportDeclaration[specifiers.length=0]',
          message: "Modules only define: their packages say `sideEffects: false`, so that a page drops what it does not use.",
        },
      ],
    },
  },
);
