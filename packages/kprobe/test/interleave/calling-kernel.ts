import { asm } from '@tracelab/arm64-machine';
import { baseParts, Kernel, routine, traceable } from '@tracelab/kernel';
import { kprobeParts } from '../../src/index.js';

/** Calls itself n times and returns 7 (n + 1), with an instruction of every simulated kind on the way. */
const mixed = traceable('mixed', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        adr     x1, 3f
        ldrsw   x2, 3f
        ldr     w3, 3f
        cmp     w2, w3
        b.ne    4f
        cbz     x0, 1f
        sub     x0, x0, #1
        bl      mixed
        tbnz    x19, #5, 4f
1:      ldr     w2, 3f
        add     x0, x0, x2
        b       2f
        nop
2:      ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
3:      .word 7
4:      hlt     #0
`);

/** What every CPU does for ever; a wrong result stops the machine. */
const callTargets = routine('call_targets', asm`
1:      mov     x0, #3
        bl      mixed
        cmp     x0, #28
        b.ne    2f
        mov     x0, #41
        bl      bpf_fentry_test1
        cmp     x0, #42
        b.ne    2f
        bl      migrate_disable
        bl      migrate_enable
        b       1b
2:      hlt     #0
`);

/** CPUs that call functions, and a kmalloc that knows what is not freed. */
export class CallingKernel extends Kernel {
  /** Bytes of allocations that are live, by address; what was made at boot is not among them. */
  readonly live = new Map<bigint, number>();

  constructor(cpus: number) {
    super([baseParts, kprobeParts, { routines: [mixed, callTargets] }], { cpus });
    for (const { state } of this.cluster.cores) state.pc = this.symbols.lookup('call_targets');
    this.live.clear();
  }

  override kzalloc(size: number, align?: number): bigint {
    const address = super.kzalloc(size, align);
    // Not while the constructor of Kernel runs.
    this.live?.set(address, size);
    return address;
  }

  override kfree(address: bigint, size: number): void {
    if (!this.live.delete(address)) throw new Error(`kfree: 0x${address.toString(16)} is not allocated, or was freed before`);
    super.kfree(address, size);
  }
}
