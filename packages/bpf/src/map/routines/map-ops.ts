import { asm } from '@tracelab/arm64-machine';
import { traceable, type Routine } from '@tracelab/kernel';
import { BpfMapOps } from '../layout.js';

/** kernel/bpf/helpers.c: a helper as it is called where the program's map is not known at load. X0 = map; `x` is no argument. */
const throughOps = (name: string, x: 'x2' | 'x4', operation: typeof BpfMapOps.mapLookupElem): Routine => traceable(name, asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        ldr     ${x}, [x0]
        ldr     ${x}, [${x}, #${operation}]
        blr     ${x}
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);

export const bpfMapLookupElem = throughOps('bpf_map_lookup_elem', 'x2', BpfMapOps.mapLookupElem);
export const bpfMapUpdateElem = throughOps('bpf_map_update_elem', 'x4', BpfMapOps.mapUpdateElem);
export const bpfMapDeleteElem = throughOps('bpf_map_delete_elem', 'x2', BpfMapOps.mapDeleteElem);
export const bpfForEachMapElem = throughOps('bpf_for_each_map_elem', 'x4', BpfMapOps.mapForEachCallback);
