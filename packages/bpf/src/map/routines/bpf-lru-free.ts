import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfHtab, BpfLruList, BpfLruNode, HtabElem, LRU_LIST } from '../layout.js';

// kernel/bpf/bpf_lru_list.c: the nodes that no element has.

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
