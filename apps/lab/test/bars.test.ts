import { commandLine } from '@tracelab/cli';
import { oracle } from '@tracelab/testing';
import { expect, test } from 'vitest';
import { labPages } from './lab-page.js';

/** Cycles that `tracelab explain` gives for a configuration. */
async function explained(configuration: string): Promise<number> {
  let text = '';
  const stdout = { write: (part: string | Uint8Array) => void (text += Buffer.from(part).toString()) };
  const nowhere = (): never => {
    throw new Error('no files are needed');
  };
  expect(await commandLine(['explain', configuration, '--json'], { stdout, stderr: process.stderr, env: {}, readFile: nowhere, writeFile: nowhere })).toBe(0);
  return (JSON.parse(text) as { cycles: number }).cycles;
}

oracle('chromium')('bars', () => {
  const open = labPages();

  test('are what the command line prints, for every configuration that is clicked together', async () => {
    const lab = await open();
    const { page } = lab;
    expect(await lab.cycles('base')).toBe(await explained('base'));
    expect(await lab.cycles('a')).toBe(await explained('fprobe fentry all'));
    expect(await lab.cycles('direct')).toBe(await explained('direct fentry'));
    expect(await lab.cycles('kprobe')).toBe(await explained('kprobe'));

    await page.getByRole('switch', { name: /^rethook/ }).click();
    expect(lab.address()).toBe('?a=fprobe+fentry+ftrace-regs~ops-direct~fprobe');
    expect(await lab.cycles('a')).toBe(await explained('fprobe fentry ftrace-regs+ops-direct+fprobe'));

    await page.getByRole('radio', { name: 'when-needed' }).check({ force: true });
    expect(await lab.cycles('a')).toBe(await explained('fprobe fentry ftrace-regs+ops-direct+fprobe no-pool'));

    await page.getByRole('radio', { name: 'fexit' }).check({ force: true });
    expect(await lab.cycles('a')).toBe(await explained('fprobe fexit ftrace-regs+ops-direct+fprobe'));
    expect(await lab.cycles('kprobe')).toBe(await explained('kretprobe'));

    await page.getByRole('combobox', { name: 'Core' }).selectOption('cortex-a53');
    await page.getByRole('radio', { name: 'bhb', exact: true }).check({ force: true });
    expect(await lab.cycles('a')).toBe(await explained('fprobe fexit ftrace-regs+ops-direct+fprobe core=cortex-a53 mitigations=bhb'));
    expect(await lab.cycles('base')).toBe(await explained('base core=cortex-a53 mitigations=bhb'));
  });

  test('know numbers of programs and of cores, those that only an address says as well', async () => {
    const lab = await open();
    const { page } = lab;
    await page.getByRole('group', { name: 'Programs there' }).getByRole('radio', { name: '4', exact: true }).check({ force: true });
    expect(lab.address()).toBe('?a=fprobe+fentry+all+programs%3D4');
    expect(await lab.cycles('a')).toBe(await explained('fprobe fentry all programs=4'));
    expect(await lab.cycles('direct')).toBe(await explained('direct fentry programs=4'));

    await page.getByRole('group', { name: 'Programs there' }).getByRole('radio', { name: '1', exact: true }).check({ force: true });
    await page.getByRole('group', { name: 'Cores that call at once' }).getByRole('radio', { name: '2', exact: true }).check({ force: true });
    expect(lab.address()).toBe('?a=fprobe+fentry+all+cores%3D2');
    expect(await lab.cycles('base')).toBe(await explained('base cores=2'));
    expect(await lab.cycles('a')).toBe(await explained('fprobe fentry all cores=2'));

    const other = await open('?a=direct+programs%3D3+cores%3D3');
    for (const name of ['Programs there', 'Cores that call at once']) {
      expect(await other.page.getByRole('group', { name }).getByRole('radio', { name: '3', exact: true }).isChecked()).toBe(true);
    }
  });

  test('say what cannot be measured, and why, once', async () => {
    const { page } = await open('?a=base+core%3Dfirestorm+cores%3D8');
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/^It cannot be measured\. base, A: CPU \d of 8 starves: .* fewer cores get on$/);
    for (const bar of ['base', 'a']) expect(await page.locator(`[data-bar=${bar}]`).textContent()).toContain('cannot be measured');
  });

  test('move within 100 ms of a click, once what a click can lead to has been measured', async () => {
    const lab = await open();
    await lab.settled();
    // Timed in the page: from the click to the frame that shows another bar. The median, as others use the machine as well.
    const times = await lab.page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      const taken: number[] = [];
      for (const box of document.querySelectorAll<HTMLInputElement>('.a .series input')) {
        const shown = () => document.querySelector('[data-bar=a]')!.getAttribute('data-cycles');
        const before = shown();
        const start = performance.now();
        box.click();
        while (shown() === before || shown() === null) await frame();
        taken.push(performance.now() - start);
      }
      return taken.sort((a, b) => a - b);
    });
    expect(times).toHaveLength(4);
    expect(times[1]!).toBeLessThan(100);
  });
});
