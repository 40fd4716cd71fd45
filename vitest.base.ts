import { defineConfig } from 'vitest/config';

/** The workspace's packages resolve to their TypeScript source, so a test never runs on a stale build. */
const conditions = ['@tracelab/source'];

export default defineConfig({
  resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] },
  ssr: { resolve: { conditions: [...conditions, 'module', 'node', 'development|production'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    passWithNoTests: true,
  },
});
