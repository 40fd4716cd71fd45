import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { BpfMapOps } from '../layout.js';

// kernel/bpf/helpers.c: the helpers as they are called where the program's map is not known at load.

export const bpfMapLookupElem = traceable('bpf_map_lookup_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        ldr     x2, [x0]
        ldr     x2, [x2]
        blr     x2
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfMapUpdateElem = traceable('bpf_map_update_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        ldr     x4, [x0]
        ldr     x4, [x4, #${BpfMapOps.mapUpdateElem}]
        blr     x4
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfMapDeleteElem = traceable('bpf_map_delete_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        ldr     x2, [x0]
        ldr     x2, [x2, #${BpfMapOps.mapDeleteElem}]
        blr     x2
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfForEachMapElem = traceable('bpf_for_each_map_elem', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        ldr     x4, [x0]
        ldr     x4, [x4, #${BpfMapOps.mapForEachCallback}]
        blr     x4
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);
