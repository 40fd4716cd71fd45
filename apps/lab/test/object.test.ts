import { measure, parseConfiguration, readBenchObject } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { inDirectory, oracle } from '@tracelab/testing';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { labPages, type LabPage } from './lab-page.js';

const HEAD = `#define SEC(name) __attribute__((section(name), used))
char _license[] SEC("license") = "GPL";
long hits;
`;
/** Counts by twos, halves and counts again, so that it costs more than the lab's own. */
const SLOWER = `${HEAD}SEC("fentry/__arm64_sys_getpgid") int slower(void *ctx) {
  for (int i = 0; i < 8; i++) __sync_add_and_fetch(&hits, 2);
  __sync_add_and_fetch(&hits, -15);
  return 0;
}`;
const UNSAFE = `${HEAD}SEC("fentry/__arm64_sys_getpgid") int unsafe(long *ctx) {
  __sync_add_and_fetch(&hits, 1);
  return *(int *)(ctx[0] * 8);
}`;

function compiled(source: string): Uint8Array {
  return inDirectory((directory) => {
    writeFileSync(join(directory, 'a.bpf.c'), source);
    execFileSync('clang', ['-O2', '-target', 'bpf', '-c', 'a.bpf.c', '-o', 'a.bpf.o'], { cwd: directory });
    return readFileSync(join(directory, 'a.bpf.o'));
  });
}

/** As a person does it, with a file of this name. */
async function drop({ page }: LabPage, name: string, bytes: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(content as number[])], fileName as string));
      return data;
    },
    [name, [...bytes]] as const,
  );
  await page.locator('.page').dispatchEvent('dragover', { dataTransfer: transfer });
  await page.locator('.page').dispatchEvent('drop', { dataTransfer: transfer });
}

oracle('chromium', 'clang')('an object that is dropped on the page', () => {
  const open = labPages();

  test('counts the calls from then on, and the lab’s own again after it', async () => {
    const lab = await open('?view=object');
    const before = await lab.cycles('a');
    const bytes = compiled(SLOWER);
    await drop(lab, 'slower.bpf.o', bytes);
    await lab.page.getByRole('heading', { name: 'Programs of slower.bpf.o' }).waitFor();
    await lab.page.waitForFunction((old) => Number(document.querySelector('[data-bar=a][data-cycles]')?.getAttribute('data-cycles') ?? old) !== old, before);
    expect(await lab.cycles('a')).toBe(measure(parseConfiguration('fprobe fentry all'), readBenchObject(bytes)).cycles);
    expect(await lab.page.getByRole('row', { name: /slower/ }).innerText()).toContain('fentry/__arm64_sys_getpgid');

    await lab.page.getByRole('button', { name: 'Back to trigger.bpf.o' }).click();
    await lab.page.getByText('the lab’s own').waitFor();
    await lab.drawn();
    expect(await lab.cycles('a')).toBe(before);
  });

  test('that the verifier refuses shows its reason and its log, and changes no figure', async () => {
    const lab = await open();
    const before = await lab.cycles('a');
    await drop(lab, 'unsafe.bpf.o', compiled(UNSAFE));
    const alert = lab.page.locator('aside [data-by=verifier]');
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(/The verifier refuses it\. unsafe\.bpf\.o: unsafe: insn \d+ .*: R1 pointer arithmetic with <<= operator prohibited/);
    await alert.locator('summary').click();
    expect(await alert.locator('pre').innerText()).toMatch(/R\d=/);
    expect(await lab.cycles('a')).toBe(before);
  });

  test('that is no object, or does not count, is refused by the loader or where it would attach', async () => {
    const lab = await open();
    await drop(lab, 'notes.txt', new TextEncoder().encode('not an object'));
    expect(await lab.page.locator('aside [data-by=loader]').innerText()).toContain('notes.txt');
    await drop(lab, 'short.bpf.o', triggerObject.slice(0, 1000));
    await lab.page.locator('aside [data-by=loader]', { hasText: 'short.bpf.o' }).waitFor();
    await drop(lab, 'mute.bpf.o', compiled(SLOWER.replaceAll('hits', 'calls')));
    expect(await lab.page.locator('aside [data-by=attach]').innerText()).toContain('no global variable "hits"');
  });
});
