import { cores } from '@tracelab/arm64-machine';
import { readObject, triggerObject } from '@tracelab/bpf';
import { describe, expect, test } from 'vitest';
import { explain, measure, parseConfiguration, type CallTree, type Spent } from '../src/index.js';

const object = readObject(triggerObject);
const sum = (values: Iterable<number>): number => [...values].reduce((a, b) => a + b, 0);

function* all(trees: readonly CallTree[]): Iterable<CallTree> {
  for (const tree of trees) {
    yield tree;
    yield* all(tree.children);
  }
}

const others = Object.keys(cores).filter((core) => core !== 'cortex-a72').map((core) => `direct fexit core=${core}`);

describe.each([
  'base', 'lat_syscall null', 'kprobe mitigations=bhb', 'fprobe fentry none', 'fprobe fexit all',
  'fprobe fentry ftrace-regs+ops-direct+fprobe no-pool', ...others,
])('%s', (text) => {
  const configuration = parseConfiguration(text);
  const explained = explain(configuration, object);
  const measured = measure(configuration, object);
  const { cycles, instructions } = measured;

  /** Means over several iterations are fractions; what adds up are the iterations together. */
  const whole = (spent: Pick<Spent, 'cycles' | 'instructions'>) => ({
    cycles: Math.round(spent.cycles * explained.iterations),
    instructions: Math.round(spent.instructions * explained.iterations),
  });
  const total = (parts: readonly Spent[]) => ({
    cycles: sum(parts.map((part) => whole(part).cycles)),
    instructions: sum(parts.map((part) => whole(part).instructions)),
  });

  test('the iteration costs what the bench prints, to the last cycle', () => {
    expect(explained).toMatchObject({ cycles, instructions, iterations: measured.over });
  });

  test('so do the symbols together, their instructions, and the tree', () => {
    const expected = whole({ cycles, instructions });
    expect(total(explained.symbols.map(({ self }) => self))).toEqual(expected);
    expect(total(explained.symbols.flatMap(({ lines }) => lines))).toEqual(expected);
    expect(total([...all(explained.calls)].map(({ self }) => self))).toEqual(expected);
    expect(total(explained.calls.map(({ inclusive }) => inclusive))).toEqual(expected);
    for (const { self, inclusive, children } of all(explained.calls)) {
      expect(total([self, ...children.map((child) => child.inclusive)])).toEqual(whole(inclusive));
    }
    for (const { self, lines } of explained.symbols) expect(total(lines)).toEqual(whole(self));
  });

  test('causes add up to the cycles of what they belong to', () => {
    const parts: Spent[] = [explained, ...explained.symbols.flatMap(({ self, lines }) => [self, ...lines]), ...explained.path];
    for (const { cycles, causes } of parts) expect(sum(Object.values(causes))).toBeCloseTo(cycles, 9);
  });

  test('the path is the iteration from its start to its end', () => {
    expect(explained.path[0]).toMatchObject({ by: 'start' });
    expect(sum(explained.path.map((step) => step.instructions))).toBe(instructions);
    if (explained.iterations === 1) expect(sum(explained.path.map((step) => step.cycles))).toBe(cycles);
  });
});

test('the way of a call through fprobe, and who waits for whom', () => {
  const { path, symbols } = explain(parseConfiguration('fprobe fentry ftrace-regs+ops-direct+fprobe'), object);
  const through = path.map(({ symbol, by }) => `${by} ${symbol}`);
  const from = through.indexOf('call ftrace_caller');
  expect(through.slice(from - 1, from + 3)).toEqual([
    'call __arm64_sys_getpgid', 'call ftrace_caller', 'call fprobe_handler', 'call rethook_try_get',
  ]);
  const program = symbols.find(({ name }) => name.endsWith('trigger_fentry'))!;
  const store = program.lines.find(({ text }) => text.startsWith('stxr'))!;
  expect(program.lines.find(({ offset }) => offset === store.offset + 4)).toMatchObject({
    text: expect.stringMatching(/^cbnz .*trigger_fentry\+0x/),
    waitedFor: `${program.name}+0x${store.offset.toString(16)}`,
  });
});

test('the listing is what was executed: the call site is patched', () => {
  const lines = (text: string) => explain(parseConfiguration(text), object).symbols.find(({ name }) => name === '__arm64_sys_getpgid')!.lines;
  expect(lines('base')[1]!.text).toBe('nop');
  expect(lines('fprobe fentry all')[1]!.text).toBe('bl      ftrace_caller');
  expect(lines('kprobe')[0]!.text).toMatch(/^brk +#0x4/);
});

test('the explanation is plain data', () => {
  const explained = explain(parseConfiguration('base'), object);
  expect(JSON.parse(JSON.stringify(explained))).toEqual(explained);
});
