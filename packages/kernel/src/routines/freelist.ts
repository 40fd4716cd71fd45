import { FreelistNode, REFS_MASK, REFS_ON_FREELIST } from '../layout/freelist.js';
import { cmpxchg, fetchAdd } from './ll-sc.js';

/**
 * Cameron Desrochers' lock-free list (linux/freelist.h of v6.1), one for all CPUs. A node on the list has one reference,
 * the list's; whoever reads `next` of the head holds another, so that the head cannot leave and come back meanwhile
 * (ABA). A put that meets such a reference only flags the node: the last one to let go adds it.
 */

/** What a function inlines: its way through, and what lies behind the epilogue. */
export interface Inlined {
  readonly body: string;
  readonly outOfLine: string;
}

/** __freelist_add: the node in x0, whose references are 0, becomes the head of the list at `list`. */
const addUnreferenced = (list: string, name: string): string => `        ldr     x5, [${list}]
.L${name}_add:
        str     x5, [x0, #${FreelistNode.next}]
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

/** freelist_try_get: takes a node off the list at x19 into x0, and goes to .L<name>_out with it or with NULL. */
export const freelistTryGet = (name: string): Inlined => ({
  body: `        ldar    x0, [x19]
        cbz     x0, .L${name}_out
.L${name}_head:
        ldr     w1, [x0]
        tst     w1, #${REFS_MASK}
        b.eq    .L${name}_reload                // already taken by another CPU
        add     w2, w1, #1
${cmpxchg('acquire', { at: 'x0', expected: 'w1', desired: 'w2', seen: 'w3', status: 'w4' })}
        cmp     w3, w1
        b.ne    .L${name}_reload
        ldr     x1, [x0, #${FreelistNode.next}]                   // stable while we hold a reference
${cmpxchg('acquire', { at: 'x19', expected: 'x0', desired: 'x1', seen: 'x2', status: 'x4' })}
        cmp     x2, x0
        b.ne    .L${name}_lost
        mov     w3, #-2                         // the list's reference and ours
${fetchAdd('full', { at: 'x0', addend: 'w3', old: 'w1', sum: 'w2', status: 'w4' })}`,
  outOfLine: `.L${name}_reload:
        ldar    x0, [x19]
        cbnz    x0, .L${name}_head
        b       .L${name}_out
.L${name}_lost:
        mov     w3, #-1
${fetchAdd('full', { at: 'x0', addend: 'w3', old: 'w1', sum: 'w4', status: 'w5' })}
        mov     w3, #${REFS_ON_FREELIST + 1}
        cmp     w1, w3
        b.ne    .L${name}_next
${addUnreferenced('x19', name)}
.L${name}_next:
        mov     x0, x2                          // the failed exchange has read the new head
        cbnz    x0, .L${name}_head
        b       .L${name}_out`,
});

/** freelist_add: puts the node in x0 on the list at x1. */
export const freelistAdd = (name: string): string => `        mov     w2, #${REFS_ON_FREELIST}
${fetchAdd('release', { at: 'x0', addend: 'w2', old: 'w3', sum: 'w4', status: 'w5' })}
        cbnz    w3, .L${name}_added             // a getter still holds it, and will add it
${addUnreferenced('x1', name)}`;
