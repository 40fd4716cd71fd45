import { measure, namedTrigger, parseConfiguration, readBenchObject, runObject, withoutBigints, type RunOptions, type RunResult } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { commandLine } from '@tracelab/cli';
import { inDirectory, oracle } from '@tracelab/testing';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
/** For libbpf: an array of many elements, a hash by argument, lines of trace_printk, a result that it changes, an optional program. */
const BUSY = `#include "lab.h"
struct seen { u64 first; s64 last; };
struct { __uint(type, BPF_MAP_TYPE_HASH); __uint(max_entries, 8); __type(key, int); __type(value, struct seen); } seen SEC(".maps");
struct { __uint(type, BPF_MAP_TYPE_ARRAY); __uint(max_entries, 64); __type(key, u32); __type(value, u64); } squares SEC(".maps");
u64 calls = 40;
SEC("fentry/bpf_fentry_test3")
int BPF_PROG(enter, char a, int b, u64 c)
{
	struct seen one = { .first = -1ull, .last = -b };
	int key = a;
	bpf_map_update_elem(&seen, &key, &one, BPF_ANY);
	bpf_printk("a=%d b=%d", a, b);
	bpf_printk("<b>%llu</b>", c);
	for (u32 i = 0; i < 64; i++) {
		u64 square = (i + 1) * (i + 1);
		u32 index = i;
		bpf_map_update_elem(&squares, &index, &square, BPF_ANY);
	}
	calls++;
	return 0;
}
SEC("fmod_ret/bpf_modify_return_test")
int BPF_PROG(change, int a, int *b, int ret) { return -7; }
SEC("kretprobe/bpf_fentry_test1")
int BPF_KRETPROBE(leave, int ret) { bpf_printk("ret=%d", ret); return 0; }
SEC("?fexit/bpf_fentry_test2")
int BPF_PROG(only_if_named, int a, u64 b, int ret) { bpf_printk("named %d", ret); return 0; }
`;
/** Verified, and far longer than anybody would wait for. */
const ENDLESS = `#include "lab.h"
u64 rounds;
static long step(u32 index, void *ctx) { rounds += index; return 0; }
SEC("fentry/bpf_fentry_test1")
int BPF_PROG(endless) { bpf_loop(1 << 23, step, 0, 0); return 0; }
`;
const LIBBPF = ['-I', fileURLToPath(new URL('../../../programs/', import.meta.url)), '-mcpu=v3', '-g', '-D__TARGET_ARCH_arm64'];

function compiled(source: string, flags: readonly string[] = []): Uint8Array {
  return inDirectory((directory) => {
    writeFileSync(join(directory, 'a.bpf.c'), source);
    execFileSync('clang', ['-O2', '-target', 'bpf', ...flags, '-c', 'a.bpf.c', '-o', 'a.bpf.o'], { cwd: directory });
    return new Uint8Array(readFileSync(join(directory, 'a.bpf.o')));
  });
}

/** As a person does it, with a file of this name; of zeros where only its size is given. */
async function drop({ page }: LabPage, name: string, bytes: Uint8Array | number): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([typeof content === 'number' ? new Uint8Array(content) : Uint8Array.from(content)], fileName));
      return data;
    },
    [name, typeof bytes === 'number' ? bytes : [...bytes]] as const,
  );
  await page.locator('.page').dispatchEvent('dragover', { dataTransfer: transfer });
  await page.locator('.page').dispatchEvent('drop', { dataTransfer: transfer });
}

async function saved({ page }: LabPage, figure: string, format: 'SVG' | 'CSV' | 'JSON'): Promise<string> {
  const download = page.waitForEvent('download');
  await page.locator(`[data-figure-name=${figure}]`).getByRole('button', { name: format }).click();
  return readFileSync(await (await download).path(), 'utf8');
}

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value, withoutBigints));

/** What the command gives, under the page's first configuration unless stated. */
function run(objectName: string, bytes: Uint8Array, triggerName: 'test_run' | 'getpgid', options: Partial<RunOptions> = {}): RunResult {
  const { series, core, pool } = parseConfiguration('fprobe fentry all');
  return runObject({ objectName, bytes, core, invoker: 'fprobe', series, pool, trigger: namedTrigger(triggerName), triggerName, ...options });
}

