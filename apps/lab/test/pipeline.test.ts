import { STAGES } from '@tracelab/arm64-machine';
import { parseConfiguration, readBenchObject, record } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { causeClass } from '../src/drawing/causes.js';
import { OVERVIEW } from '../src/drawing/pipeline-overview.js';
import { columnsOf, HEAD, ROW } from '../src/drawing/pipeline-window.js';
import { aligned } from '../src/store/aligned.js';
import type { PipelineLine } from '../src/worker/answer.js';
import { lastIteration } from '../src/worker/last-iteration.js';
import { labPages, type LabPage } from './lab-page.js';

function recorded(configuration: string): PipelineLine[] {
  return lastIteration(record(parseConfiguration(configuration), readBenchObject(triggerObject)).trace);
}

const a = recorded('fprobe fentry all');
/** Rows that there is room for. */
const SHOWN = 26;
const OVERVIEW_HEIGHT = 210;
/** Rows that a pixel of it, and half a row of the window, may be off. */
const ROUGH = 6;

/** Row, first row of the window, its first cycle and pixels of a cycle, as the address has them once the page rests. */
async function looked({ page }: LabPage) {
  const query = new URLSearchParams(await page.evaluate(() => location.search));
  const [top, left, perCycle] = (query.get('window') ?? 'none').split('~').map(Number);
  return { row: Number(query.get('row')), top: top!, left: left!, perCycle: perCycle! };
}

/** What a value comes to, as soon as the page rests: others use the machine as well. */
function settles<T>(value: () => T | Promise<T>) {
  return expect.poll(value, { timeout: 15_000 });
}

/** Numbers of the rows that are in the picture. */
async function rowsOf({ page }: LabPage): Promise<number[]> {
  return page.locator('.pipeline [data-row]').evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-row'))));
}

async function textOf({ page }: LabPage): Promise<string> {
  return page.locator('#pipeline-row').innerText();
}

/** What has to be in the text of a selected row. */
function told(line: PipelineLine): string {
  const stages = STAGES.map((stage) => `${stage} ${line[stage]}`).join(', ');
  return `${line.symbol}+0x${line.offset.toString(16)} ${line.text.replace(/\s+/, ' ')}: ${stages};`;
}

async function boxOf({ page }: LabPage, selector: string) {
  return (await page.locator(selector).boundingBox())!;
}

