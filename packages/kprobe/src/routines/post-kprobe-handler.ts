import { asm } from '@tracelab/arm64-machine';
import { PtRegs, traceable } from '@tracelab/kernel';
import { Kprobe, KPROBE_STATUS, KprobeCtlblk } from '../layout/index.js';

/** arch/arm64/kernel/probes/kprobes.c: X0 = kprobe, X1 = kprobe_ctlblk, X2 = pt_regs. */
export const postKprobeHandler = traceable('post_kprobe_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        mov     x4, x1
        ldr     x1, [x0, #${Kprobe.restore}]
        cbz     x1, 1f
        str     x1, [x2, #${PtRegs.pc}]
1:      ldr     w1, [x4, #${KprobeCtlblk.status}]
        cmp     w1, #${KPROBE_STATUS.reenter}
        b.eq    3f
        mov     w1, #${KPROBE_STATUS.hitSsdone}
        str     w1, [x4, #${KprobeCtlblk.status}]
        ldr     x3, [x0, #${Kprobe.postHandler}]
        cbnz    x3, 4f
2:      mrs     x0, tpidr_el1
        adrp    x1, current_kprobe
        add     x1, x1, :lo12:current_kprobe
        str     xzr, [x1, x0]
        ldp     x29, x30, [sp], #16
        autiasp
        ret

3:      mrs     x0, tpidr_el1                           // back to the probe that this one interrupted
        adrp    x1, current_kprobe
        add     x1, x1, :lo12:current_kprobe
        ldr     x2, [x4, #${KprobeCtlblk.prevKprobe}]
        str     x2, [x1, x0]
        ldr     w2, [x4, #${KprobeCtlblk.prevStatus}]
        str     w2, [x4, #${KprobeCtlblk.status}]
        ldp     x29, x30, [sp], #16
        autiasp
        ret

4:      mov     x1, x2
        mov     x2, #0
        blr     x3
        b       2b
`);
