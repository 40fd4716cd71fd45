import { asm } from '@tracelab/arm64-machine';
import { data, freelistAdd, freelistTryGet, routine, ThreadInfo } from '@tracelab/kernel';
import { POOL_SLOT_SHIFT, Rethook, RethookNode } from './layout.js';

/**
 * One freelist for each CPU (wuqiang, "kprobes,lib: kretprobe scalability improvement", October 2022): a get tries this
 * CPU's own list, then the others' in turn, and a put goes to this CPU's. An uncontended pair is the same five
 * read-modify-writes as on the shared list. Preemption is off in both: fprobe_handler and the trampoline's handler see
 * to it.
 */

/** Bounds the walk over the CPUs; read mostly, so on a line of its own. */
export const nrCpuIds = data('nr_cpu_ids', '.word 0', 64);

const tryGetInlined = freelistTryGet('try_get');

/** rethook_try_get(rh): a node, or NULL. x20 is the pool, w21 the CPU whose list is tried, w22 how many are left. */
export const tryGet = routine(
  'rethook_try_get',
  asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        mov     x20, x0
        ldr     x0, [x0, #${Rethook.handler}]
        cbz     x0, .Ltry_get_return            // rethook_free() has begun
        bl      rcu_is_watching                 // a put may have to go through call_rcu()
        tst     w0, #0xff
        b.eq    .Ltry_get_none
        ldr     x20, [x20, #${Rethook.pool}]
        mrs     x0, sp_el0
        ldr     w21, [x0, #${ThreadInfo.cpu}]
        adrp    x0, nr_cpu_ids
        ldr     w22, [x0, #:lo12:nr_cpu_ids]
.Ltry_get_cpu:
        add     x19, x20, x21, lsl #${POOL_SLOT_SHIFT}
${tryGetInlined.body}
.Ltry_get_out:
        cbz     x0, .Ltry_get_next_cpu
.Ltry_get_return:
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
.Ltry_get_none:
        mov     x0, #0
        b       .Ltry_get_return
.Ltry_get_next_cpu:
        subs    w22, w22, #1
        b.eq    .Ltry_get_return
        adrp    x1, nr_cpu_ids
        ldr     w1, [x1, #:lo12:nr_cpu_ids]
        add     w21, w21, #1
        cmp     w21, w1
        csel    w21, wzr, w21, hs
        b       .Ltry_get_cpu
${tryGetInlined.outOfLine}
  `,
);

/** rethook_recycle(node). */
export const recycle = routine(
  'rethook_recycle',
  asm`
        ldr     x1, [x0, #${RethookNode.rethook}]
        ldr     x2, [x1, #${Rethook.handler}]
        cbz     x2, .Lrecycle_dead
        ldr     x1, [x1, #${Rethook.pool}]
        mrs     x2, sp_el0
        ldr     w2, [x2, #${ThreadInfo.cpu}]
        add     x1, x1, x2, lsl #${POOL_SLOT_SHIFT}
${freelistAdd('recycle')}
        ret
.Lrecycle_dead:                                 // as in freelist.ts
        str     xzr, [x0, #${RethookNode.rethook}]
        ret
  `,
);
