import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { skipHookPathLengths } from '../src/index.js';
import { ProbingKernel, type Switch } from './probing-kernel.js';

/** Instructions by symbol of a call whose entry handler does not want the exit. */
function skipped(fprobe: Switch, rethook: Switch): Map<string, number> {
  const kernel = new ProbingKernel({ fprobe, rethook, regs: 'on', ops: 'off' });
  kernel.probe();
  kernel.entryResult = 1;
  return kernel.path('bpf_fentry_test1');
}

test.each(skipHookPathLengths)('$symbols.0 is as long as the real one', ({ symbols: [symbol], insn }) => {
  expect(skipped('on', 'off').get(symbol!)).toBe(insn);
});

test('the series saves the return trampoline and its handlers, but neither the get nor the put', () => {
  const [off, on] = [skipped('off', 'off'), skipped('on', 'off')];
  const only = [...off.keys()].filter((symbol) => !on.has(symbol));
  expect(only).toEqual([
    'rethook_hook', 'arch_rethook_prepare', 'arch_rethook_trampoline', 'arch_rethook_trampoline_callback',
    'rethook_trampoline_handler', 'fprobe_exit_handler', 'note_exit', 'arch_rethook_fixup_return',
  ]);
  for (const symbol of ['rethook_try_get', 'rethook_recycle']) expect(on.get(symbol)).toBe(off.get(symbol));
});

test("the README's table is what is executed", () => {
  const [off, on] = [skipped('off', 'off'), skipped('on', 'off')];
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\d+) \| (\d*) ?\|$/gm)].map(([, symbol, ...insn]) => [symbol, ...insn.map(Number)]);
  expect(rows).toHaveLength(8);
  expect(rows).toEqual(rows.map(([symbol]) => [symbol, off.get(symbol as string)!, on.get(symbol as string) ?? 0]));
});
