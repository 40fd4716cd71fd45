import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';
import { BpfHtab, HtabElem } from '../layout.js';
import { MAP_TYPE } from '../types.js';

/** kernel/bpf/hashtab.c: X0 = map, X1 = callback, X2 = its context, X3 = flags. How many elements it was called for. */
export const bpfForEachHashElem = traceable('bpf_for_each_hash_elem', asm`
        cbnz    x3, 13f
        paciasp
        stp     x29, x30, [sp, #-96]!
        mov     x29, sp
        stp     x23, x24, [sp, #48]
        ldr     w23, [x0, #${BpfMap.mapType}]
        stp     x19, x20, [sp, #16]
        mov     x19, x0
        stp     x21, x22, [sp, #32]
        mov     x21, x1
        mov     x22, x2
        cmp     w23, #${MAP_TYPE.percpu_hash}
        b.eq    10f
        ldr     w0, [x0, #${BpfHtab.nBuckets}]
        cbz     w0, 12f
1:      mov     w20, #0
        stp     x25, x26, [sp, #64]
        mov     w25, #0
        mrs     x24, tpidr_el1
2:      bl      __rcu_read_lock
        ldr     x1, [x19, #${BpfHtab.buckets}]
        ubfiz   x0, x25, #4, #32
        ldr     x26, [x1, x0]
        tbz     x26, #0, 5f
        b       9f
3:      add     w2, w4, #7
        add     w20, w20, #1
        and     x2, x2, #0xfffffff8
        mov     x3, x22
        add     x2, x1, x2
        mov     x0, x19
        mov     x4, #0
        blr     x21
        cbnz    x0, 6f
4:      ldr     x26, [x26]
        tbnz    x26, #0, 9f
5:      ldr     w4, [x19, #${BpfMap.keySize}]
        add     x1, x26, #${HtabElem.key}
        cmp     w23, #${MAP_TYPE.percpu_hash}
        b.ne    3b
        ldr     x2, [x1, w4, uxtw]
        add     w20, w20, #1
        mov     x3, x22
        mov     x0, x19
        add     x2, x2, x24
        mov     x4, #0
        blr     x21
        cbz     x0, 4b
6:      bl      __rcu_read_unlock
7:      ldp     x25, x26, [sp, #64]
        uxtw    x0, w20
        cmp     w23, #${MAP_TYPE.percpu_hash}
        b.eq    11f
8:      ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
9:      bl      __rcu_read_unlock
        add     w25, w25, #1
        ldr     w0, [x19, #${BpfHtab.nBuckets}]
        cmp     w0, w25
        b.hi    2b
        b       7b
10:     bl      migrate_disable
        ldr     w0, [x19, #${BpfHtab.nBuckets}]
        cbnz    w0, 1b
        mov     x0, #0
11:     str     x0, [sp, #88]
        bl      migrate_enable
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldr     x0, [sp, #88]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
12:     mov     x0, #0
        b       8b
13:     mov     x0, #-22
        ret
`);
