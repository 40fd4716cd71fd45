import { oracle } from '@tracelab/testing';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { csvOf } from '../src/export/csv.js';
import { labPages, type LabPage } from './lab-page.js';

test('a table is CSV as RFC 4180 has it', () => {
  expect(csvOf({ columns: ['a', 'b'], rows: [['x,y', 1], ['say "so"', null]] })).toBe('a,b\r\n"x,y",1\r\n"say ""so""",\r\n');
});

async function saved({ page }: LabPage, figure: string, format: 'SVG' | 'CSV' | 'JSON'): Promise<string> {
  const download = page.waitForEvent('download');
  await page.locator(`[data-figure-name=${figure}]`).getByRole('button', { name: format }).click();
  const file = await download;
  expect((await file).suggestedFilename()).toBe(`${figure}.${format.toLowerCase()}`);
  return readFileSync(await file.path(), 'utf8');
}

oracle('chromium')('what is saved', () => {
  const open = labPages();

  test('of the bars is their numbers', async () => {
    const lab = await open();
    await lab.drawn();
    const rows = JSON.parse(await saved(lab, 'bars', 'JSON')) as { key: string; id: string; cost: { cycles: number } }[];
    expect(rows.map(({ key, cost }) => [key, cost.cycles])).toEqual([
      ['base', await lab.cycles('base')], ['a', await lab.cycles('a')], ['direct', await lab.cycles('direct')], ['kprobe', await lab.cycles('kprobe')],
    ]);
    const lines = (await saved(lab, 'bars', 'CSV')).trimEnd().split('\r\n');
    expect(lines[0]).toBe('bar,configuration,cycles,instructions,overhead,hit,published');
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(new RegExp(`^A,fprobe fentry all,${await lab.cycles('a')},`));
  });

  test('of every view parses: picture, CSV and JSON', async () => {
    const lab = await open('?b=kprobe');
    for (const view of ['published', 'call', 'flame', 'pipeline', 'shares']) {
      await lab.page.locator(`#tab-${view}`).click();
      await lab.drawn();
      const svg = await saved(lab, view, 'SVG');
      const parsed = await lab.page.evaluate((text) => {
        const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
        const count = (selector: string): number => root.querySelectorAll(selector).length;
        return { name: root.nodeName, pictures: count(':scope > svg'), texts: count('text'), styled: count('[style*="fill:rgb"]') };
      }, svg);
      expect(parsed.name).toBe('svg');
      expect(parsed.pictures, view).toBe(view === 'call' || view === 'flame' ? 2 : 1);
      expect(parsed.texts, view).toBeGreaterThan(4);
      expect(parsed.styled, view).toBeGreaterThan(4);
      const [head, ...rows] = (await saved(lab, view, 'CSV')).trimEnd().split('\r\n');
      expect(rows.length, view).toBeGreaterThan(3);
      expect(head!.split(',').length, view).toBeGreaterThan(4);
      expect(JSON.parse(await saved(lab, view, 'JSON'))).toBeTypeOf('object');
    }
  });
});
