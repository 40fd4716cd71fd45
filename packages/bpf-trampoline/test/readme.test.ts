import { countCall } from '@tracelab/kernel';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TracedKernel, type Setup } from './traced-kernel.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** Instructions by symbol of a call of bpf_fentry_test1 with one program. */
function path(invoker: Setup['invoker'], kind: 'fentry' | 'fexit'): Map<string, number> {
  const kernel = new TracedKernel({ invoker, series: ['ftrace-regs', 'ops-direct', 'fprobe', 'rethook'], pool: 'always' });
  kernel.attach({ name: 'bpf_fentry_test1', nrArgs: 1 }, [{ program: kernel.observer(1, kind), kind }]);
  return new Map([...countCall(kernel.machine, 'bpf_fentry_test1', [1])].map(([symbol, { insn }]) => [symbol, insn]));
}

test('the table of instructions is what is executed', () => {
  const columns = [path('direct', 'fentry'), path('direct', 'fexit'), path('fprobe', 'fentry'), path('fprobe', 'fexit')];
  const rows = [...readme.matchAll(/^\| `(\w+)` \| ([^|]*)\| ([^|]*)\| ([^|]*)\| ([^|]*)\|$/gm)];
  expect(rows.length).toBeGreaterThan(10);
  const table = rows.map(([, symbol, ...cells]) => [symbol!, ...cells.map((cell) => Number(cell))] as const);
  expect(table).toEqual(table.map(([symbol]) => [symbol, ...columns.map((column) => column.get(symbol) ?? 0)]));

  const listed = new Set(table.map(([symbol]) => symbol));
  const unlisted = columns.flatMap((column) => [...column.keys()]).filter((symbol) => !listed.has(symbol) && !/^bpf_prog_|^bpf_fentry_test1$/.test(symbol));
  expect(unlisted).toEqual([]);
});
