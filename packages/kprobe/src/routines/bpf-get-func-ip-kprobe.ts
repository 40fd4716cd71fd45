import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { Kprobe } from '../layout/index.js';

/** kernel/trace/bpf_trace.c: the address of the function that is probed, 0 for a probe further inside it (kernel-paths.md 9.3). */
export const bpfGetFuncIpKprobe = traceable('bpf_get_func_ip_kprobe', asm`
        adrp    x0, current_kprobe
        add     x0, x0, :lo12:current_kprobe
        mrs     x1, tpidr_el1
        ldr     x1, [x0, x1]
        mov     x0, #0
        cbz     x1, 1f
        ldr     w2, [x1, #${Kprobe.offset}]
        cbnz    w2, 1f
        ldr     x0, [x1, #${Kprobe.addr}]
1:      ret
`);
