import { analyse, SemanticsBuilder, type Instruction } from '@tracelab/arm64-machine';
import type { PathLength } from '@tracelab/kernel';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { freelistPathLengths, rethookPathLengths } from '../src/index.js';
import { RethookKernel, variants } from './rethook-kernel.js';

function kindOf({ row, fields }: Instruction): 'ld' | 'st' | 'atomic' | 'other' {
  if (/^(ld|st).?xr$|^(ldax|stlx)r$/.test(row.mnemonic)) return 'atomic';
  const does = new SemanticsBuilder();
  row.does(does, fields);
  const { loads, stores } = analyse(does.steps);
  return loads > 0 ? 'ld' : stores > 0 ? 'st' : 'other';
}

/** One hooked call, by symbol. */
function count(variant: (typeof variants)[number]) {
  const kernel = new RethookKernel(variant);
  const counts = new Map<string, { insn: number; ld: number; st: number; atomic: number; other: number }>();
  kernel.walk('hooked', [kernel.rethook(), 42n, 0n], (instruction, symbol) => {
    const path = counts.get(symbol) ?? { insn: 0, ld: 0, st: 0, atomic: 0, other: 0 };
    path.insn++;
    path[kindOf(instruction)]++;
    counts.set(symbol, path);
  });
  return counts;
}

describe.each(variants)('rethook %s', (variant) => {
  const counts = count(variant);
  const rows: readonly PathLength[] = [...rethookPathLengths, ...(variant === 'off' ? freelistPathLengths : [])];

  test.each(rows)('$symbols', ({ symbols, ld, st, atomic }) => {
    const real = { ...(ld && { ld }), ...(st && { st }), ...(atomic && { atomic }) };
    for (const [column, expected] of Object.entries(real)) {
      const lab = symbols.reduce((sum, symbol) => sum + (counts.get(symbol)?.[column as 'ld'] ?? 0), 0);
      expect(lab, column).toBe(expected);
    }
  });
});

test("the README's table is what is executed", () => {
  const [off, on] = [count('off'), count('on')];
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  const rows = [...readme.matchAll(/^\| `(\w+)` \| (\d+) \| (\d+) \|$/gm)].map(([, symbol, ...insn]) => [symbol, ...insn.map(Number)]);
  expect(rows).toHaveLength(7);
  expect(rows).toEqual(rows.map(([symbol]) => [symbol, off.get(symbol as string)!.insn, on.get(symbol as string)!.insn]));
});
