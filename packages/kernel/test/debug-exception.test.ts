import { asm } from '@tracelab/arm64-machine';
import {
  baseParts, BreakHook, BRK_IMM, ContextTracking, countPath, data, debugPathLengths, DYNTICK_IRQ_NONIDLE, initialiser, Kernel, ListHead, outside, PtRegs, routine,
  ThreadInfo, type Parts,
} from '../src/index.js';
import { describe, expect, test } from 'vitest';

/** A probe, and two hooks as kprobes registers them, of which the first continues behind the BRK. */
const probing: Parts = {
  routines: [
    routine('probed', asm`
        mov     x5, x30
        brk     #${BRK_IMM.kprobes}
        add     x0, x0, #1
        ret     x5
    `),
    routine('skip_brk', asm`
        ldr     x2, [x0, #${PtRegs.pc}]
        add     x2, x2, #4
        str     x2, [x0, #${PtRegs.pc}]
        mov     w0, #0
        ret
    `),
  ],
  data: [
    data('probe_hook', initialiser(BreakHook, { fn: 'skip_brk', imm: BRK_IMM.kprobes }), 16),
    data('step_hook', initialiser(BreakHook, { fn: '__panic_unhandled', imm: BRK_IMM.kprobesSs }), 16),
  ],
};

function probed(): Kernel {
  const kernel = new Kernel([baseParts, probing]);
  const { memory, symbols } = kernel;
  const ring = ['kernel_break_hook', 'step_hook', 'probe_hook', 'fault_break_hook'].map((name) => symbols.lookup(name));
  ring.slice(1).forEach((node, i) => {
    ListHead.next.write(memory, ring[i]!, node);
    ListHead.prev.write(memory, node, ring[i]!);
  });
  return kernel;
}

describe('a BRK in the kernel', () => {
  test('reaches the hook of its immediate and returns behind it, with all registers as they were', () => {
    const { machine } = probed();
    const before = Array.from({ length: 24 }, (_, n) => 0x1000n + BigInt(n));
    before.forEach((value, n) => machine.state.setX(n, value));
    expect(machine.call('probed')).toBe(0x1001n);
    expect(Array.from({ length: 4 }, (_, n) => machine.state.getX(n + 1))).toEqual(before.slice(1, 5));
    expect(machine.state.getX(23)).toBe(0x1017n);
  });

  test('leaves the preempt count and the nesting of context tracking balanced', () => {
    const kernel = probed();
    kernel.machine.call('probed');
    const { memory, symbols, initTask } = kernel;
    expect(ThreadInfo.preemptCount.read(memory, initTask)).toBe(0n);
    const tracking = kernel.perCpuAddress(symbols.lookup('context_tracking'));
    expect(ContextTracking.dynticksNmiNesting.read(memory, tracking)).toBe(DYNTICK_IRQ_NONIDLE);
  });

  test('takes as many instructions, loads and stores per symbol as real kernels', () => {
    const { machine, symbols } = probed();
    const probe = symbols.lookup('probed');
    machine.state.pc = probe;
    const counts = countPath(machine, probe + 8n);
    expect(outside(debugPathLengths, counts)).toEqual([]);
  });

  test('that nobody hooks stops the machine', () => {
    expect(() => new Kernel([baseParts, probing]).machine.call('probed')).toThrow(/gave up/);
  });
});
