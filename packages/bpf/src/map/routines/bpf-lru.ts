import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfHtab, BpfLruList, BpfLruNode, HtabElem, LRU_LIST } from '../layout.js';

/*
 * kernel/bpf/bpf_lru_list.c with one list for all CPUs: the rotation and the shrinking are Linux's, four nodes at a time; the lists of
 * free and pending nodes that Linux keeps for each CPU, to go to the shared list less often, are left out.
 */

/** X0 = list, X1 = node, W2 = which of the lists it goes to, in front. */
export const rawBpfLruNodeMove = traceable('__bpf_lru_node_move', asm`
        ldr     x3, [x0, #${BpfLruList.nextInactiveRotation}]
        cmp     x1, x3
        b.eq    6f
1:      ldrb    w4, [x1, #${BpfLruNode.type}]
        uxtw    x3, w2
        cmp     w4, w2
        b.eq    3f
        cmp     w4, #1
        b.ls    5f
        uxtw    x3, w2
        cmp     w2, #1
        b.ls    4f
2:      strb    w2, [x1, #${BpfLruNode.type}]
3:      ldp     x5, x4, [x1]
        strb    wzr, [x1, #${BpfLruNode.ref}]
        lsl     x2, x3, #4
        str     x4, [x5, #${BpfLruNode.prev}]
        add     x6, x0, x2
        str     x5, [x4]
        ldr     x3, [x0, x2]
        str     x1, [x3, #${BpfLruNode.prev}]
        stp     x3, x6, [x1]
        str     x1, [x0, x2]
        ret
4:      add     x5, x0, x3, lsl #2
        ldr     w4, [x5, #${BpfLruList.counts}]
        add     w4, w4, #1
        str     w4, [x5, #${BpfLruList.counts}]
        b       2b
5:      add     x4, x0, w4, uxtb #2
        ldr     w3, [x4, #${BpfLruList.counts}]
        sub     w3, w3, #1
        str     w3, [x4, #${BpfLruList.counts}]
        uxtw    x3, w2
        cmp     w2, #1
        b.hi    2b
        b       4b
6:      ldr     x3, [x1, #${BpfLruNode.prev}]
        str     x3, [x0, #${BpfLruList.nextInactiveRotation}]
        b       1b
`);

