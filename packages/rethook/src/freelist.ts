import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';
import { REFS_MASK, REFS_ON_FREELIST, Rethook, RethookNode } from './layout.js';
import { cmpxchg, fetchAdd } from './ll-sc.js';

/**
 * Cameron Desrochers' lock-free list (linux/freelist.h of v6.1), one for all CPUs. A node on the list has one reference,
 * the list's; whoever reads `next` of the head holds another, so that the head cannot leave and come back meanwhile
 * (ABA). A put that meets such a reference only flags the node: the last one to let go adds it.
 */

/** What a function inlines: its way through, and what lies behind the epilogue. */
interface Inlined {
  readonly body: string;
  readonly outOfLine: string;
}

/** __freelist_add: the node in x0, whose references are 0, becomes the head of the list at `list`. */
const addUnreferenced = (list: string, name: string): string => `        ldr     x5, [${list}]
.L${name}_add:
        str     x5, [x0, #${RethookNode.freelistNext}]
        mov     w6, #1
        stlr    w6, [x0]                        // next is there before the node can be referenced
${cmpxchg('release', { at: list, expected: 'x5', desired: 'x0', seen: 'x6', status: 'x7' })}
        cmp     x6, x5
        b.eq    .L${name}_added
        mov     w7, #${REFS_ON_FREELIST - 1}            // lost: take the list's reference back, leave the flag
${fetchAdd('release', { at: 'x0', addend: 'w7', old: 'w8', sum: 'w10', status: 'w11' })}
        mov     x5, x6
        cmp     w8, #1
        b.eq    .L${name}_add                   // nobody else holds it: try again
.L${name}_added:`;

/** freelist_try_get: takes a node off the list at x19 into x0, and goes to .Ltry_get_out with it or with NULL. */
export const tryGetInlined: Inlined = {
  body: `        ldar    x0, [x19]
        cbz     x0, .Ltry_get_out
.Ltry_get_head:
        ldr     w1, [x0]
        tst     w1, #${REFS_MASK}
        b.eq    .Ltry_get_reload                // already taken by another CPU
        add     w2, w1, #1
${cmpxchg('acquire', { at: 'x0', expected: 'w1', desired: 'w2', seen: 'w3', status: 'w4' })}
        cmp     w3, w1
        b.ne    .Ltry_get_reload
        ldr     x1, [x0, #${RethookNode.freelistNext}]                  // stable while we hold a reference
${cmpxchg('acquire', { at: 'x19', expected: 'x0', desired: 'x1', seen: 'x2', status: 'x4' })}
        cmp     x2, x0
        b.ne    .Ltry_get_lost
        mov     w3, #-2                         // the list's reference and ours
${fetchAdd('full', { at: 'x0', addend: 'w3', old: 'w1', sum: 'w2', status: 'w4' })}`,
  outOfLine: `.Ltry_get_reload:
        ldar    x0, [x19]
        cbnz    x0, .Ltry_get_head
        b       .Ltry_get_out
.Ltry_get_lost:
        mov     w3, #-1
${fetchAdd('full', { at: 'x0', addend: 'w3', old: 'w1', sum: 'w4', status: 'w5' })}
        mov     w3, #${REFS_ON_FREELIST + 1}
        cmp     w1, w3
        b.ne    .Ltry_get_next
${addUnreferenced('x19', 'try_get')}
.Ltry_get_next:
        mov     x0, x2                          // the failed exchange has read the new head
        cbnz    x0, .Ltry_get_head
        b       .Ltry_get_out`,
};

/** freelist_add: puts the node in x0 on the list at x1. */
export const addInlined = (name: string): string => `        mov     w2, #${REFS_ON_FREELIST}
${fetchAdd('release', { at: 'x0', addend: 'w2', old: 'w3', sum: 'w4', status: 'w5' })}
        cbnz    w3, .L${name}_added             // a getter still holds it, and will add it
${addUnreferenced('x1', name)}`;

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
${addInlined('recycle')}
        ret
        // The rethook is being freed. Linux hands the node to call_rcu(); here memory is the control plane's, which
        // knows by the cleared pointer that nobody will return through this node.
.Lrecycle_dead:
        str     xzr, [x0, #${RethookNode.rethook}]
        ret
  `,
);
