import { asm } from '@tracelab/arm64-machine';
import { BRK_IMM, preemptDisable, preemptEnable, type Routine, routine, TaskStruct } from '@tracelab/kernel';
import { Rethook, RethookNode, RethookRegs } from './layout.js';

/** Offset of a node's member from the llist_node that lists point at. */
const fromListed = (member: { readonly offset: number }): number => member.offset - RethookNode.next.offset;

/** What a variant fills in. x19 is scratch from the give-back on, x22 current, x23 the oldest node of this return. */
export interface GiveBack {
  /** In front of the handlers. */
  readonly before: string;
  /** Unlinks the nodes of this return and gives them back. */
  readonly nodes: string;
  /** Out of line, behind the epilogue. */
  readonly cold: string;
}

/**
 * To a pool: one by one. Preemption is off from the first handler on, as a node and the rethook it belongs to may be
 * freed one RCU period after rethook_free().
 */
export const toPool: GiveBack = {
  before: preemptDisable({ task: 'x22', count: 'x0' }),
  nodes: `        ldr     x19, [x22, #${TaskStruct.rethooks}]
        ldr     x0, [x23]
        str     x0, [x22, #${TaskStruct.rethooks}]
        str     xzr, [x23]
.Ltrampoline_handler_recycle:
        sub     x0, x19, #${RethookNode.next}
        ldr     x19, [x19]                      // before somebody else takes the node
        bl      rethook_recycle
        cbnz    x19, .Ltrampoline_handler_recycle
${preemptEnable({ task: 'x22', count: 'x0', resched: '.Ltrampoline_handler_resched' })}
.Ltrampoline_handler_out:`,
  cold: `.Ltrampoline_handler_resched:
        bl      preempt_schedule
        b       .Ltrampoline_handler_out`,
};

/**
 * To the shadow stack: the oldest lies below the others, so its pop is everybody's. Frames are this task's own, and
 * the rethook outlives tasks that are in its handler (synchronize_rcu_tasks): preemption may stay on.
 */
export const toShadowStack: GiveBack = {
  before: '',
  nodes: `        ldr     x0, [x23]
        str     x0, [x22, #${TaskStruct.rethooks}]
        sub     x0, x23, #${RethookNode.next}
        bl      rethook_recycle`,
  cold: '',
};

/**
 * rethook_trampoline_handler(regs, frame) → the address to return to. Calls the handlers of every node that hooked this
 * return, newest first, while the nodes are still listed: a stack dump inside a handler needs them.
 */
export function trampolineHandler(giveBack: GiveBack): Routine {
  return routine(
    'rethook_trampoline_handler',
    asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        mov     x20, x0
        mov     x21, x1
        mrs     x22, sp_el0
        ldr     x23, [x22, #${TaskStruct.rethooks}]
        cbz     x23, .Ltrampoline_handler_bug
        adrp    x0, arch_rethook_trampoline
        add     x0, x0, :lo12:arch_rethook_trampoline
.Ltrampoline_handler_find:                      // hooks of one call share its return: only the first saw the real one
        ldr     x24, [x23, #${fromListed(RethookNode.retAddr)}]
        cmp     x24, x0
        b.ne    .Ltrampoline_handler_found
        ldr     x23, [x23]
        cbnz    x23, .Ltrampoline_handler_find
.Ltrampoline_handler_bug:
        brk     #${BRK_IMM.bug}                            // BUG(): nowhere to return to
.Ltrampoline_handler_found:
        str     x24, [x20, #${RethookRegs.pc}]
${giveBack.before}
        ldr     x19, [x22, #${TaskStruct.rethooks}]
.Ltrampoline_handler_call:
        ldr     x0, [x19, #${fromListed(RethookNode.frame)}]
        cmp     x0, x21
        b.ne    .Ltrampoline_handler_warn
        ldr     x1, [x19, #${fromListed(RethookNode.rethook)}]
        ldr     x3, [x1, #${Rethook.handler}]
        cbz     x3, .Ltrampoline_handler_called
        ldr     x1, [x1, #${Rethook.data}]
        mov     x2, x20
        sub     x0, x19, #${RethookNode.next}
        blr     x3
.Ltrampoline_handler_called:
        cmp     x19, x23
        b.eq    .Ltrampoline_handler_unlink
        ldr     x19, [x19]
        cbnz    x19, .Ltrampoline_handler_call
.Ltrampoline_handler_unlink:
        mov     x0, x20
        mov     x1, x24
        bl      arch_rethook_fixup_return
${giveBack.nodes}
        mov     x0, x24
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
${giveBack.cold}
.Ltrampoline_handler_warn:
        brk     #${BRK_IMM.bug}                            // WARN_ON_ONCE(): the return of another frame
        b       .Ltrampoline_handler_unlink
    `,
  );
}

/** The weak default: arm64 keeps the address in LR, so the returned value is all the trampoline needs. */
export const fixupReturn = routine('arch_rethook_fixup_return', 'ret');