/** Active nodes that nobody referred to become inactive, where those are fewer; inactive ones that somebody did become active. */
export const rawBpfLruListRotate = traceable('__bpf_lru_list_rotate', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x0
        ldr     w0, [x0, #${BpfLruList.counts}]
        stp     x21, x22, [sp, #32]
        ldr     w1, [x20, #${BpfLruList.counts.at(LRU_LIST.inactive)}]
        stp     x23, x24, [sp, #48]
        cmp     w1, w0
        b.hs    4f
        ldr     x19, [x20, #${BpfLruList.lists.at(2 * LRU_LIST.active + 1)}]
        cmp     x20, x19
        b.eq    4f
        ldr     x22, [x20, #${BpfLruList.lists.at(2 * LRU_LIST.active)}]
        mov     w21, #4
        b       2f
1:      subs    w21, w21, #1
        b.eq    4f
2:      ldrb    w3, [x19, #${BpfLruNode.ref}]
        mov     x23, x19
        mov     x1, x19
        ldr     x19, [x19, #${BpfLruNode.prev}]
        mov     x0, x20
        mov     w2, #0
        tst     w3, #255
        b.ne    3f
        mov     w2, #1
3:      bl      __bpf_lru_node_move
        cmp     x23, x22                                // what was the first: behind it come those moved
        b.ne    1b
4:      ldr     x0, [x20, #${BpfLruList.lists.at(2 * LRU_LIST.inactive)}]
        add     x23, x20, #${BpfLruList.lists.at(2 * LRU_LIST.inactive)}
        cmp     x0, x23
        b.eq    10f
        ldr     x19, [x20, #${BpfLruList.nextInactiveRotation}]
        mov     w21, #0
        ldr     x24, [x19]
        cmp     x23, x24
        csel    x24, x24, x0, ne
5:      ldr     x22, [x19, #${BpfLruNode.prev}]
        cmp     x23, x19
        b.eq    7f
        ldrb    w0, [x19, #${BpfLruNode.ref}]
        add     w21, w21, #1
        tst     w0, #255
        b.ne    11f
6:      cmp     x24, x19
        b.eq    8f
        cmp     w21, #4
        b.eq    8f
7:      mov     x19, x22
        b       5b
8:      str     x22, [x20, #${BpfLruList.nextInactiveRotation}]
10:     ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
11:     mov     x1, x19
        mov     x0, x20
        mov     w2, #0
        bl      __bpf_lru_node_move
        b       6b
`);

/** X0 = htab, X1 = node: unlinks its element. False where its bucket is locked on this CPU, or another has unlinked it. */
export const htabLruMapDeleteNode = traceable('htab_lru_map_delete_node', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        add     x3, sp, #72
        ldr     w19, [x0, #${BpfHtab.nBuckets}]
        ldr     w2, [x1, #${HtabElem.hash.offset - HtabElem.lruNode.offset}]
        sub     x20, x1, #${HtabElem.lruNode}
        sub     w19, w19, #1
        str     x23, [sp, #48]
        ldr     x23, [x0, #${BpfHtab.buckets}]
        and     w19, w19, w2
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        lsl     x19, x19, #4
        add     x22, x23, x19
        mov     x1, x22
        bl      htab_lock_bucket
        cbnz    w0, 5f
        ldr     x19, [x23, x19]
        tbz     x19, #0, 2f
        b       4f
1:      ldr     x19, [x19]
        tbnz    x19, #0, 4f
2:      cmp     x20, x19
        b.ne    1b
        ldp     x0, x1, [x19]
        str     x0, [x1]
        tbnz    x0, #0, 3f
        str     x1, [x0, #${HtabElem.pprev}]
3:      mov     x0, #290
        movk    x0, #0xdead, lsl #48
        str     x0, [x19, #${HtabElem.pprev}]
4:      ldr     x3, [sp, #72]
        mov     x1, x22
        ldr     w2, [x20, #${HtabElem.hash}]
        mov     x0, x21
        bl      htab_unlock_bucket
        cmp     x20, x19
        ldp     x19, x20, [sp, #16]
        cset    w0, eq
        ldp     x21, x22, [sp, #32]
        ldr     x23, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
5:      ldp     x19, x20, [sp, #16]
        mov     w0, #0
        ldp     x21, x22, [sp, #32]
        ldr     x23, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
`);

/** X0 = htab, X1 = list: frees up to four inactive nodes, or the oldest node of all. */
export const rawBpfLruListShrink = traceable('__bpf_lru_list_shrink', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        ldr     x19, [x1, #${BpfLruList.lists.at(2 * LRU_LIST.inactive + 1)}]
        stp     x21, x22, [sp, #32]
        add     x22, x1, #${BpfLruList.lists.at(2 * LRU_LIST.inactive)}
        stp     x23, x24, [sp, #48]
        mov     x24, x1
        mov     x23, x0
        cmp     x22, x19
        b.eq    7f
        mov     w21, #0
        str     x25, [sp, #64]
        mov     w25, #0
        b       3f
1:      mov     x0, x24
        bl      __bpf_lru_node_move
2:      add     w21, w21, #1
        cmp     x22, x19
        ccmp    w21, #3, #2, ne
        b.hi    6f
3:      ldrb    w3, [x19, #${BpfLruNode.ref}]
        mov     x20, x19
        mov     x1, x19
        mov     x0, x23
        ldr     x19, [x19, #${BpfLruNode.prev}]
        mov     w2, #0
        tst     w3, #255
        b.ne    1b
        bl      htab_lru_map_delete_node
        tst     w0, #255
        b.eq    2b
        add     w25, w25, #1
        mov     x1, x20
        mov     x0, x24
        mov     w2, #2
        bl      __bpf_lru_node_move
        cmp     w25, #4
        b.ne    2b
4:      ldr     x25, [sp, #64]
5:      ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
6:      cbnz    w25, 4b
        ldr     x25, [sp, #64]
7:      ldr     x0, [x24, #${BpfLruList.lists.at(2 * LRU_LIST.inactive)}]
        cmp     x0, x22
        csel    x22, x22, x24, ne
        ldr     x19, [x22, #${BpfLruNode.prev}]
        b       9f
8:      ldr     x20, [x19, #${BpfLruNode.prev}]
        bl      htab_lru_map_delete_node
        tst     w0, #255
        b.ne    10f
        mov     x19, x20
9:      mov     x1, x19
        mov     x0, x23
        cmp     x19, x22
        b.ne    8b
        b       5b
10:     mov     x1, x19
        mov     x0, x24
        mov     w2, #2
        bl      __bpf_lru_node_move
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
`);

/** X0 = htab, W1 = hash of the element to be. */
export const bpfLruPopFree = traceable('bpf_lru_pop_free', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        ldr     x19, [x0, #${BpfHtab.lru}]
        stp     x23, x24, [sp, #48]
        mov     w23, w1
        add     x24, x19, #${BpfLruList.lock}
        stp     x21, x22, [sp, #32]
        mov     x21, x0
        mov     x0, x24
        str     x25, [sp, #64]
        bl      _raw_spin_lock_irqsave
        mov     x22, x0
        mov     x0, x19
        bl      __bpf_lru_list_rotate
        ldr     x20, [x19, #${BpfLruList.lists.at(2 * LRU_LIST.free)}]
        add     x25, x19, #${BpfLruList.lists.at(2 * LRU_LIST.free)}
        cmp     x20, x25
        b.eq    3f
1:      strb    wzr, [x20, #${BpfLruNode.ref}]
        mov     x0, x19
        str     w23, [x20, #${HtabElem.hash.offset - HtabElem.lruNode.offset}]
        mov     x1, x20
        mov     w2, #1
        bl      __bpf_lru_node_move
2:      mov     x1, x22
        mov     x0, x24
        bl      _raw_spin_unlock_irqrestore
        ldp     x21, x22, [sp, #32]
        mov     x0, x20
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldr     x25, [sp, #64]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
3:      mov     x0, x21
        mov     x1, x19
        bl      __bpf_lru_list_shrink
        ldr     x20, [x19, #${BpfLruList.lists.at(2 * LRU_LIST.free)}]
        cmp     x20, x25
        b.ne    1b
        mov     x20, #0
        b       2b
`);

/** X0 = list, X1 = node. */
export const bpfLruPushFree = traceable('bpf_lru_push_free', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        str     x21, [sp, #32]
        add     x21, x0, #${BpfLruList.lock}
        stp     x19, x20, [sp, #16]
        mov     x19, x0
        mov     x20, x1
        mov     x0, x21
        bl      _raw_spin_lock_irqsave
        mov     x3, x0
        mov     w2, #2
        mov     x1, x20
        mov     x0, x19
        mov     x19, x3
        bl      __bpf_lru_node_move
        mov     x1, x19
        mov     x0, x21
        bl      _raw_spin_unlock_irqrestore
        ldp     x19, x20, [sp, #16]
        ldr     x21, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);
