import { asm } from '@tracelab/arm64-machine';
import { perCpuData, routine, type Parts } from '../routine.js';
import { el1Vectors } from './vectors.js';

/**
 * Taken branches that push everything out of a core's branch history (kernel-paths.md 10; the Neoverse N1's from
 * path-lengths.md). Cores that are not listed do not need it.
 */
const LOOPS: Readonly<Record<string, number>> = { 'cortex-a72': 8, 'neoverse-n1': 24 };

/** VBAR_EL1 of a CPU, which boot reads. */
const thisCpuVector = (table: string) => perCpuData('this_cpu_vector', `.quad ${table}`);

/** Vectors as they are without a mitigation. */
export const plainVectors: Parts = { data: [thisCpuVector('vectors')] };

/**
 * __bp_harden_el1_vectors: from EL0, a loop that leaves nothing of user mode in the branch history before the vector
 * proper, which is entered behind its first branch and finds X30 in TPIDRRO_EL0. Entries from EL1 need none. X30 is the only
 * register that is free, and RET is how it is jumped through.
 */
function hardenedVectors(loops: number): Parts {
  return {
    macros: asm`
        .macro  bp_harden_ventry
        .balign 128
1:      msr     tpidrro_el0, x30
        mov     x30, #${loops}
2:      b       .+4
        subs    x30, x30, #1
        b.ne    2b
        dsb     nsh                                     // SB, on a core that does not have it
        isb
        adrp    x30, vectors
        add     x30, x30, :lo12:vectors
        add     x30, x30, #(1b - __bp_harden_el1_vectors + 4)
        ret     x30
        .endm
    `,
    routines: [
      routine('__bp_harden_el1_vectors', asm`
${el1Vectors}
        .rept   8
        bp_harden_ventry
        .endr
      `, { align: 2048 }),
    ],
    data: [thisCpuVector('__bp_harden_el1_vectors')],
  };
}

/** The vectors of a core whose firmware lets Linux mitigate Spectre-BHB. */
export function bhbVectors(core: string): Parts {
  const loops = LOOPS[core];
  return loops === undefined ? plainVectors : hardenedVectors(loops);
}
