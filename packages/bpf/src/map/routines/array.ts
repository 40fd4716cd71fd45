import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfArray, BpfMap } from '../../layout.js';
import { MAP_TYPE } from '../types.js';

// kernel/bpf/arraymap.c; what is inlined into programs does the same.

export const arrayMapLookupElem = traceable('array_map_lookup_elem', asm`
        ldr     w2, [x0, #${BpfMap.maxEntries}]
        ldr     w1, [x1]
        cmp     w2, w1
        b.ls    1f
        ldr     w4, [x0, #${BpfArray.indexMask}]
        add     x2, x0, #${BpfArray.value}
        ldr     w3, [x0, #${BpfArray.elemSize}]
        and     w0, w1, w4
        umaddl  x0, w0, w3, x2
        ret
1:      mov     x0, #0
        ret
`);

export const percpuArrayMapLookupElem = traceable('percpu_array_map_lookup_elem', asm`
        ldr     w2, [x0, #${BpfMap.maxEntries}]
        ldr     w1, [x1]
        cmp     w2, w1
        b.ls    1f
        ldr     w3, [x0, #${BpfArray.indexMask}]
        mrs     x2, tpidr_el1
        and     w1, w1, w3
        add     x1, x1, #${BpfArray.value.offset / 8}
        ldr     x1, [x0, x1, lsl #3]
        add     x0, x2, x1
        ret
1:      mov     x0, #0
        ret
`);

/** Of arrays and per-CPU arrays. */
export const arrayMapUpdateElem = traceable('array_map_update_elem', asm`
        and     x6, x3, #-5
        ldr     w1, [x1]
        cmp     x6, #2
        b.hi    5f
        ldr     w6, [x0, #${BpfMap.maxEntries}]
        mov     x4, x0
        cmp     w6, w1
        b.ls    6f
        tbnz    x3, #0, 7f
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x5, x2
        mov     x29, sp
        tbnz    x3, #2, 8f
        ldr     w6, [x0, #${BpfArray.indexMask}]
        ldr     w3, [x0, #${BpfMap.mapType}]
        and     w1, w1, w6
        cmp     w3, #${MAP_TYPE.percpu_array}
        b.ne    4f
1:      add     x3, x1, #${BpfArray.value.offset / 8}
        mov     x2, x5
        mrs     x1, tpidr_el1
        mov     x0, x4
        ldr     x3, [x4, x3, lsl #3]
        add     x1, x1, x3
        bl      copy_map_value
2:      mov     x0, #0
3:      ldp     x29, x30, [sp], #16
        autiasp
        ret
4:      ldr     w3, [x4, #${BpfArray.elemSize}]
        add     x4, x4, #${BpfArray.value}
        umaddl  x1, w1, w3, x4
        bl      copy_map_value
        b       2b
5:      mov     x0, #-22
        ret
6:      mov     x0, #-7
        ret
7:      mov     x0, #-17
        ret
8:      ldr     w3, [x0, #${BpfMap.spinLockOff}]
        tbnz    w3, #31, 9f
        ldr     w6, [x0, #${BpfArray.indexMask}]
        ldr     w3, [x0, #${BpfMap.mapType}]
        and     w1, w1, w6
        cmp     w3, #${MAP_TYPE.percpu_array}
        b.eq    1b
        ldr     w3, [x4, #${BpfArray.elemSize}]
        add     x4, x4, #${BpfArray.value}
        umaddl  x1, w1, w3, x4
        bl      copy_map_value_locked
        b       2b
9:      mov     x0, #-22
        b       3b
`);

export const arrayMapDeleteElem = traceable('array_map_delete_elem', asm`
        mov     x0, #-22
        ret
`);

export const bpfForEachArrayElem = traceable('bpf_for_each_array_elem', asm`
        cbnz    x3, 8f
        paciasp
        stp     x29, x30, [sp, #-96]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        mov     x21, x2
        ldr     w22, [x0, #${BpfMap.mapType}]
        stp     x19, x20, [sp, #16]
        mov     x20, x1
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        mov     x25, x0
        cmp     w22, #${MAP_TYPE.percpu_array}
        b.eq    6f
1:      add     x23, x25, #${BpfArray.value}
        mov     w19, #0
        mrs     x24, tpidr_el1
        b       4f
2:      ldr     w2, [x25, #${BpfArray.indexMask}]
        ldr     w0, [x25, #${BpfArray.elemSize}]
        and     w2, w19, w2
        umaddl  x2, w2, w0, x23
3:      str     w19, [sp, #92]
        add     w26, w19, #1
        mov     x3, x21
        add     x1, sp, #92
        mov     x0, x25
        mov     w19, w26
        mov     x4, #0
        blr     x20
        cbnz    x0, 5f
4:      ldr     w0, [x25, #${BpfMap.maxEntries}]
        cmp     w0, w19
        b.ls    5f
        cmp     w22, #${MAP_TYPE.percpu_array}
        b.ne    2b
        uxtw    x0, w19
        add     x0, x0, #${BpfArray.value.offset / 8}
        ldr     x2, [x25, x0, lsl #3]
        add     x2, x24, x2
        b       3b
5:      cmp     w22, #${MAP_TYPE.percpu_array}
        b.eq    7f
        ldp     x21, x22, [sp, #32]
        uxtw    x0, w19
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
6:      bl      migrate_disable
        b       1b
7:      bl      migrate_enable
        ldp     x21, x22, [sp, #32]
        uxtw    x0, w19
        ldp     x19, x20, [sp, #16]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldp     x29, x30, [sp], #96
        autiasp
        ret
8:      mov     x0, #-22
        ret
`);
