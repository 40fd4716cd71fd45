import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfLruList, BpfLruNode, LRU_LIST } from '../layout.js';

// kernel/bpf/bpf_lru_list.c

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
