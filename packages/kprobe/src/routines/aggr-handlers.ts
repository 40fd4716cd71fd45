import { asm } from '@tracelab/arm64-machine';
import { ListHead, traceable } from '@tracelab/kernel';
import { Kprobe, KPROBE_FLAG_DISABLED_BIT } from '../layout/index.js';

/** Offset of a kprobe's member from its `list`, which an aggregated kprobe's list points at. */
const fromListed = (member: { readonly offset: number }): number => member.offset - Kprobe.list.offset;

/** kernel/kprobes.c: pre_handler of the kprobe that stands for all those of an address. X0 = it, X1 = pt_regs. */
export const aggrPreHandler = traceable('aggr_pre_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        stp     x19, x20, [sp, #16]
        ldr     x19, [x21, #${Kprobe.list}]!
        cmp     x19, x21
        b.eq    3f
        adrp    x20, kprobe_instance
        mov     x22, x1
        add     x20, x20, :lo12:kprobe_instance
1:      ldr     x2, [x19, #${fromListed(Kprobe.preHandler)}]
        sub     x0, x19, #${Kprobe.list}
        cbz     x2, 2f
        ldr     w3, [x0, #${Kprobe.flags}]
        tbnz    w3, #${KPROBE_FLAG_DISABLED_BIT}, 2f
        mrs     x1, tpidr_el1
        str     x0, [x20, x1]
        mov     x1, x22
        blr     x2
        cbnz    w0, 4f                                  // it has moved the PC: those behind it are not asked
2:      mrs     x2, tpidr_el1
        ldr     x19, [x19, #${ListHead.next}]
        str     xzr, [x20, x2]
        cmp     x19, x21
        b.ne    1b
3:      ldp     x19, x20, [sp, #16]
        mov     w0, #0
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
4:      ldp     x19, x20, [sp, #16]
        mov     w0, #1
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);

/** kernel/kprobes.c: after the step, where one of the kprobes asks for it. X0 = kprobe, X1 = pt_regs, X2 = flags. */
export const aggrPostHandler = traceable('aggr_post_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x0
        ldr     x19, [x20, #${Kprobe.list}]!
        cmp     x19, x20
        b.eq    3f
        stp     x21, x22, [sp, #32]
        adrp    x21, kprobe_instance
        mov     x22, x1
        add     x21, x21, :lo12:kprobe_instance
        str     x23, [sp, #48]
        mov     x23, x2
1:      ldr     x3, [x19, #${fromListed(Kprobe.postHandler)}]
        sub     x0, x19, #${Kprobe.list}
        cbz     x3, 2f
        ldr     w4, [x0, #${Kprobe.flags}]
        tbnz    w4, #${KPROBE_FLAG_DISABLED_BIT}, 2f
        mrs     x1, tpidr_el1
        str     x0, [x21, x1]
        mov     x2, x23
        mov     x1, x22
        blr     x3
        mrs     x0, tpidr_el1
        str     xzr, [x21, x0]
2:      ldr     x19, [x19, #${ListHead.next}]
        cmp     x19, x20
        b.ne    1b
        ldp     x21, x22, [sp, #32]
        ldr     x23, [sp, #48]
3:      ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
`);

/**
 * kernel/kprobes.c: a hit inside another probe's, for every kprobe of its address. X0 = kprobe. A plain increment of a
 * word that all CPUs share: two of them that miss at a time may count one.
 */
export const kprobesIncNmissedCount = traceable('kprobes_inc_nmissed_count', asm`
        ldr     x2, [x0, #${Kprobe.preHandler}]
        adrp    x1, aggr_pre_handler
        add     x1, x1, :lo12:aggr_pre_handler
        cmp     x2, x1
        b.eq    2f
        ldr     x1, [x0, #${Kprobe.nmissed}]
        add     x1, x1, #1
        str     x1, [x0, #${Kprobe.nmissed}]
1:      ret
2:      ldr     x1, [x0, #${Kprobe.list}]!
        cmp     x1, x0
        b.eq    1b
3:      ldr     x2, [x1, #${fromListed(Kprobe.nmissed)}]
        sub     x3, x1, #${Kprobe.list}
        ldr     x1, [x1, #${ListHead.next}]
        add     x2, x2, #1
        str     x2, [x3, #${Kprobe.nmissed}]
        cmp     x1, x0
        b.ne    3b
        ret
`);
