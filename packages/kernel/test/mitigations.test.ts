import { describe, expect, test } from 'vitest';
import {
  baseLoop, bhbPathLengths, countPath, Kernel, kernelParts, MITIGATIONS, nullSystemCallLoop, outside, REAPER_PID, type Mitigations, type PathCount,
  type UserProgram,
} from '../src/index.js';

/** A kernel that has run the loop for a few iterations and stands before the next. */
function looping(loop: UserProgram, mitigations: Mitigations, core = 'cortex-a72'): Kernel {
  const kernel = new Kernel([kernelParts(mitigations, core)]);
  kernel.loadUser(loop.text, loop.entry);
  const { machine } = kernel;
  machine.processor.breakpoints.add(kernel.symbols.lookup(loop.iteration));
  for (let i = 0; i < 5; i++) expect(machine.run(10_000)).toBe('breakpoint');
  return kernel;
}

function counts(mitigations: Mitigations, core?: string): Map<string, PathCount> {
  const { machine, symbols } = looping(baseLoop, mitigations, core);
  return countPath(machine, symbols.lookup(baseLoop.iteration));
}

const total = (all: ReadonlyMap<string, PathCount>): number => [...all.values()].reduce((sum, { insn }) => sum + insn, 0);

describe('the loop of Spectre-BHB', () => {
  test('is as long as on a real kernel, and the vector behind it restores X30', () => {
    expect(outside(bhbPathLengths, counts('bhb'))).toEqual([]);
  });

  test('depends on the core: 24 branches on a Neoverse N1, none on a Cortex-A53', () => {
    expect(counts('bhb', 'neoverse-n1').get('__bp_harden_el1_vectors')?.insn).toBe(80);
    expect(counts('bhb', 'cortex-a53')).toEqual(counts('none', 'cortex-a53'));
  });

  test('adds 33 instructions to an iteration and leaves everything else alone', () => {
    const [plain, hardened] = [counts('none'), counts('bhb')];
    expect(total(hardened) - total(plain)).toBe(32 + 1); // the vector: MRS and MSR instead of one branch
    for (const [symbol, count] of plain) if (symbol !== 'vectors') expect(hardened.get(symbol)).toEqual(count);
  });
});

test('the check for speculative store bypassing reads one per-CPU word on the way in and one on the way out', () => {
  const [bhb, both] = [counts('bhb'), counts('bhb+ssbd')];
  for (const symbol of ['el0t_64_sync', 'ret_to_user']) {
    expect(both.get(symbol)!.ld - bhb.get(symbol)!.ld).toBe(1);
    expect(both.get(symbol)!.insn - bhb.get(symbol)!.insn).toBe(5); // NOP for B, then ADRP, ADD, MRS, LDR, CBZ
  }
});

test.each(MITIGATIONS)('getppid() of a child of the first process, mitigations %s', (mitigations) => {
  const { machine, symbols, memory } = looping(nullSystemCallLoop, mitigations);
  expect(machine.state.getX(0)).toBe(BigInt(REAPER_PID));
  expect(memory.read(symbols.lookup('init_task') + 8n, 4)).toBe(0n);
  const path = countPath(machine, symbols.lookup(nullSystemCallLoop.iteration));
  expect(path.get('do_getppid')?.insn).toBe(4);
  expect(path.get('getppid_plt')?.insn).toBe(4);
  expect(path.get('getppid')?.insn).toBe(3);
  expect(path.get('__arm64_sys_getppid')?.insn).toBe(19); // two NOPs of the patchable entry
  expect(path.get('__rcu_read_lock')?.insn).toBe(2 * 7);
});