/** JSON that a command prints. */
async function printed(command: string, files: Readonly<Record<string, Uint8Array>>): Promise<unknown> {
  let text = '';
  const stdout = { write: (part: string | Uint8Array) => void (text += Buffer.from(part).toString()) };
  const host = { stdout, stderr: process.stderr, env: {}, readFile: (path: string) => files[path]!, writeFile: () => expect.unreachable('no file is to be written') };
  expect(await commandLine([...command.replace('$ tracelab ', '').split(' '), '--json'], host)).toBe(0);
  return JSON.parse(text);
}

/** The result that the page holds, as soon as it is of this kind. */
async function shown(lab: LabPage, program: string, runs: number): Promise<unknown> {
  await lab.page.locator(`.own:not(.running) [data-program=${program}] td:nth-of-type(3)`, { hasText: new RegExp(`^${runs}$`) }).waitFor();
  return JSON.parse(await saved(lab, 'object', 'JSON'));
}

oracle('chromium', 'clang')('an object that is dropped on the page', () => {
  const open = labPages();

  test('and counts calls changes the bars from then on, and the lab’s own are back after it', async () => {
    const lab = await open('?view=object');
    const before = await lab.cycles('a');
    const bytes = compiled(SLOWER);
    await drop(lab, 'slower.bpf.o', bytes);
    await lab.page.getByRole('heading', { name: 'Programs of slower.bpf.o' }).waitFor();
    await lab.page.waitForFunction((old) => Number(document.querySelector('[data-bar=a][data-cycles]')?.getAttribute('data-cycles') ?? old) !== old, before);
    expect(await lab.cycles('a')).toBe(measure(parseConfiguration('fprobe fentry all'), readBenchObject(bytes)).cycles);
    await lab.page.getByText('The bars above are counted with it.').waitFor();
    // Its only program is not on what test_run calls: the system call drives it.
    expect(await shown(lab, 'slower', 10)).toEqual(json(run('slower.bpf.o', bytes, 'getpgid')));
    expect(lab.address()).toBe('?view=object');

    // An object that cannot count takes its place: the lab's own counts.
    await drop(lab, 'busy.bpf.o', compiled(BUSY, LIBBPF));
    await lab.page.getByText('The bars above stay those of the lab’s own object: no global variable "hits"').waitFor();
    await lab.drawn();
    expect(await lab.cycles('a')).toBe(before);

    await drop(lab, 'slower.bpf.o', bytes);
    await lab.page.getByText('The bars above are counted with it.').waitFor();
    await lab.page.getByRole('button', { name: 'Back to trigger.bpf.o' }).click();
    await lab.page.getByText('the lab’s own', { exact: true }).waitFor();
    await lab.drawn();
    expect(await lab.cycles('a')).toBe(before);
  });

  test('shows exactly what runs of it come to: programs, calls, maps, printed lines, cost', async () => {
    const lab = await open();
    const { page } = lab;
    const bytes = compiled(BUSY, LIBBPF);
    await drop(lab, 'busy.bpf.o', bytes);
    const result = run('busy.bpf.o', bytes, 'test_run');
    expect(await shown(lab, 'enter', 1)).toEqual(json(result));

    expect(await page.locator('[data-program=change]').innerText()).toMatch(/^change\s+fmod_ret\/bpf_modify_return_test\s+2\s+1\s+0\s+-7$/);
    expect(await page.locator('[data-program=only_if_named]').innerText()).toContain('not attached');
    expect(await page.locator('[data-call=bpf_modify_return_test]').innerText()).toMatch(/^bpf_modify_return_test\(1, &\{02 00 00 00\}\)\s+-7\s+4$/);
    expect(await page.locator('[data-map=seen] tbody tr').allInnerTexts()).toEqual(['4\t{ .first = 18446744073709551615, .last = -5 }']);
    expect(await page.locator('[data-map=".data"] tbody tr').allInnerTexts()).toEqual(['calls\t41']);
    expect(await page.getByRole('list', { name: 'Lines of trace_printk' }).getByRole('listitem').allInnerTexts()).toEqual(result.trace);
    expect(result.trace).toEqual(['ret=2', 'a=4 b=5', '<b>6</b>']);
    const cycles = await page.locator('[data-part]').evaluateAll((rows) => rows.map((row) => [row.getAttribute('data-part'), Number(row.getAttribute('data-cycles'))]));
    const { base, traced, dispatch, body } = result.cost;
    expect(cycles).toEqual([['base', base.cycles], ['traced', traced.cycles], ['dispatch', dispatch.cycles], ['body', body.cycles]]);

    // Long maps are shortened with a count.
    const squares = page.locator('[data-map=squares]');
    expect(await squares.locator('tbody tr').count()).toBe(20);
    expect(await squares.innerText()).toContain('20 of 64 entries of squares');
    await squares.getByRole('button', { name: 'all 64' }).click();
    expect(await squares.locator('tbody tr').last().innerText()).toBe('63\t4096');

    // What is saved parses.
    const svg = await saved(lab, 'object-cost', 'SVG');
    const parsed = await lab.page.evaluate((text) => {
      const root = new DOMParser().parseFromString(text, 'image/svg+xml').documentElement;
      return [root.nodeName, [...root.querySelectorAll('text')].map((one) => one.textContent)] as const;
    }, svg);
    expect(parsed[0]).toBe('svg');
    expect(parsed[1]).toEqual(expect.arrayContaining(['nothing attached', 'dispatch', 'programs']));
    const lines = async (figure: string): Promise<string[]> => (await saved(lab, figure, 'CSV')).trimEnd().split('\r\n');
    expect(await lines('object')).toContain('change,fmod_ret/bpf_modify_return_test,2,bpf_modify_return_test,1,0,-7');
    expect(await lines('object-maps')).toHaveLength(1 + 1 + 64 + 1 + 4);
    expect(await lines('object-maps')).toContain('seen,hash,4,"{ .first = 18446744073709551615, .last = -5 }"');
    expect(await lines('object-trace')).toEqual(['line', 'ret=2', 'a=4 b=5', '<b>6</b>']);
    expect(await lines('object-calls')).toContain('"bpf_modify_return_test(1, &{02 00 00 00})",-7,4');
    expect((await lines('object-cost')).map((line) => line.split(',')[0])).toEqual(['part', 'base', 'traced', 'dispatch', 'body']);
    expect(JSON.parse(await saved(lab, 'object-maps', 'JSON'))).toBeInstanceOf(Array);
  });

  test('is run again when A or its switches change, and the address has them', async () => {
    const lab = await open();
    const bytes = compiled(BUSY, LIBBPF);
    await drop(lab, 'busy.bpf.o', bytes);
    await lab.page.getByRole('switch', { name: 'only_if_named' }).check();
    await shown(lab, 'only_if_named', 1);
    await lab.page.getByRole('radio', { name: 'direct' }).check({ force: true });
    await lab.page.locator('.setup .command', { hasText: '--invoker direct' }).waitFor();
    expect(await shown(lab, 'enter', 1)).toEqual(json(run('busy.bpf.o', bytes, 'test_run', { invoker: 'direct', programs: ['only_if_named'] })));
    await lab.page.getByRole('radio', { name: 'getpgid loop' }).check({ force: true });
    await shown(lab, 'enter', 0);
    expect(lab.address()).toBe('?a=direct+fentry&view=object&trigger=getpgid&attach=only_if_named');

    const again = await open(lab.address());
    await drop(again, 'busy.bpf.o', bytes);
    expect(await shown(again, 'enter', 0)).toEqual(json(run('busy.bpf.o', bytes, 'getpgid', { invoker: 'direct', programs: ['only_if_named'] })));
    expect(await again.page.getByRole('radio', { name: 'getpgid loop' }).isChecked()).toBe(true);
    expect(await again.page.getByRole('switch', { name: 'only_if_named' }).isChecked()).toBe(true);
    // Another object has programs of other names, and asks for a trigger of its own.
    await drop(again, 'slower.bpf.o', compiled(SLOWER));
    await shown(again, 'slower', 10);
    expect(again.address()).toBe('?a=direct+fentry&view=object');
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
    // What could be read of it is there.
    expect(await lab.page.locator('[data-program=unsafe]').innerText()).toContain('fentry/__arm64_sys_getpgid');
  });

  test('that is no object, or that cannot be attached, is refused in the words of who refuses it', async () => {
    const lab = await open();
    await drop(lab, 'notes.txt', new TextEncoder().encode('not an object'));
    expect(await lab.page.locator('aside [data-by=loader]').innerText()).toContain('notes.txt');
    await drop(lab, 'short.bpf.o', triggerObject.slice(0, 1000));
    await lab.page.locator('aside [data-by=loader]', { hasText: 'short.bpf.o' }).waitFor();
    await drop(lab, 'empty.bpf.o', 0);
    await lab.page.locator('aside [data-by=loader]', { hasText: 'empty.bpf.o' }).waitFor();
    await drop(lab, 'large.bpf.o', 2 ** 24 + 1);
    await lab.page.locator('aside [data-by=loader]', { hasText: 'large.bpf.o: 16777217 bytes; an object has 16777216 at most' }).waitFor();
    await lab.page.locator('aside input[type=file]').evaluate((input: HTMLInputElement) => {
      const both = new DataTransfer();
      for (const name of ['one.bpf.o', 'other.bpf.o']) both.items.add(new File([], name));
      input.files = both.files;
      input.dispatchEvent(new Event('change'));
    });
    await lab.page.locator('aside [data-by=loader]', { hasText: '2 files: one object at a time' }).waitFor();
    await drop(lab, 'endless.bpf.o', compiled(ENDLESS, LIBBPF));
    await lab.page.locator('aside [data-by=machine]', { hasText: 'no end after 2000000 instructions, at bpf_loop' }).waitFor();
    await drop(lab, 'optional.bpf.o', compiled(SLOWER.replace('"fentry/', '"?fentry/')));
    await lab.page.locator('aside [data-by=attach]', { hasText: 'every program is optional: name some of slower' }).waitFor();
    await lab.page.getByRole('switch', { name: 'slower' }).check();
    await shown(lab, 'slower', 10);
    expect(await lab.page.locator('aside [role=alert]').count()).toBe(0);
    await drop(lab, 'nowhere.bpf.o', compiled(SLOWER.replace('fentry/__arm64_sys_getpgid', 'kprobe/no_such_function')));
    await lab.page.locator('aside [data-by=attach]', { hasText: 'no_such_function' }).waitFor();
  });
});

