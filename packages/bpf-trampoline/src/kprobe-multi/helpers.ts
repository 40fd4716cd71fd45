import { asm } from '@tracelab/arm64-machine';
import { TaskStruct, traceable } from '@tracelab/kernel';
import { BpfKprobeMultiLink, RunCtx } from './layout.js';

/** bpf_get_func_ip() of such programs. */
export const bpfGetFuncIpKprobeMulti = traceable('bpf_get_func_ip_kprobe_multi', asm`
        mrs     x0, sp_el0
        ldr     x0, [x0, #${TaskStruct.bpfCtx}]
        ldr     x0, [x0, #${RunCtx.entryIp}]
        ret
`);

/** bpf_get_attach_cookie() of such programs: by the address of the function that runs it, which has to be looked for. */
export const bpfGetAttachCookieKprobeMulti = traceable('bpf_get_attach_cookie_kprobe_multi', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mrs     x0, sp_el0
        mov     x29, sp
        ldr     x0, [x0, #${TaskStruct.bpfCtx}]
        str     x19, [sp, #16]
        ldr     x19, [x0, #${RunCtx.link}]
        ldr     x1, [x19, #${BpfKprobeMultiLink.cookies}]
        cbz     x1, 1f
        ldr     x5, [x0, #${RunCtx.entryIp}]
        adrp    x4, __bpf_kprobe_multi_cookie_cmp
        ldr     x1, [x19, #${BpfKprobeMultiLink.addrs}]
        add     x4, x4, :lo12:__bpf_kprobe_multi_cookie_cmp
        ldr     w2, [x19, #${BpfKprobeMultiLink.cnt}]
        add     x0, sp, #40
        mov     x3, #8
        str     x5, [sp, #40]
        bl      bsearch
        cbz     x0, 1f
        ldr     x2, [x19, #${BpfKprobeMultiLink.addrs}]
        ldr     x1, [x19, #${BpfKprobeMultiLink.cookies}]
        ldr     x19, [sp, #16]
        sub     x0, x0, x2
        ldr     x0, [x1, x0]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
1:      ldr     x19, [sp, #16]
        mov     x0, #0
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);

export const bpfKprobeMultiCookieCmp = traceable('__bpf_kprobe_multi_cookie_cmp', asm`
        ldr     x3, [x0]
        mov     w2, #-1
        ldr     x0, [x1]
        cmp     x3, x0
        csinc   w0, w2, wzr, cc
        csel    w0, w0, wzr, ne
        ret
`);
