import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';

export const bpfPerCpuPtr = traceable('bpf_per_cpu_ptr', asm`
        adrp    x2, nr_cpu_ids
        ldr     w2, [x2, #:lo12:nr_cpu_ids]
        cmp     w2, w1
        b.ls    1f
        adrp    x2, __per_cpu_offset
        add     x2, x2, :lo12:__per_cpu_offset
        ldr     x1, [x2, w1, uxtw #3]
        add     x0, x0, x1
        ret
1:      mov     x0, #0
        ret
`);

export const bpfThisCpuPtr = traceable('bpf_this_cpu_ptr', asm`
        mrs     x1, tpidr_el1
        add     x0, x0, x1
        ret
`);