oracle('chromium')('an object that the page offers', () => {
  const open = labPages();

  test('runs at one click, and the address brings it back', async () => {
    const lab = await open('?view=object');
    await lab.page.getByRole('button', { name: 'hello.bpf.o' }).click();
    const bytes = new Uint8Array(readFileSync(new URL('../../../programs/hello.bpf.o', import.meta.url)));
    expect(await shown(lab, 'hello', 1)).toEqual(json(run('hello.bpf.o', bytes, 'test_run')));
    expect(lab.address()).toBe('?view=object&object=hello');
    const command = await lab.page.locator('.setup .command').innerText();
    expect(command).toBe('$ tracelab run hello.bpf.o --trigger test_run --invoker fprobe --series all --pool always --core cortex-a72');
    expect(await printed(command, { 'hello.bpf.o': bytes })).toEqual(JSON.parse(await saved(lab, 'object', 'JSON')));

    await lab.page.getByRole('button', { name: 'kprobe_multi.bpf.o' }).click();
    await lab.page.locator('main [data-by=attach]', { hasText: 'the series ftrace-regs' }).waitFor();
    await lab.page.getByRole('switch', { name: /^ftrace-regs/ }).click();
    await lab.page.locator('[data-program=entry]', { hasText: '9 functions' }).waitFor();
    await lab.page.reload();
    await lab.page.locator('[data-program=entry]', { hasText: '9 functions' }).waitFor();
    // The steps back: the switch, the object, and none.
    await lab.page.goBack();
    await lab.page.goBack();
    expect(await shown(lab, 'hello', 1)).toEqual(json(run('hello.bpf.o', bytes, 'test_run')));
    await lab.page.goBack();
    await lab.page.getByRole('heading', { name: 'A BPF object of your own' }).waitFor();
  });
});
