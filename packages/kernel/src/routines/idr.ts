import { asm } from '@tracelab/arm64-machine';
import { Idr, RADIX_TREE_INTERNAL_NODE, RADIX_TREE_MAP_SHIFT, RADIX_TREE_MAP_SIZE, RadixTreeRoot, XaNode } from '../layout/index.js';
import { traceable } from '../routine.js';

/** lib/idr.c */
export const idrFind = traceable('idr_find', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x3, #0
        mov     x29, sp
        ldr     w4, [x0, #${Idr.idrBase}]
        mov     x2, #0
        sub     x1, x1, x4
        bl      __radix_tree_lookup
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

/**
 * lib/radix-tree.c: X0 = root, X1 = index, X2 and X3 = where to leave the node and the slot, or 0. A reader without locks
 * starts anew when it meets the mark of a tree that is being shrunk.
 */
export const radixTreeLookup = traceable('__radix_tree_lookup', asm`
        mov     x9, x0
        add     x10, x0, #${RadixTreeRoot.xaHead}
        mov     x11, #${RADIX_TREE_MAP_SIZE}
1:      ldr     x0, [x9, #${RadixTreeRoot.xaHead}]
        and     x5, x0, #3
        cmp     x5, #${RADIX_TREE_INTERNAL_NODE}
        b.ne    5f
        and     x4, x0, #-3
        ldrb    w4, [x4, #${XaNode.shift}]
        lsl     x4, x11, x4
        sub     x4, x4, #1
        cmp     x1, x4
        b.hi    6f
        mov     x4, x10
        mov     x7, #0
2:      cmp     x5, #${RADIX_TREE_INTERNAL_NODE}
        b.ne    3f
        and     x7, x0, #-3
        mov     x5, x7
        ldrb    w6, [x5], #${XaNode.slots}
        lsr     x4, x1, x6
        and     x8, x4, #${RADIX_TREE_MAP_SIZE - 1}
        ubfiz   x4, x4, #3, #${RADIX_TREE_MAP_SHIFT}
        add     x4, x5, x4
        ldr     x0, [x5, x8, lsl #3]
        and     x5, x0, #3
        cmp     x0, #${RADIX_TREE_INTERNAL_NODE}        // RADIX_TREE_RETRY
        b.eq    1b
        cbnz    w6, 2b
3:      cbz     x2, 4f
        str     x7, [x2]
4:      cbz     x3, 7f
        str     x4, [x3]
        ret
5:      cbnz    x1, 6f
        mov     x4, x10
        mov     x7, #0
        b       3b
6:      mov     x0, #0
7:      ret
`);
