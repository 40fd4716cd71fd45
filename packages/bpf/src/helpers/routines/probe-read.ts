import { asm } from '@tracelab/arm64-machine';
import { traceable, type Routine } from '@tracelab/kernel';

/** kernel/trace/bpf_trace.c: X0 = to, W1 = bytes, X2 = from. What cannot be read gives zeros and -EFAULT. */
const probeRead = (name: string, copy: string): Routine => traceable(name, asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        uxtw    x20, w1
        mov     x1, x2
        mov     x2, x20
        str     x21, [sp, #32]
        mov     x21, x0
        bl      ${copy}
        mov     x19, x0
        tbnz    x0, #63, 1f
        ldr     x21, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
1:      mov     x2, x20
        mov     x0, x21
        mov     w1, #0
        bl      memset
        ldr     x21, [sp, #32]
        mov     x0, x19
        ldp     x19, x20, [sp, #16]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);

export const bpfProbeReadKernel = probeRead('bpf_probe_read_kernel', 'copy_from_kernel_nofault');

export const bpfProbeReadKernelStr = probeRead('bpf_probe_read_kernel_str', 'strncpy_from_kernel_nofault');

/** Of user addresses too: no core here has PAN, so that they are read alike. */
export const bpfProbeReadCompat = probeRead('bpf_probe_read_compat', 'copy_from_kernel_nofault');
