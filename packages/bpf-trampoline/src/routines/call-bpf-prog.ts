import { asm } from '@tracelab/arm64-machine';
import { BpfProg, BpfProgAux, BpfTrampRunCtx } from '@tracelab/bpf';
import { traceable, type Routine } from '@tracelab/kernel';
import type { DefectId } from '../defects/defect.js';
import { BPF_LSM_CGROUP, BpfTrampLink } from '../layout.js';
import { ENTER_EXIT, type EnterExit } from './enter-exit.js';

const functions = ({ enter, exit }: EnterExit): string => asm`
        adrp    x3, ${enter}
        add     x3, x3, :lo12:${enter}
        adrp    x23, ${exit}
        add     x23, x23, :lo12:${exit}
`;

/**
 * call_bpf_prog(link, run_ctx, args) of the RFC: which enter and exit functions the program needs is found out at every
 * call. Returns what the program returned, 64 bits as a trampoline stores them; 0 where it did not run.
 */
export function callBpfProg(defects: ReadonlySet<DefectId>): Routine {
  const result = defects.has('truncated-result') ? 'w' : 'x';
  return traceable('call_bpf_prog', asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        mov     x20, x1
        mov     x22, x2
        ldr     x19, [x0, #${BpfTrampLink.prog}]
        ldr     x1, [x19, #${BpfProg.aux}]
        ldrb    w1, [x1, #${BpfProgAux.sleepable}]
        cbnz    w1, .Lcall_sleepable
        ldr     w1, [x19, #${BpfProg.expectedAttachType}]
        cmp     w1, #${BPF_LSM_CGROUP}
        b.eq    .Lcall_lsm_cgroup
${functions(ENTER_EXIT.recur)}
.Lcall_enter:
        ldr     x1, [x0, #${BpfTrampLink.cookie}]
        str     x1, [x20, #${BpfTrampRunCtx.bpfCookie}]
        mov     x1, x20
        mov     x0, x19
        blr     x3
        mov     x21, x0
        mov     ${result}24, #0
        cbz     x0, ${defects.has('leaked-counts') ? '.Lcall_return' : '.Lcall_exit'}
        ldr     x2, [x19, #${BpfProg.bpfFunc}]
        add     x1, x19, #${BpfProg.insnsi}
        mov     x0, x22
        blr     x2
        mov     ${result}24, ${result}0
.Lcall_exit:
        mov     x2, x20
        mov     x1, x21
        mov     x0, x19
        blr     x23
.Lcall_return:
        mov     ${result}0, ${result}24
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
.Lcall_sleepable:
${functions(ENTER_EXIT.sleepable)}
        b       .Lcall_enter
.Lcall_lsm_cgroup:
${functions(ENTER_EXIT.lsmCgroup)}
        b       .Lcall_enter
`);
}
