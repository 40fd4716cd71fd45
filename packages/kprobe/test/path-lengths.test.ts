import { analyse, decode, SemanticsBuilder } from '@tracelab/arm64-machine';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kprobePathLengths, registerKprobe } from '../src/index.js';
import { bootKernel, recorder } from './probed-kernel.js';

const symbol = 'bpf_fentry_test1';

interface Count {
  insn: number;
  ld: number;
  st: number;
}

/** Instructions, loads and stores by symbol that one hit executes, a pair counted once. */
function countHit(): Map<string, Count> {
  const kernel = bootKernel();
  registerKprobe(kernel, { symbol, program: recorder(kernel).program });
  const { state, processor } = kernel.machine;
  const address = kernel.symbols.lookup(symbol);
  const counts = new Map<string, Count>();
  state.pc = address;
  for (let steps = 0; state.pc !== address + 4n; steps++) {
    if (steps > 10_000) throw kernel.machine.fault('the hit does not end');
    const { name } = kernel.symbols.at(state.pc)!;
    const count = counts.get(name) ?? { insn: 0, ld: 0, st: 0 };
    const { row, fields } = decode(Number(kernel.memory.read(state.pc, 4)))!;
    const does = new SemanticsBuilder();
    row.does(does, fields);
    const { loads, stores } = analyse(does.steps);
    counts.set(name, { insn: count.insn + 1, ld: count.ld + (loads > 0 ? 1 : 0), st: count.st + (stores > 0 ? 1 : 0) });
    processor.step();
  }
  return counts;
}

const counts = countHit();
/** At least one, so that short routines may differ at all. */
const within = (real: number): number => Math.max(1, Math.floor(real * 0.15));

test.each(kprobePathLengths)('$symbols.0 is as long as the real one', ({ symbols: [name], difference, ...real }) => {
  const count = counts.get(name!)!;
  for (const what of ['insn', 'ld', 'st'] as const) {
    const expected = real[what]! + (difference?.[what] ?? 0);
    expect(Math.abs(count[what] - expected), `${what}: ${count[what]}, real ${expected}`).toBeLessThanOrEqual(within(expected));
  }
});

test('a hit takes two exceptions', () => {
  expect(counts.get('vectors')!.insn).toBeGreaterThan(0);
  expect(counts.get('kprobe_insn_page')).toEqual({ insn: 2, ld: 0, st: 0 });
  expect(counts.get('kprobe_breakpoint_handler')).toEqual({ insn: 48, ld: 10, st: 10 });
  expect(counts.get('kprobe_breakpoint_ss_handler')).toEqual({ insn: 34, ld: 7, st: 3 });
});

test("the README's table is what is measured", () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(([, name, ...numbers]) => [name, ...numbers.map(Number)]);
  expect(rows).toEqual(kprobePathLengths.map(({ symbols: [name], insn, difference }) =>
    [name, counts.get(name!)!.insn, insn, insn! + (difference?.insn ?? 0)]));
});
