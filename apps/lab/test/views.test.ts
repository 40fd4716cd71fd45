import { oracle } from '@tracelab/testing';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VIEWS } from '../src/store/page-state.js';
import { labPages, type LabPage } from './lab-page.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Of the waterfall, in pixels. */
const ROW = 34;
/** Where a person can look at them. */
const pictures = fileURLToPath(new URL('../test-results/screenshots/', import.meta.url));

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What takes long to measure comes last, as it would hold up the others. */
const ordered = [...VIEWS.filter((view) => view !== 'contention'), 'contention'] as const;

/** @param rules of axe; all of them where none is named */
async function seriousViolations({ page }: LabPage, rules: readonly string[] = []): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    return axe.run(runOnly.length > 0 ? { runOnly } : {});
  }, rules);
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map(({ html, failureSummary }) => `${html.slice(0, 160)} ${failureSummary}`).join(' | ')}`);
}

function pageWidth({ page }: LabPage): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth);
}

/** Text of those that are shown, and less high than WCAG 2.2 has it (2.5.8). */
function narrow(elements: readonly Element[]): string[] {
  return elements.filter((one) => one.clientHeight > 0 && one.getBoundingClientRect().height < 24).map((one) => one.textContent ?? '');
}

oracle('chromium')('every view', () => {
  const open = labPages();

  test('has no serious violation that axe finds, light and dark', async () => {
    const lab = await open('?b=fprobe+fentry+none&object=hello&attach=first_too');
    for (const view of ordered) {
      await lab.page.locator(`#tab-${view}`).click();
      if (view === 'contention') await lab.page.getByRole('listitem', { name: /1 core:/ }).first().waitFor();
      else await lab.drawn();
      expect(await pageWidth(lab), view).toBeLessThanOrEqual(1280);
      for (const colorScheme of ['light', 'dark'] as const) {
        await lab.page.emulateMedia({ colorScheme });
        await lab.page.screenshot({ path: `${pictures}${view}-${colorScheme}.png` });
        // What is dark differs in its colours.
        expect(await seriousViolations(lab, colorScheme === 'dark' ? ['color-contrast'] : []), `${view}, ${colorScheme}`).toEqual([]);
      }
    }
  });

  test('fits on a tablet: nothing is wider than the page, and everything has room for a finger', async () => {
    const lab = await open('?b=kprobe&object=ringbuf', { viewport: { width: 768, height: 1024 }, hasTouch: true, isMobile: true });
    for (const view of VIEWS.filter((one) => one !== 'contention')) {
      await lab.page.locator(`#tab-${view}`).click();
      await lab.drawn();
      await lab.page.screenshot({ path: `${pictures}${view}-tablet.png` });
      expect(await pageWidth(lab), view).toBeLessThanOrEqual(768);
      expect(await lab.page.locator('button, select, .segments span').evaluateAll(narrow), view).toEqual([]);
    }
    // As on a desktop at 200 %: the switches above, and still nothing beside the page.
    await lab.page.setViewportSize({ width: 640, height: 500 });
    for (const view of ['shares', 'pipeline'] as const) {
      await lab.page.locator(`#tab-${view}`).click();
      await lab.drawn();
      expect(await pageWidth(lab), view).toBeLessThanOrEqual(640);
    }
  });

  test('is reached and used with the keyboard alone', async () => {
    const lab = await open();
    const { page } = lab;
    await lab.drawn();
    await page.locator('#tab-shares').focus();
    await page.keyboard.press('ArrowRight');
    expect(lab.address()).toBe('?view=call');
    await page.keyboard.press('End');
    expect(lab.address()).toBe('?view=object');
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowLeft');
    expect(lab.address()).toBe('?view=pipeline');
    await lab.drawn();
    const pipeline = page.getByRole('group', { name: /^Pipeline/ });
    const first = await page.locator('#pipeline-row').innerText();
    expect(first).toMatch(/^A: __arm64_sys_getpgid\+0x/);
    await pipeline.press('ArrowDown');
    expect(await page.locator('#pipeline-row').innerText()).not.toBe(first);
    await pipeline.press('Home');
    expect(lab.address()).toContain('row=0');
  });

  test('keeps its place while another configuration is recorded', async () => {
    const lab = await open();
    const { page } = lab;
    for (const [i, [view, picture]] of ([['call', '.path'], ['flame', '.flame'], ['code', '.listing'], ['pipeline', 'canvas']] as const).entries()) {
      await page.locator(`#tab-${view}`).click();
      await lab.drawn();
      const [pictures, heights] = await page.evaluate(async ([selector, series]) => {
        const heightOf = () => document.querySelector(selector)!.getBoundingClientRect().height;
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const before = heightOf();
        document.querySelectorAll<HTMLInputElement>('.a .series input')[series]!.click();
        while (!document.querySelector('.stale .waiting')) await frame();
        return [document.querySelectorAll(selector).length, [before, heightOf()]] as const;
      }, [picture, i] as const);
      expect(pictures, view).toBe(1);
      expect(heights[1], view).toBe(heights[0]);
      // What is there is of the former configuration: it is not to be saved as that of another.
      await lab.drawn();
      expect(await page.locator('#view').getByRole('button', { name: 'JSON' }).isEnabled()).toBe(true);
    }
  });

  test('takes another order of the series from the mouse', async () => {
    const lab = await open();
    await lab.drawn();
    const handle = lab.page.getByRole('button', { name: /^rethook, step 4 of 4/ });
    const { x, y, width, height } = (await handle.boundingBox())!;
    await lab.page.mouse.move(x + width / 2, y + height / 2);
    await lab.page.mouse.down();
    await lab.page.mouse.move(x + width / 2, y - 2 * ROW, { steps: 8 });
    await lab.page.mouse.up();
    expect(lab.address()).toBe('?order=ftrace-regs~rethook~ops-direct~fprobe');
    await lab.drawn();
    const names = await lab.page.locator('[data-fall]').evaluateAll((falls) => falls.map((fall) => fall.getAttribute('data-fall')));
    expect(names).toEqual(['none', 'ftrace-regs', 'rethook', 'ops-direct', 'fprobe', 'all']);
  });

  test('says what a number means, on hover and on focus', async () => {
    const lab = await open();
    await lab.drawn();
    const bars = lab.page.locator('[data-figure-name=bars] .detail');
    await lab.page.locator('[data-bar=kprobe]').hover();
    expect(await bars.innerText()).toMatch(/^kprobe: \d+ cycles, \d+ instructions, \d+ cycles above the base\. Published: 1946 cycles \(Xu/);
    await lab.page.locator('[data-row=direct] td').nth(2).hover();
    expect(await bars.innerText()).toMatch(/^direct call, direct fentry: \d+ cycles/);
    const shares = lab.page.locator('[data-figure-name=shares] .detail');
    await lab.page.locator('[data-fall=ops-direct]').focus();
    expect(await shares.innerText()).toMatch(/^ops-direct turned on after ftrace-regs: \d+ cycles saved, [\d.]+ % of what all save\.$/);
  });
});
