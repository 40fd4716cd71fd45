import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { RethookRegs } from '@tracelab/rethook';
import { BPF_TRAMP, BpfFprobeCallContext as Call, BpfTrampLink, BpfTrampoline, MAX_ARGS } from '../layout.js';

const list = (kind: keyof typeof BPF_TRAMP): number => BpfTrampoline.progsHlist.at(BPF_TRAMP[kind]);

/** Bytes of a call context on the stack, which stays aligned. */
const CONTEXT_ON_STACK = Math.ceil(Call.structSize / 16) * 16;

/**
 * An entry handler (fp, ip, ret_ip, fregs, data): builds the programs' context from the saved registers, runs the fentry
 * and fmod_ret programs, and tells fprobe not to hook the return where no fexit program waits for it. The context is the
 * node's private area, or on the handler's own stack for a probe that takes no node. Registers are allocated as gcc
 * does: all five arguments live to the end, since an override hands them on.
 */
function entryHandler(name: string, context: 'node' | 'stack') {
  const onStack = context === 'stack';
  return traceable(name, asm`
        paciasp
        stp     x29, x30, [sp, #-96]!
        mov     x5, #0
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        ${onStack ? '' : 'mov     x20, x4'}
        stp     x21, x22, [sp, #32]
        mov     x22, x0
        mov     x21, x3
        stp     x23, x24, [sp, #48]
        mov     x23, x1
        mov     x24, x2
        stp     x25, x26, [sp, #64]
        sub     x25, x0, #${BpfTrampoline.probe}
        str     x27, [sp, #80]
        ${onStack ? `sub     sp, sp, #${CONTEXT_ON_STACK}\n        mov     x20, sp` : ''}
        stp     xzr, xzr, [x20, #${Call.runCtx}]
        ldr     x0, [x25, #${BpfTrampoline.addr}]
        add     x27, x20, #${Call.args}
        str     x0, [x20, #${Call.ip}]
        ldrb    w26, [x25, #${BpfTrampoline.nrArgs}]
        str     x26, [x20, #${Call.argsCnt}]
        cbz     w26, 3f
1:      mov     x0, #0
        cmp     x5, #${MAX_ARGS}                        // ftrace_regs_get_argument(): further ones are not in registers
        b.hs    2f
        ldr     x0, [x21, x5, lsl #3]
2:      str     x0, [x27, x5, lsl #3]
        add     x5, x5, #1
        cmp     w26, w5
        b.gt    1b
3:      ldr     x19, [x25, #${list('fentry')}]
        cbz     x19, 5f
4:      sub     x0, x19, #${BpfTrampLink.trampHlist}
        mov     x2, x27
        mov     x1, x20
        bl      call_bpf_prog
        ldr     x19, [x19]
        cbnz    x19, 4b
5:      add     x26, x27, x26, lsl #3
        str     xzr, [x26]
        ldr     x19, [x25, #${list('modifyReturn')}]
        cbnz    x19, .L${name}_fmod
.L${name}_done:
        ldr     x0, [x25, #${list('fexit')}]
        cmp     x0, #0
        cset    w0, eq
.L${name}_return:
        ${onStack ? `mov     sp, x29` : ''}
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldr     x27, [sp, #80]
        ldp     x29, x30, [sp], #96
        autiasp
        ret

.L${name}_fmod:
        sub     x0, x19, #${BpfTrampLink.trampHlist}
        mov     x2, x27
        mov     x1, x20
        bl      call_bpf_prog
        sxtw    x0, w0
        str     x0, [x26]
        cbnz    w0, 6f
        ldr     x19, [x19]
        cbnz    x19, .L${name}_fmod
        b       .L${name}_done
        // Override: the function is skipped, the fexit programs see the value as if it had returned it.
6:      str     x0, [x21]
        ldr     x1, [x21, #:lo12:FREGS_LR]
        str     x1, [x21, #:lo12:FREGS_PC]
        mov     x4, x20
        mov     x3, x21
        mov     x2, x24
        mov     x1, x23
        mov     x0, x22
        bl      bpf_fprobe_exit
        mov     w0, #1
        b       .L${name}_return
`);
}

/** The RFC's, as posted. */
export const fprobeEntry = entryHandler('bpf_fprobe_entry', 'node');
/** The same for entry-only probes without a pool. */
export const fprobeEntryOnStack = entryHandler('bpf_fprobe_entry_on_stack', 'stack');

/** bpf_fprobe_exit(fp, ip, ret_ip, regs, data): the return value becomes the last argument; runs the fexit programs. */
export const fprobeExit = traceable('bpf_fprobe_exit', asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        str     x21, [sp, #32]
        sub     x0, x0, #${BpfTrampoline.probe}
        mov     x20, x4
        ldr     x1, [x3, #${RethookRegs.x0}]
        ldr     x2, [x4, #${Call.argsCnt}]
        add     x21, x4, #${Call.args}
        str     x1, [x21, x2, lsl #3]
        ldr     x19, [x0, #${list('fexit')}]
        cbz     x19, 2f
1:      sub     x0, x19, #${BpfTrampLink.trampHlist}
        mov     x1, x20
        mov     x2, x21
        bl      call_bpf_prog
        ldr     x19, [x19]
        cbnz    x19, 1b
2:      ldp     x19, x20, [sp, #16]
        ldr     x21, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`);
