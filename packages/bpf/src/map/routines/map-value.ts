import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMap } from '../../layout.js';

/** include/linux/bpf.h: X0 = map, X1 = destination, X2 = source. The lock in a value is not copied. */
export const copyMapValue = traceable('copy_map_value', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x21, x22, [sp, #32]
        ldr     w21, [x0, #${BpfMap.spinLockOff}]
        stp     x19, x20, [sp, #16]
        mov     x20, x1
        mov     x19, x0
        mov     x1, x2
        tbz     w21, #31, 1f
        ldr     w2, [x19, #${BpfMap.valueSize}]
        mov     x0, x20
        bl      memcpy
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
1:      sxtw    x22, w21
        mov     x0, x20
        mov     x2, x22
        str     x1, [sp, #56]
        bl      memcpy
        ldr     x1, [sp, #56]
        add     x0, x22, #4
        ldr     w2, [x19, #${BpfMap.valueSize}]
        add     x1, x1, x0
        add     x0, x20, x0
        sub     w2, w2, #4
        sub     w2, w2, w21
        bl      memcpy
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
`);

export const copyMapValueLocked = traceable('copy_map_value_locked', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        mov     x20, x0
        ldrsw   x19, [x0, #${BpfMap.spinLockOff}]
        stp     x21, x22, [sp, #32]
        mov     x21, x1
        add     x19, x1, x19
        mov     x22, x2
        mov     x0, x19
        bl      bpf_spin_lock
        mov     x2, x22
        mov     x1, x21
        mov     x0, x20
        bl      copy_map_value
        mov     x0, x19
        bl      bpf_spin_unlock
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);
