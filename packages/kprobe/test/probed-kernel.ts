import { asm } from '@tracelab/arm64-machine';
import { BPF_PROG_TYPE, BpfProg } from '@tracelab/bpf';
import { baseParts, Kernel } from '@tracelab/kernel';
import { kprobeParts } from '../src/index.js';

export function bootKernel(): Kernel {
  return new Kernel([baseParts, kprobeParts]);
}

/** A JITed program as the control plane sees it: a `struct bpf_prog` whose function is this assembly. */
export function program(kernel: Kernel, name: string, text: string): { prog: bigint } {
  const prog = kernel.kzalloc(BpfProg.structSize);
  BpfProg.type.write(kernel.memory, prog, BPF_PROG_TYPE.kprobe);
  BpfProg.bpfFunc.write(kernel.memory, prog, kernel.placeCode(name, text));
  return { prog };
}

export interface Recorder {
  readonly program: { readonly prog: bigint };
  /** What the program was last given: X0 and PC of the probed context. */
  readonly seen: () => { hits: bigint; x0: bigint; pc: bigint };
}

/** A program that counts its calls and keeps what it finds in pt_regs; it clobbers all that AAPCS64 lets it. */
export function recorder(kernel: Kernel, name = 'bpf_prog_recorder'): Recorder {
  const buffer = kernel.kzalloc(24);
  const at = (offset: number): bigint => kernel.memory.read(buffer + BigInt(offset), 8);
  const clobbered = Array.from({ length: 18 }, (_, n) => `mov x${n}, #${0xdead + n}`).join('\n');
  return {
    program: program(kernel, name, asm`
        ldr     x1, =${buffer}
        ldr     x2, [x1]
        add     x2, x2, #1
        ldr     x3, [x0]
        stp     x2, x3, [x1]
        ldr     x3, [x0, #256]
        str     x3, [x1, #16]
        cmp     xzr, xzr
        ${clobbered}
        mov     x0, #0
        ret
    `),
    seen: () => ({ hits: at(0), x0: at(8), pc: at(16) }),
  };
}

/** Programs that write down their number when they run, for who calls which in which order. */
export function journal(kernel: Kernel, count: number): { readonly programs: readonly { readonly prog: bigint }[]; readonly written: () => number[] } {
  const buffer = kernel.kzalloc(4096);
  const programs = Array.from({ length: count }, (_, n) => program(kernel, `bpf_prog_journal_${n}`, asm`
        ldr     x1, =${buffer}
        ldr     x2, [x1]
        add     x2, x2, #8
        str     x2, [x1]
        mov     x3, #${n}
        str     x3, [x1, x2]
        mov     x0, #0
        ret
  `));
  const written = (): number[] => {
    const end = Number(kernel.memory.read(buffer, 8));
    kernel.memory.write(buffer, 8, 0n);
    return Array.from({ length: end / 8 }, (_, n) => Number(kernel.memory.read(buffer + BigInt(8 * (n + 1)), 8)));
  };
  return { programs, written };
}
