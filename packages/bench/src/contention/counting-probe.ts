import { asm } from '@tracelab/arm64-machine';
import { Fprobe } from '@tracelab/fprobe';
import { perCpuData, routine, stray, type Kernel, type Parts } from '@tracelab/kernel';
import { Ftrace } from '@tracelab/ops-direct';

/**
 * An exit handler that does next to nothing, and nothing that another CPU sees: what is measured is the way to it. It
 * counts as kprobes count `nhit`, by a plain increment of this CPU's own counter.
 */
export const countingParts: Parts = {
  routines: [
    routine('count_return', asm`
        bti     c
        adrp    x0, returns_counted
        add     x0, x0, :lo12:returns_counted
        mrs     x1, tpidr_el1
        ldr     x2, [x0, x1]
        add     x2, x2, #1
        str     x2, [x0, x1]
        ret
    `),
  ],
  data: [perCpuData('returns_counted', '.quad 0')],
};

/** What the cores call, and where they pass once per call. */
export const TRACED = 'bpf_fentry_test1';
export const LOOP = { entry: 'call_traced', iteration: 'call_traced_iteration' } as const;

/** As bench's driver program does today (kernel-paths.md 9.1): calls from within the kernel, without a system call around each. */
export const loopParts: Parts = {
  routines: [
    routine(LOOP.entry, asm`
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mrs     x19, tpidr_el1                  // another seed on each CPU
        mov     w0, #0x9e37
        add     x19, x19, x0
        .globl  ${LOOP.iteration}
${LOOP.iteration}:
        mov     w0, #1
        bl      ${TRACED}
        ${stray('x19', LOOP.iteration)}
    `),
  ],
};

/** The calls that a probe has seen return. */
export interface CountingProbe {
  /** Of calls on one CPU. */
  returns(cpu: number): bigint;
  /** Of all CPUs: no node was free. */
  readonly missed: bigint;
}

/** An fprobe on a function's returns: it has no entry handler to say "skip", so every call's return is hooked. */
export function probeReturns(kernel: Kernel, name: string): CountingProbe {
  const probe = new Fprobe(kernel, new Ftrace(kernel), {
    functions: [name],
    exitHandler: kernel.symbols.lookup('count_return'),
  });
  const counter = kernel.symbols.lookup('returns_counted');
  return {
    returns: (cpu) => kernel.memory.read(kernel.perCpuAddress(counter, cpu), 8),
    get missed() {
      return probe.nmissed;
    },
  };
}
