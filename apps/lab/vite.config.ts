import { defineConfig } from 'vite';

const conditions = ['@tracelab/source', 'module', 'browser', 'development|production'];

/** Any static server serves what this builds, from any path. */
export default defineConfig({
  base: './',
  resolve: { conditions },
  worker: { format: 'es' },
  build: { outDir: 'dist/site', emptyOutDir: true, target: 'es2022', modulePreload: { polyfill: false } },
  preview: { port: 4173 },
});
