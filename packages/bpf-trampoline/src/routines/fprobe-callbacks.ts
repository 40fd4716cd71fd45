import { asm } from '@tracelab/arm64-machine';
import { RethookRegs } from '@tracelab/rethook';
import { routine } from '@tracelab/kernel';
import { BPF_TRAMP, BpfFprobeCallContext as Call, BpfTrampLink, BpfTrampoline, MAX_ARGS } from '../layout.js';

const list = (kind: keyof typeof BPF_TRAMP): number => BpfTrampoline.progsHlist.at(BPF_TRAMP[kind]);

/** Bytes of a call context on the stack, which stays aligned. */
const CONTEXT_ON_STACK = Math.ceil(Call.structSize / 16) * 16;

/**
 * An entry handler (fp, ip, ret_ip, fregs, data): builds the programs' context from the saved registers, runs the fentry
 * and fmod_ret programs, and tells fprobe not to hook the return where no fexit program waits for it. The context is the
 * node's private area, or on the handler's own stack for a probe that takes no node.
 */
function entryHandler(name: string, context: 'node' | 'stack') {
  const onStack = context === 'stack';
  return routine(name, asm`
        paciasp
        stp     x29, x30, [sp, #-64]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        sub     x19, x0, #${BpfTrampoline.probe}
        ${onStack ? `sub     sp, sp, #${CONTEXT_ON_STACK}\n        mov     x20, sp` : 'mov     x20, x4'}
        mov     x24, x3
        stp     xzr, xzr, [x20, #${Call.runCtx}]
        ldr     x0, [x19, #${BpfTrampoline.addr}]
        ldrb    w21, [x19, #${BpfTrampoline.nrArgs}]
        stp     x0, x21, [x20, #${Call.ip}]             // and args_cnt behind it
        add     x22, x20, #${Call.args}
        cbz     w21, 2f
        mov     x0, #0
1:      cmp     w0, #${MAX_ARGS}                        // ftrace_regs_get_argument(): further ones are not in registers
        b.hs    7f
        ldr     x1, [x24, x0, lsl #3]
5:      str     x1, [x22, x0, lsl #3]
        add     x0, x0, #1
        cmp     w0, w21
        b.lo    1b
2:      ldr     x23, [x19, #${list('fentry')}]
        cbz     x23, 4f
3:      sub     x0, x23, #${BpfTrampLink.trampHlist}
        mov     x1, x20
        mov     x2, x22
        bl      call_bpf_prog
        ldr     x23, [x23]
        cbnz    x23, 3b
4:      str     xzr, [x22, x21, lsl #3]
        ldr     x23, [x19, #${list('modifyReturn')}]
        cbnz    x23, .L${name}_fmod
.L${name}_done:
        ldr     x0, [x19, #${list('fexit')}]
        cmp     x0, #0
        cset    w0, eq
.L${name}_return:
        ${onStack ? `mov     sp, x29` : ''}
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x29, x30, [sp], #64
        autiasp
        ret
7:      mov     x1, #0
        b       5b

.L${name}_fmod:
        sub     x0, x23, #${BpfTrampLink.trampHlist}
        mov     x1, x20
        mov     x2, x22
        bl      call_bpf_prog
        sxtw    x0, w0
        str     x0, [x22, x21, lsl #3]
        cbnz    w0, 8f
        ldr     x23, [x23]
        cbnz    x23, .L${name}_fmod
        b       .L${name}_done
        // Override: the function is skipped, the fexit programs see the value as if it had returned it.
8:      str     x0, [x24]
        ldr     x1, [x24, #:lo12:FREGS_LR]
        str     x1, [x24, #:lo12:FREGS_PC]
        add     x0, x19, #${BpfTrampoline.probe}
        mov     x3, x24
        mov     x4, x20
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
export const fprobeExit = routine('bpf_fprobe_exit', asm`
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
