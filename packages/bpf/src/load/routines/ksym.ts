import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfKsym, BpfProgAux, BpfTree } from '../../layout.js';

/** kernel/bpf/core.c: X0 = address of code. The node of the program that it is in, or NULL. */
export const bpfProgKsymFind = traceable('bpf_prog_ksym_find', asm`
        adrp    x3, bpf_tree
        mov     x2, x0
        add     x3, x3, :lo12:bpf_tree
1:      ldr     w4, [x3]
        ubfiz   x0, x4, #3, #1
        add     x0, x3, x0
        ldr     x0, [x0, #${BpfTree.roots}]
2:      cbz     x0, 4f
3:      ldr     x1, [x0, #${BpfKsym.start}]
        cmp     x1, x2
        b.ls    5f
        ldr     x0, [x0]
        cbnz    x0, 3b
4:      dmb     ishld
        ldr     w1, [x3]
        cmp     w1, w4
        b.ne    1b
        ret
5:      ldr     x1, [x0, #${BpfKsym.end}]
        cmp     x1, x2
        b.hi    4b
        ldr     x0, [x0, #${BpfKsym.right}]
        b       2b
`);

/** kernel/bpf/core.c */
export const searchBpfExtables = traceable('search_bpf_extables', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x0
        bl      __rcu_read_lock
        mov     x0, x20
        bl      bpf_prog_ksym_find
        mov     x19, x0
        cbz     x0, 1f
        ldr     w1, [x0, #${BpfProgAux.numExentries.offset - BpfProgAux.ksym.offset}]
        sub     x0, x0, #${BpfProgAux.ksym}
        mov     x19, #0
        cbz     w1, 1f
        ldr     x0, [x0, #${BpfProgAux.extable}]
        mov     x2, x20
        uxtw    x1, w1
        bl      search_extable
        mov     x19, x0
1:      bl      __rcu_read_unlock
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);
