import { countPath, outside, type PathCount } from '@tracelab/kernel';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kprobePathLengths, registerKprobe } from '../src/index.js';
import { bootKernel, recorder } from './probed-kernel.js';

const symbol = 'bpf_fentry_test1';

function countHit(): Map<string, PathCount> {
  const kernel = bootKernel();
  registerKprobe(kernel, { symbol, program: recorder(kernel).program });
  const address = kernel.symbols.lookup(symbol);
  kernel.machine.state.pc = address;
  return countPath(kernel.machine, address + 4n);
}

const counts = countHit();

test('every routine is as long as the real one', () => {
  expect(outside(kprobePathLengths, counts)).toEqual([]);
});

test('a hit takes two exceptions', () => {
  expect(counts.get('vectors')!.insn).toBeGreaterThan(0);
  expect(counts.get('kprobe_insn_page')).toEqual({ insn: 2, ld: 0, st: 0, atomic: 0 });
  expect(counts.get('kprobe_breakpoint_handler')).toEqual({ insn: 48, ld: 10, st: 10, atomic: 0 });
  expect(counts.get('kprobe_breakpoint_ss_handler')).toEqual({ insn: 34, ld: 7, st: 3, atomic: 0 });
});

test("the README's table is what is measured", () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\d+) \| (\d+) \| (\d+) \|$/gm)].map(([, name, ...numbers]) => [name, ...numbers.map(Number)]);
  expect(rows).toEqual(kprobePathLengths.map(({ symbols: [name], insn, difference }) =>
    [name, counts.get(name!)!.insn, insn, insn! + (difference?.insn ?? 0)]));
});
