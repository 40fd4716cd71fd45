import { asm } from '@tracelab/arm64-machine';
import { BRK_IMM, freelistAdd, PtRegs, routine, TaskStruct, traceable } from '@tracelab/kernel';
import { Kretprobe, KretprobeHolder, KretprobeInstance, RcuCblist, RcuHead } from '../layout/index.js';

/** Offset of an instance's member from the llist_node that lists point at. */
const fromListed = (member: { readonly offset: number }): number => member.offset - KretprobeInstance.llist.offset;

/**
 * kernel/kprobes.c: (pt_regs, frame pointer) → the address to return to. Calls the handlers of all instances that hooked
 * this return, newest first, while they are still listed; an instance whose kretprobe is gone calls none and is freed.
 * recycle_rp_inst() is inlined.
 */
export const kretprobeTrampolineHandler = traceable('__kretprobe_trampoline_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        mrs     x22, sp_el0
        ldr     x19, [x22, #${TaskStruct.kretprobeInstances}]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        cbz     x19, .Lkretprobe_trampoline_bug
        mov     x23, x0
        mov     x25, x1
        adrp    x0, __kretprobe_trampoline
        mov     x20, x19
        add     x0, x0, :lo12:__kretprobe_trampoline
        b       .Lkretprobe_trampoline_compare
.Lkretprobe_trampoline_older:                           // only the first to hook a call saw where it returns to
        ldr     x20, [x20]
        cbz     x20, .Lkretprobe_trampoline_bug
.Lkretprobe_trampoline_compare:
        ldr     x21, [x20, #${fromListed(KretprobeInstance.retAddr)}]
        cmp     x21, x0
        b.eq    .Lkretprobe_trampoline_older
        cbz     x21, .Lkretprobe_trampoline_bug
        adrp    x24, current_kprobe
        add     x24, x24, :lo12:current_kprobe
        str     x21, [x23, #${PtRegs.pc}]               // a stack trace of these pt_regs begins at the caller
        b       .Lkretprobe_trampoline_call
.Lkretprobe_trampoline_own:
        ldr     x2, [x0, #${KretprobeInstance.rph}]
        ldr     x2, [x2, #${KretprobeHolder.rp}]
        cbz     x2, .Lkretprobe_trampoline_called
        ldr     x3, [x2, #${Kretprobe.handler}]
        cbz     x3, .Lkretprobe_trampoline_called
        mrs     x1, tpidr_el1
        ldr     x26, [x24, x1]
        mrs     x1, tpidr_el1
        str     x2, [x24, x1]
        mov     x1, x23
        str     x21, [x0, #${KretprobeInstance.retAddr}]
        blr     x3
        mrs     x0, tpidr_el1
        str     x26, [x24, x0]
.Lkretprobe_trampoline_called:
        cmp     x19, x20
        b.eq    .Lkretprobe_trampoline_unlink
        ldr     x19, [x19]
        cbz     x19, .Lkretprobe_trampoline_unlink
.Lkretprobe_trampoline_call:
        ldr     x2, [x19, #${fromListed(KretprobeInstance.fp)}]
        sub     x0, x19, #${KretprobeInstance.llist}
        cmp     x2, x25
        b.eq    .Lkretprobe_trampoline_own
        brk     #${BRK_IMM.bug}                         // WARN_ON_ONCE(): the return of another frame
.Lkretprobe_trampoline_unlink:
        ldr     x1, [x20]
        ldr     x19, [x22, #${TaskStruct.kretprobeInstances}]
        str     x1, [x22, #${TaskStruct.kretprobeInstances}]
        str     xzr, [x20]
.Lkretprobe_trampoline_recycle:
        cbz     x19, .Lkretprobe_trampoline_return
        ldr     x1, [x19, #${fromListed(KretprobeInstance.rph)}]
        sub     x0, x19, #${KretprobeInstance.llist}
        ldr     x19, [x19]                              // before somebody else takes the instance
        ldr     x1, [x1, #${KretprobeHolder.rp}]
        cbz     x1, .Lkretprobe_trampoline_free
        add     x1, x1, #${Kretprobe.freelist}
${freelistAdd('kretprobe_trampoline')}
        b       .Lkretprobe_trampoline_recycle
.Lkretprobe_trampoline_free:
        adrp    x1, free_rp_inst_rcu
        add     x1, x1, :lo12:free_rp_inst_rcu
        bl      call_rcu
        b       .Lkretprobe_trampoline_recycle
.Lkretprobe_trampoline_return:
        ldp     x19, x20, [sp, #16]
        mov     x0, x21
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
.Lkretprobe_trampoline_bug:
        brk     #${BRK_IMM.bug}                         // BUG_ON(): nowhere to return to
`);

/**
 * kernel/rcu/tree.c: X0 = rcu_head, X1 = its callback. Only the queue of this CPU, behind masked interrupts: who waits for
 * the grace period and calls back is the control plane ({@link rcuDoBatch}).
 */
export const callRcu = traceable('call_rcu', asm`
        str     x1, [x0, #${RcuHead.func}]
        str     xzr, [x0, #${RcuHead.next}]
        mrs     x3, daif
        msr     daifset, #3
        mrs     x1, tpidr_el1
        adrp    x2, rcu_data_cblist
        add     x2, x2, :lo12:rcu_data_cblist
        add     x2, x2, x1
        ldr     x1, [x2, #${RcuCblist.len}]
        add     x1, x1, #1
        str     x1, [x2, #${RcuCblist.len}]
        ldr     x1, [x2, #${RcuCblist.tail}]
        cbnz    x1, 1f
        add     x1, x2, #${RcuCblist.head}
1:      str     x0, [x1]
        str     x0, [x2, #${RcuCblist.tail}]
        msr     daif, x3
        ret
`);

/** A callback: what frees memory is the control plane's. */
export const freeRpInstRcu = routine('free_rp_inst_rcu', asm`
        hlt     #0
`);
