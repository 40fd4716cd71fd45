import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfLruList, BpfLruNode } from '../layout.js';

// kernel/bpf/bpf_lru_list.c

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