oracle('chromium')('the pipeline', () => {
  const open = labPages({ areKept: true });
  let kept: LabPage | undefined;
  const openAt = async (address: string): Promise<LabPage> => {
    kept ??= await open('', { viewport: { width: 1280, height: 1200 } });
    await kept.show(`?view=pipeline&${address}`);
    await kept.page.locator('.overview').waitFor();
    await kept.page.locator('.waiting').waitFor({ state: 'detached' });
    return kept;
  };

  test('has the instructions of the last iteration, with the cycles of their stages', async () => {
    const lab = await openAt('row=0');
    expect(await lab.page.getByRole('slider').getAttribute('aria-valuemax')).toBe(String(a.length));
    const box = lab.page.locator('.pipeline-box');
    for (let page = 0; page < 8; page++) {
      const row = page * (SHOWN - 1);
      expect(await textOf(lab)).toContain(told(a[row]!));
      const shown = await lab.page.locator('.pipeline [data-row]').evaluateAll((rows) => rows.map((one) => [Number(one.getAttribute('data-row')), one.querySelector('text:not(.symbol):not(.held)')!.textContent] as const));
      expect(shown.length).toBeGreaterThanOrEqual(SHOWN);
      expect(shown.map(([at]) => at)).toContain(row);
      for (const [at, text] of shown) expect(a[at]!.text.replace(/\s+/, ' ').startsWith(text!.split('…')[0]!)).toBe(true);
      await box.press('PageDown');
    }
    await box.press('End');
    expect(await textOf(lab)).toContain(told(a.at(-1)!));
  });

  test('shows what its address says: waits where they are, in the colours of their causes, and what they are when pointed at', async () => {
    const row = a.findIndex(({ waits, ready, dispatched }) => ready - dispatched > 5 && waits.some(({ before }) => before === 'ready'));
    const { dispatched, ready, waits } = a[row]!;
    const { cause, cycles } = waits.find(({ before }) => before === 'ready')!;
    const lab = await openAt(`row=${row}&window=${row - 0.5}~${dispatched - 2}~10`);
    expect(lab.address()).toBe(`?view=pipeline&row=${row}&window=${row - 0.5}~${dispatched - 2}~10`);
    expect(await rowsOf(lab)).toEqual(Array.from({ length: SHOWN + 1 }, (_, i) => row - 1 + i));
    const drawn = await lab.page.locator(`.pipeline .stages.one .${causeClass(cause)}`).evaluateAll((bars) => bars.map((bar) => ['x', 'width', 'y'].map((name) => Number(bar.getAttribute(name)))));
    expect(drawn).toContainEqual([20, (ready - dispatched) * 10, ROW / 2 + 3]);

    const { x, y, width } = await boxOf(lab, '.pipeline-box');
    await lab.page.mouse.move(x + 1 + columnsOf(width).chart + 45, y + 1 + HEAD + ROW / 2 + 7);
    expect(await lab.page.locator('div.tip b').innerText()).toMatch(new RegExp(`^waits for ${cause}, ${cycles} cycles?$`));
    expect(await lab.page.locator('div.tip span').innerText()).toBe(`dispatched → ready: cycles ${dispatched} to ${ready}, ${ready - dispatched} cycles`);
    await lab.page.mouse.click(x + 60, y + 1 + HEAD + 1.5 * ROW + 7);
    expect((await looked(lab)).row).toBe(row + 1);
  });

  test('is gone through with the keyboard alone', async () => {
    const lab = await openAt('row=100&window=96~150~8');
    const box = lab.page.getByRole('group', { name: /^Pipeline: Arrow keys/ });
    const steps = [['ArrowDown', 101], ['ArrowUp', 100], ['PageDown', 125], ['PageUp', 100], ['End', a.length - 1], ['Home', 0]] as const;
    for (const [key, row] of steps) {
      await box.press(key);
      expect(await textOf(lab)).toContain(told(a[row]!));
      expect((await looked(lab)).row).toBe(row);
      expect(await rowsOf(lab)).toContain(row);
    }
    const { left, perCycle } = await looked(lab);
    await box.press('ArrowRight');
    await settles(async () => (await looked(lab)).left).toBe(left + 8);
    await box.press('ArrowLeft');
    await settles(async () => (await looked(lab)).left).toBe(left);
    await box.press('+');
    await box.press('+');
    await settles(async () => (await looked(lab)).perCycle).toBe(2 * perCycle);
    await box.press('-');
    await settles(async () => (await looked(lab)).perCycle).toBeCloseTo(Math.SQRT2 * perCycle, 1);
  });

  test('is scrolled, panned and zoomed with the mouse; the page scrolls where it ends', async () => {
    const lab = await openAt('row=0');
    const { x, y, width } = await boxOf(lab, '.pipeline-box');
    await lab.page.mouse.move(x + 500, y + 100);
    await lab.page.mouse.wheel(0, 50 * ROW);
    await settles(async () => (await looked(lab)).top).toBe(50);
    expect(await looked(lab)).toMatchObject({ row: 0, top: 50, left: a[50]!.fetched - 4 });
    expect((await rowsOf(lab))[0]).toBe(50);
    expect(await lab.page.evaluate(() => scrollY)).toBe(0);
    await lab.page.mouse.wheel(0, -60 * ROW);
    await settles(async () => (await looked(lab)).top).toBe(0);
    expect(await lab.page.evaluate(() => scrollY)).toBe(0);
    await lab.page.getByRole('combobox', { name: 'Function' }).selectOption(String(a.findIndex(({ symbol }) => symbol === 'fprobe_handler')));
    const before = await looked(lab);
    await lab.page.mouse.move(x + 700, y + 300);
    await lab.page.mouse.down();
    await lab.page.mouse.move(x + 700 - 10 * before.perCycle, y + 300 - 5 * ROW, { steps: 5 });
    await lab.page.mouse.up();
    await settles(() => looked(lab)).toEqual({ ...before, top: before.top + 5, left: before.left + 10 });

    const at = x + 1 + columnsOf(width).chart + 20 * before.perCycle;
    await lab.page.mouse.move(at, y + 300);
    await lab.page.keyboard.down('Control');
    await lab.page.mouse.wheel(0, -160);
    await lab.page.keyboard.up('Control');
    await settles(async () => (await looked(lab)).perCycle).toBe(2 * before.perCycle);
    // What was twenty cycles from the edge is ten from it, in the same place.
    expect((await looked(lab)).left).toBeCloseTo(before.left + 10 + 10, 0);
    await lab.page.getByRole('button', { name: 'Zoom out' }).click();
    await settles(async () => (await looked(lab)).perCycle).toBeCloseTo(Math.SQRT2 * before.perCycle, 1);

    await lab.page.mouse.move(at, y + 300);
    await lab.page.mouse.wheel(0, 1e5);
    await settles(async () => (await looked(lab)).top).toBe(a.length - SHOWN);
    await lab.page.mouse.wheel(0, 50);
    await lab.page.waitForFunction(() => scrollY > 0);
  });

  test('is moved in the overview, by click, drag, wheel and keys; all of the iteration is painted there', async () => {
    const lab = await openAt('row=0&theme=light');
    const { x, y } = await boxOf(lab, '.overview');
    const height = (row: number): number => y + 1 + OVERVIEW.head + ((row + 0.5) * OVERVIEW_HEIGHT) / a.length;
    await lab.page.mouse.click(x + 600, height(430));
    await settles(async () => Math.abs((await looked(lab)).top + SHOWN / 2 - 430)).toBeLessThanOrEqual(ROUGH);
    expect((await looked(lab)).left).toBe(a[(await looked(lab)).top]!.fetched - 4);
    expect(await lab.page.getByRole('slider').getAttribute('aria-valuetext')).toContain(`from ${a[(await looked(lab)).top]!.symbol}`);
    const frame = await boxOf(lab, '[data-frame]');
    expect(frame.y).toBeLessThan(height(430));
    expect(frame.y + frame.height).toBeGreaterThan(height(430));

    await lab.page.mouse.move(x + 600, height(430));
    await lab.page.mouse.down();
    await lab.page.mouse.move(x + 600, height(700), { steps: 4 });
    await lab.page.mouse.up();
    await settles(async () => Math.abs((await looked(lab)).top + SHOWN / 2 - 700)).toBeLessThanOrEqual(ROUGH);
    const { top } = await looked(lab);
    await lab.page.mouse.wheel(0, -100);
    await settles(async () => (await looked(lab)).top).toBe(top - (SHOWN - 1));
    await lab.page.getByRole('slider').press('Home');
    await settles(async () => (await looked(lab)).top).toBe(0);
    // The strip below is cycles: what retires in the middle of them.
    const middle = a.findIndex(({ retired }) => retired >= a.at(-1)!.retired / 2);
    await lab.page.mouse.click(x + (await boxOf(lab, '.overview')).width / 2, y + 1 + OVERVIEW.head + OVERVIEW_HEIGHT + OVERVIEW.gap + 4);
    await settles(async () => Math.abs((await looked(lab)).top + SHOWN / 2 - middle)).toBeLessThanOrEqual(ROUGH);

    const from = Math.min(...a.map(({ fetched, waits }) => fetched - (waits.find(({ before }) => before === 'fetched')?.cycles ?? 0)));
    const to = a.at(-1)!.retired;
    const [wait, row] = a
      .flatMap((line, i) => line.waits.filter(({ before }) => before === 'ready').map((one) => [one, i] as const))
      .sort(([one], [other]) => other.cycles - one.cycles)[0]!;
    const pixel = await lab.page.evaluate(
      ({ cycle, row, ink }) => {
        const canvas = document.querySelector('canvas')!;
        const context = canvas.getContext('2d')!;
        const data = [...context.getImageData(Math.floor(cycle * canvas.width), Math.floor(row), 1, 1).data].slice(0, 3);
        return { found: `rgb(${data.join(', ')})`, wanted: getComputedStyle(document.querySelector(`.pipeline .${ink}, .legend .${ink}`)!).fill };
      },
      { cycle: ((a[row]!.dispatched + a[row]!.ready) / 2 - from) / (to - from), row: Math.round((row * OVERVIEW_HEIGHT) / a.length), ink: causeClass(wait.cause) },
    );
    expect(pixel.found).toBe(pixel.wanted);
    const picture = () => lab.page.evaluate(() => document.querySelector('canvas')!.toDataURL());
    const light = await picture();
    await lab.page.getByRole('radio', { name: 'dark' }).check({ force: true });
    await settles(picture).not.toBe(light);
  });

  test('jumps to a function, from stall to stall, and along the data', async () => {
    const lab = await openAt('row=0');
    const entry = a.findIndex(({ symbol }) => symbol === 'ftrace_caller');
    await lab.page.getByRole('combobox', { name: 'Function' }).selectOption(String(entry));
    expect(await textOf(lab)).toContain('A: ftrace_caller+0x');
    expect(await rowsOf(lab)).toContain(entry);

    const stalls = a.flatMap(({ cycles, causes }, row) => (cycles - (causes.base ?? 0) > 20 ? [row] : []));
    await lab.page.getByRole('spinbutton', { name: /^Stalls of more than/ }).fill('20');
    const [first, second] = stalls.filter((row) => row > entry);
    for (const [button, row] of [['Next', first], ['Next', second], ['Previous', first]] as const) {
      await lab.page.getByRole('button', { name: button, exact: true }).click();
      expect(await textOf(lab)).toContain(told(a[row!]!));
      expect((await looked(lab)).row).toBe(row);
    }
    const longest = lab.page.getByRole('combobox', { name: 'Longest stalls' });
    const most = Math.max(...a.map(({ cycles, causes }) => cycles - (causes.base ?? 0)));
    expect(await longest.locator('option').nth(1).innerText()).toMatch(new RegExp(`^${most} cycles, `));
    await longest.selectOption({ index: 1 });
    expect(a[(await looked(lab)).row]!.cycles - (a[(await looked(lab)).row]!.causes.base ?? 0)).toBe(most);

    // Of all rows that waited for another, the one furthest from it that is seen from its function's entry.
    const starts = a.map(({ symbol }, row) => (a[row - 1]?.symbol === symbol ? 0 : row)).map((_, row, all) => Math.max(...all.slice(0, row + 1)));
    const distance = ({ waitedFor }: PipelineLine, row: number): number => (waitedFor === null || row - starts[row]! > 15 ? 0 : row - waitedFor);
    const consumer = a.map(distance).indexOf(Math.max(...a.map(distance)));
    const producer = a[consumer]!.waitedFor!;
    await lab.page.getByRole('combobox', { name: 'Function' }).selectOption(String(starts[consumer]));
    const { x, y } = await boxOf(lab, '.pipeline-box');
    await lab.page.mouse.click(x + 60, y + 1 + HEAD + (consumer - (await looked(lab)).top + 0.5) * ROW);
    expect((await looked(lab)).row).toBe(consumer);
    expect(await lab.page.locator(`.flow.in[data-from="${producer}"][data-to="${consumer}"]`).count()).toBe(1);
    await lab.page.locator('.pipeline-box').press('p');
    expect((await looked(lab)).row).toBe(producer);
    expect(await textOf(lab)).toContain(told(a[producer]!));
    expect(await rowsOf(lab)).toContain(producer);
    await lab.page.getByRole('button', { name: 'Consumer' }).click();
    expect((await looked(lab)).row).toBe(a.findIndex(({ waitedFor }) => waitedFor === producer));
  });

  test('has the second configuration below, from the same fetch', async () => {
    const b = recorded('fprobe fentry none');
    const rows = aligned(a, b);
    const shared = rows.findIndex(({ a: one, b: other }, row) => row > 400 && one && other && one.fetched !== other.fetched && other.retired > other.dispatched);
    const lab = await openAt(`b=fprobe+fentry+none&row=${shared}&window=${shared}~${rows[shared]!.at - 5}~8`);
    const [first, second] = (await textOf(lab)).split('\n');
    expect(first).toContain(`A: ${told(rows[shared]!.a!)}`);
    expect(second).toContain(`B: ${told(rows[shared]!.b!)}`);
    const ends = (kind: string) => lab.page.locator(`.pipeline .stages.${kind}`).first().locator('rect.retired, rect:last-child').last().evaluate((bar) => Number(bar.getAttribute('x')) + Number(bar.getAttribute('width')));
    expect(await ends('one')).toBeCloseTo((rows[shared]!.a!.retired - rows[shared]!.a!.fetched + 5) * 8);
    expect(await ends('other')).toBeCloseTo((rows[shared]!.b!.retired - rows[shared]!.b!.fetched + 5) * 8);

    const only = rows.findIndex(({ a: one }) => !one);
    await lab.page.getByRole('combobox', { name: 'Function' }).selectOption(String(only));
    expect(await lab.page.locator(`.pipeline [data-row="${only}"]`).getAttribute('class')).toContain('only-b');
    expect(await textOf(lab)).toMatch(/^B: /);
  });

  test('is touched on a tablet: a finger moves the window, two zoom', async () => {
    const lab = await open('?view=pipeline&row=300&window=296~350~8', { viewport: { width: 768, height: 1600 }, hasTouch: true });
    await lab.page.locator('.overview').waitFor();
    const { x, y, width } = await boxOf(lab, '.pipeline-box');
    const chart = x + columnsOf(width).chart;
    const session = await lab.page.context().newCDPSession(lab.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: { x: number; y: number }[]) => session.send('Input.dispatchTouchEvent', { type, touchPoints });
    await touch('touchStart', { x: chart + 150, y: y + 300 });
    await touch('touchMove', { x: chart + 110, y: y + 300 - 5 * ROW });
    await touch('touchMove', { x: chart + 70, y: y + 300 - 10 * ROW });
    await touch('touchEnd');
    await settles(() => looked(lab)).toEqual({ row: 300, top: 306, left: 360, perCycle: 8 });
    await touch('touchStart', { x: chart + 60, y: y + 200 }, { x: chart + 120, y: y + 200 });
    await touch('touchMove', { x: chart + 60, y: y + 200 }, { x: chart + 180, y: y + 200 });
    await touch('touchEnd');
    await settles(async () => (await looked(lab)).perCycle).toBe(16);
  });
});
