import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfLruList, BpfLruNode, LRU_LIST } from '../layout.js';

/*
 * kernel/bpf/bpf_lru_list.c with one list for all CPUs: the rotation and the shrinking are Linux's, four nodes at a time; the lists of
 * free and pending nodes that Linux keeps for each CPU, to go to the shared list less often, are left out.
 */

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
