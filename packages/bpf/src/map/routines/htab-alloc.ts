import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfHtab, HtabElem } from '../layout.js';

// kernel/bpf/hashtab.c, tables whose elements are preallocated.

/** X0 = htab, X1 = key, X2 = value, W3 = bytes of the key, W4 = hash, X5 = the element to be replaced, which becomes the one in reserve. */
export const allocHtabElem = traceable('alloc_htab_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-80]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x0
        mov     w19, w3
        stp     x21, x22, [sp, #32]
        mov     x22, x2
        stp     x23, x24, [sp, #48]
        mov     w23, w4
        cbz     x5, 3f
        ldr     x2, [x20, #${BpfHtab.extraElems}]
        mrs     x0, tpidr_el1
        ldr     x24, [x2, x0]
        str     x5, [x2, x0]
1:      add     x21, x24, #${HtabElem.key}
        uxtw    x2, w19
        mov     x0, x21
        bl      memcpy
        add     w1, w19, #7
        mov     x2, x22
        and     x1, x1, #0xfffffff8
        mov     x0, x20
        add     x1, x21, x1
        bl      copy_map_value
        str     w23, [x24, #${HtabElem.hash}]
2:      ldp     x19, x20, [sp, #16]
        mov     x0, x24
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #80
        autiasp
        ret
3:      add     x0, x0, #${BpfHtab.freelist}
        str     x1, [sp, #72]
        bl      pcpu_freelist_pop
        cbz     x0, 4f
        ldr     x1, [sp, #72]
        sub     x24, x0, #${HtabElem.pprev}
        b       1b
4:      mov     x24, #-7
        b       2b
`);
