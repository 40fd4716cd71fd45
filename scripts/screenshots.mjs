// Makes docs/pictures/*.png from the page as it is: `npm run screenshots`. Needs Debian's chromium.
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';

const root = 'apps/lab';
const directory = 'docs/pictures';
const PICTURES = [
  { name: 'lab-shares', address: '', height: 690, colorScheme: 'light' },
  { name: 'lab-call', address: '?b=kprobe&view=call', height: 760, colorScheme: 'light' },
  { name: 'lab-contention', address: '?b=fprobe+fentry+none&view=contention', height: 945, colorScheme: 'light' },
  { name: 'lab-object', address: '?view=object&object=hello', height: 1180, colorScheme: 'light' },
  { name: 'lab-pipeline', address: '?b=fprobe+fentry+none&view=pipeline', height: 1190, colorScheme: 'dark' },
];

await build({ root, logLevel: 'error' });
const server = await preview({ root, logLevel: 'error', preview: { port: 0, host: '127.0.0.1' } });
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
});
try {
  mkdirSync(directory, { recursive: true });
  for (const { name, address, height, colorScheme } of PICTURES) {
    const page = await browser.newPage({ viewport: { width: 1280, height }, colorScheme });
    await page.goto(`http://127.0.0.1:${server.httpServer.address().port}/${address}`);
    await page.locator('html[data-idle=true]').waitFor({ state: 'attached', timeout: 120_000 });
    await page.locator('.waiting').waitFor({ state: 'detached' });
    await page.screenshot({ path: `${directory}/${name}.png` });
    await page.close();
    console.log(`${directory}/${name}.png`);
  }
} finally {
  await browser.close();
  await server.close();
}
