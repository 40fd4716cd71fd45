import { countCall, outside, type PathCount } from '@tracelab/kernel';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { freelistPathLengths, rethookPathLengths } from '../src/index.js';
import { RethookKernel, variants } from './rethook-kernel.js';

/** One hooked call, by symbol. */
function count(variant: (typeof variants)[number]): Map<string, PathCount> {
  const kernel = new RethookKernel(variant);
  return countCall(kernel.machine, 'hooked', [kernel.rethook(), 42n, 0n]);
}

test.each(variants)('with rethook %s, every routine is as long as the real one', (variant) => {
  const rows = [...rethookPathLengths, ...(variant === 'off' ? freelistPathLengths : [])];
  expect(outside(rows, count(variant))).toEqual([]);
});

test("the README's table is what is executed", () => {
  const [off, on] = [count('off'), count('on')];
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\d+) \| (\d+) \|$/gm)].map(([, symbol, ...insn]) => [symbol, ...insn.map(Number)]);
  expect(rows).toHaveLength(7);
  expect(rows).toEqual(rows.map(([symbol]) => [symbol, off.get(symbol as string)!.insn, on.get(symbol as string)!.insn]));
});
