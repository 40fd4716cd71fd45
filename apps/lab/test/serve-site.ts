import { fileURLToPath } from 'node:url';
import { build, preview } from 'vite';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the page is served, and the files that it is. */
    site: { readonly url: string; readonly directory: string };
  }
}

const root = fileURLToPath(new URL('..', import.meta.url));

/** Builds the page from the sources as they are, and serves it statically while the tests run. */
export default async function serveSite({ provide }: TestProject): Promise<() => Promise<void>> {
  const outDir = 'dist/site-under-test';
  await build({ root, logLevel: 'error', build: { outDir } });
  const server = await preview({ root, logLevel: 'error', build: { outDir }, preview: { host: '127.0.0.1', port: 0 } });
  const address = server.httpServer.address();
  if (address === null || typeof address === 'string') throw new Error('the preview has no port');
  provide('site', { url: `http://127.0.0.1:${address.port}/`, directory: `${root}${outDir}` });
  return () => server.close();
}
