import { asm } from '@tracelab/arm64-machine';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { baseParts, Kernel, routine, traceable, type Parts, type Variant } from '@tracelab/kernel';
import { kprobeParts } from '@tracelab/kprobe';
import { Ftrace, ftraceCoreParts, opsDirect } from '@tracelab/ops-direct';
import { perCpuFreelist, rethook } from '@tracelab/rethook';
import { fprobe, kprobeSharedParts } from '../../src/index.js';
import type { Switches } from '../probing-kernel.js';
import { targets } from '../targets.js';

/** Functions that all cores call in turn, by what they return for an argument. */
export const RESULTS = {
  bpf_fentry_test1: (x) => x + 1n,
  doubled: (x) => 2n * (x + 1n),
  countdown: (x) => x,
  naps: (x) => x,
} as const satisfies Record<string, (x: bigint) => bigint>;
export type Target = keyof typeof RESULTS;
export const TARGETS = Object.keys(RESULTS) as Target[];

/** Where tasks come by that are in no probe's code: between calls, or asleep in the middle of one. */
export const RESTS = ['call_targets_rests', 'naps_sleeps'] as const;

const clobber = Array.from({ length: 18 }, (_, n) => `mov     x${n}, #-1`);
const entry = (name: string, result: 0 | 1) => routine(name, asm`
        bti     c
        cbz     x4, 1f
        ldr     x5, [x3]
        str     x5, [x4]
1:      ${clobber}
        mov     w0, #${result}
        ret
`);

const parts: Parts = {
  routines: [
    // naps(x): x. Sleeps, so that its return is pending over any grace period.
    traceable('naps', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        .globl  naps_sleeps
naps_sleeps:
        nop
        ldp     x29, x30, [sp], #16
        autiasp
        ret
    `),
    // Calls all targets for ever, with arguments of 0 to 3.
    routine('call_targets', asm`
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        mov     w19, #0
        .globl  call_targets_rests
call_targets_rests:
        add     w19, w19, #1
        ${TARGETS.map((name) => `and     w0, w19, #3\n        bl      ${name}`)}
        b       call_targets_rests
    `),
    // Entry handlers leave the call's argument in its data; one wants the exit, the other does not.
    entry('sees_entry', 0),
    entry('skips_exit', 1),
    routine('sees_exit', asm`
        bti     c
        ${clobber}
        ret
    `),
  ],
};

/** A kernel whose CPUs do nothing but call functions. */
export class CalledKernel extends Kernel {
  readonly ftrace: Ftrace;

  constructor({ rethook: from, ops, fprobe: skip, regs }: Switches, cpus: number, nodes: Variant = from === 'per-cpu' ? perCpuFreelist : rethook[from]) {
    super([
      baseParts, ftraceCoreParts, opsDirect[ops], ftraceRegs[regs], nodes, fprobe[skip], targets, parts,
      kprobeParts, kprobeSharedParts({ hook: skip === 'on' ? 'unless-skipped' : 'always' }),
    ], { cpus });
    this.ftrace = new Ftrace(this);
    for (const { state } of this.cluster.cores) state.pc = this.symbols.lookup('call_targets');
  }
}
