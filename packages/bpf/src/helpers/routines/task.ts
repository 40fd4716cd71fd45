import { asm } from '@tracelab/arm64-machine';
import { TaskStruct, traceable } from '@tracelab/kernel';

export const bpfGetCurrentComm = traceable('bpf_get_current_comm', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        uxtw    x2, w1
        mov     x29, sp
        mrs     x1, sp_el0
        add     x1, x1, #${TaskStruct.comm}
        bl      strscpy_pad
        ldp     x29, x30, [sp], #16
        autiasp
        mov     x0, #0
        ret
`);

export const bpfGetSmpProcessorId = traceable('bpf_get_smp_processor_id', asm`
        adrp    x0, cpu_number
        add     x0, x0, :lo12:cpu_number
        mrs     x1, tpidr_el1
        ldr     w0, [x0, x1]
        ret
`);
