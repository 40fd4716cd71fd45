import { asm } from '@tracelab/arm64-machine';
import { freelistAdd, freelistTryGet, routine } from '@tracelab/kernel';
import { Rethook, RethookNode } from './layout.js';

/** Nodes on the one list of linux/freelist.h, which all CPUs share. */
const tryGetInlined = freelistTryGet('try_get');

/** rethook_try_get(rh): a node, or NULL. freelist_try_get() is inlined. */
export const tryGet = routine(
  'rethook_try_get',
  asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        ldr     x0, [x0, #${Rethook.handler}]
        cbz     x0, .Ltry_get_out               // rethook_free() has begun
        bl      rcu_is_watching                 // a put may have to go through call_rcu()
        tst     w0, #0xff
        b.eq    .Ltry_get_none
        add     x19, x19, #${Rethook.pool}
${tryGetInlined.body}
.Ltry_get_out:
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
.Ltry_get_none:
        mov     x0, #0
        b       .Ltry_get_out
${tryGetInlined.outOfLine}
  `,
);

/** rethook_recycle(node). freelist_add() is inlined. */
export const recycle = routine(
  'rethook_recycle',
  asm`
        ldr     x1, [x0, #${RethookNode.rethook}]
        ldr     x2, [x1, #${Rethook.handler}]
        cbz     x2, .Lrecycle_dead
        add     x1, x1, #${Rethook.pool}
${freelistAdd('recycle')}
        ret
        // The rethook is being freed. Linux hands the node to call_rcu(); here memory is the control plane's, which
        // knows by the cleared pointer that nobody will return through this node.
.Lrecycle_dead:
        str     xzr, [x0, #${RethookNode.rethook}]
        ret
  `,
);
