import { expect, test } from 'vitest';
import { benchCsv } from '../src/bench/csv.js';
import { smallResult } from './small-result.js';

test('one line per row below the base', () => {
  const [head, base, ...rows] = benchCsv(smallResult).trimEnd().split('\n');
  expect(head).toBe('id,invoker,hook,series,pool,cycles,instructions,overhead_cycles,overhead_instructions,hit');
  expect(base).toBe('base,none,,,,800,400,0,0,0');
  expect(rows).toHaveLength(smallResult.rows.length);
  expect(rows[1]).toBe('direct fentry,direct,fentry,ftrace-regs+ops-direct,always,1000,500,200,100,0.2');
});

test('a field with commas or quotes is quoted', () => {
  const row = { ...smallResult.rows[0]!, id: 'a "b", c' };
  expect(benchCsv({ ...smallResult, rows: [row] })).toContain('\n"a ""b"", c",kprobe,');
});
