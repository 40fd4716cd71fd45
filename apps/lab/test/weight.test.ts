import { oracle } from '@tracelab/testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, inject, test } from 'vitest';
import { labPages } from './lab-page.js';

oracle('chromium')('the page', () => {
  const open = labPages();

  test('weighs less than 400 kB compressed, the machine included', () => {
    const { directory } = inject('site');
    const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((file) => /\.\w+$/.test(file));
    const kilobytes = files.map((file) => gzipSync(readFileSync(join(directory, file))).length / 1000);
    expect(files).toContain('index.html');
    expect(kilobytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(400);
  });

  // Of the machine, the kernel and the verifier, its thread only needs names; modules that are no longer free of side effects show here.
  test('asks for less than 100 kB before its workers start', () => {
    const { directory } = inject('site');
    const page = readFileSync(join(directory, 'index.html'));
    const asked = [...page.toString().matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map(([, file]) => readFileSync(join(directory, file!)));
    expect(asked.length).toBeGreaterThan(1);
    const kilobytes = [page, ...asked].map((file) => gzipSync(file).length / 1000);
    expect(kilobytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(100);
  });

  test('has something to look at two seconds after it was asked for', async () => {
    const lab = await open();
    await lab.page.locator('[data-bar=kprobe]').waitFor();
    const painted = await lab.page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]!.startTime);
    expect(painted).toBeLessThan(2000);
  });

  test('asks nobody but its own server', async () => {
    const lab = await open();
    const hosts: string[] = [];
    lab.page.on('request', (request) => hosts.push(new URL(request.url()).origin));
    await lab.page.reload();
    await lab.drawn();
    expect(new Set(hosts)).toEqual(new Set([new URL(inject('site').url).origin]));
  });
});
