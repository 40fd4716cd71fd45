import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { fromQuery, INITIAL, toQuery, VIEWS, type PageState } from '../src/store/page-state.js';
import { labPages } from './lab-page.js';

const STATES: readonly PageState[] = [
  INITIAL,
  { ...INITIAL, a: { ...INITIAL.a, series: ['ftrace-regs', 'rethook'], hook: 'fexit', core: 'neoverse-n1', mitigations: 'bhb+ssbd', programs: 38, cores: 8 } },
  { ...INITIAL, a: { ...INITIAL.a, pool: 'when-needed' }, b: { ...INITIAL.a, series: [] }, view: 'pipeline', row: 0, window: { top: 12, left: -8, perCycle: 5.7 }, theme: 'dark' },
  { ...INITIAL, view: 'call', isWhole: true },
  { ...INITIAL, view: 'flame', zoom: ['trigger_producer', 'syscall', 'el0t_64_sync'] },
  { ...INITIAL, order: ['rethook', 'fprobe', 'ops-direct', 'ftrace-regs'], view: 'contention', symbol: 'fprobe_handler' },
  { ...INITIAL, view: 'object', object: { sample: 'hello', trigger: 'getpgid', attach: ['first_too', 'second_too'] } },
];

test.each(STATES)('a state is what its address says: %j', (state) => {
  expect(fromQuery(toQuery(state))).toEqual({ state, problems: [] });
});

test('the state that the page opens with needs no words', () => {
  expect(toQuery(INITIAL)).toBe('');
});

test.each([
  ['a=fprobe+fentry+rethok', 'configuration "fprobe fentry rethok": no series "rethok"'],
  ['b=uprobe', 'configuration "uprobe": no invoker "uprobe"'],
  ['view=table', `view=table in the address: one of ${VIEWS.join(', ')}`],
  ['order=rethook', 'order=rethook in the address: each of ftrace-regs, ops-direct, fprobe, rethook once'],
  ['a=kprobe+cores=9', '"9" cores (1 to 8)'],
  ['window=3~4~1000', 'window=3+4+1000 in the address: row, cycle and pixels per cycle (0.5 to 48), joined by +'],
  ['object=hallo', 'object=hallo in the address: one of hello, ringbuf, recursion, tailcall, kprobe_multi'],
  ['trigger=timer', 'trigger=timer in the address: one of test_run, getpgid'],
  ['attach=a~', 'attach=a+ in the address: names of optional programs, joined by +'],
  ['path=half', 'path=half in the address: call or whole'],
  ['zoom=syscall~~vectors', 'zoom=syscall++vectors in the address: names of functions, each called by the one before it, joined by +'],
  ['row=-1', 'row=-1 in the address: a row of the pipeline'],
])('%s is refused in one line, and the rest is as it is at first', (query, problem) => {
  const { state, problems } = fromQuery(query);
  expect(problems).toEqual([expect.stringContaining(problem)]);
  expect(state).toEqual(INITIAL);
});

oracle('chromium')('the address', () => {
  const open = labPages();

  test('restores the page: switches, second configuration, view, order and theme', async () => {
    const lab = await open();
    const { page } = lab;
    await page.getByRole('switch', { name: /^ops-direct/ }).click();
    await page.getByRole('button', { name: /Compare/ }).click();
    await page.getByRole('region', { name: 'Configuration B' }).getByRole('radio', { name: 'kprobe' }).check({ force: true });
    await page.getByRole('radio', { name: 'dark' }).check({ force: true });
    const handle = page.getByRole('button', { name: /^rethook, step 4 of 4/ });
    await handle.press('ArrowUp');
    await page.getByRole('tab', { name: 'Flame graph' }).click();
    await lab.drawn();
    const address = lab.address();
    const bars = [await lab.cycles('a'), await lab.cycles('b')];

    const again = await open(address);
    await again.drawn();
    expect(again.address()).toBe(address);
    expect([await again.cycles('a'), await again.cycles('b')]).toEqual(bars);
    expect(await again.page.getByRole('switch', { name: /^ops-direct/ }).first().isChecked()).toBe(false);
    expect(await again.page.getByRole('tab', { name: 'Flame graph' }).getAttribute('aria-selected')).toBe('true');
    expect(await again.page.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(new URLSearchParams(address).get('order')).toBe('ftrace-regs~ops-direct~rethook~fprobe');
  });

  test('is a step in the history for every choice, and back undoes it', async () => {
    const lab = await open();
    const { page } = lab;
    const pressed = async (name: string): Promise<boolean> => (await page.getByRole('tab', { name }).getAttribute('aria-selected')) === 'true';
    await page.getByRole('switch', { name: /^rethook/ }).click();
    await page.getByRole('button', { name: /^rethook, step 4 of 4/ }).press('ArrowUp');
    await page.getByRole('tab', { name: 'Flame graph' }).click();
    await page.locator('.block[data-symbol=syscall]').press('Enter');
    expect(await page.locator('.block[data-symbol=trigger_producer]').count()).toBe(0);

    await page.goBack();
    await page.locator('.block[data-symbol=trigger_producer]').waitFor();
    await page.goBack();
    expect(await pressed('Shares')).toBe(true);
    // The order is no step of its own: it goes with what was looked at.
    await page.getByRole('button', { name: /^rethook, step 3 of 4/ }).waitFor();
    await page.goBack();
    expect(await page.getByRole('switch', { name: /^rethook/ }).isChecked()).toBe(true);
    expect(await page.evaluate(() => location.search)).toBe('');
    await page.goForward();
    expect(await page.getByRole('switch', { name: /^rethook/ }).isChecked()).toBe(false);
    expect(await page.evaluate(() => location.search)).toBe('?a=fprobe+fentry+ftrace-regs~ops-direct~fprobe&order=ftrace-regs~ops-direct~rethook~fprobe');
  });

  test('says what of it cannot be read', async () => {
    const lab = await open('?a=fprobe+fentry+rethok');
    expect(await lab.page.getByRole('alert').innerText()).toContain('no series "rethok"');
    expect(await lab.cycles('base')).toBeGreaterThan(0);
  });
});
