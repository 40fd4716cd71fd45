import { asm } from '@tracelab/arm64-machine';
import { routine, traceable } from '@tracelab/kernel';
import { TkFast, TkRead } from '../layout.js';

/** kernel/time/timekeeping.c */
export const ktimeGetMonoFastNs = routine('ktime_get_mono_fast_ns', asm`
        adrp    x2, tk_fast_mono
        add     x2, x2, :lo12:tk_fast_mono
1:      ldr     w3, [x2]
        and     w0, w3, #1
        ubfiz   x1, x0, #3, #1
        sub     x1, x1, x0
        add     x1, x2, x1, lsl #3
        ldr     x6, [x1, #${TkFast.base.at(TkRead.base.offset)}]
        isb
        mrs     x4, cntvct_el0
        eor     x0, x4, x4
        add     x0, sp, x0
        ldr     xzr, [x0]
        ldp     x9, x0, [x1, #${TkFast.base.at(TkRead.mask.offset)}]
        ldr     x8, [x1, #${TkFast.base.at(TkRead.xtimeNsec.offset)}]
        ldp     w5, w7, [x1, #${TkFast.base.at(TkRead.mult.offset)}]
        dmb     ishld
        ldr     w1, [x2]
        cmp     w1, w3
        b.ne    1b
        sub     x0, x4, x0
        uxtw    x5, w5
        and     x0, x0, x9
        madd    x0, x0, x5, x8
        lsr     x0, x0, x7
        add     x0, x0, x6
        ret
`);

export const ktimeGetBootFastNs = routine('ktime_get_boot_fast_ns', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      ktime_get_mono_fast_ns
        adrp    x1, offs_boot
        ldp     x29, x30, [sp], #16
        autiasp
        ldr     x1, [x1, #:lo12:offs_boot]
        add     x0, x0, x1
        ret
`);

export const bpfKtimeGetNs = traceable('bpf_ktime_get_ns', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      ktime_get_mono_fast_ns
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfKtimeGetBootNs = traceable('bpf_ktime_get_boot_ns', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      ktime_get_boot_fast_ns
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfJiffies64 = traceable('bpf_jiffies64', asm`
        adrp    x0, jiffies_64
        ldr     x0, [x0, #:lo12:jiffies_64]
        ret
`);
