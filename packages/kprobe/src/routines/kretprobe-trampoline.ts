import { asm } from '@tracelab/arm64-machine';
import { preemptDisable, preemptEnable, PtRegs, routine, traceable } from '@tracelab/kernel';
import { KPROBE_STATUS, KprobeCtlblk } from '../layout/index.js';

const pairs = (op: 'stp' | 'ldp'): string[] =>
  Array.from({ length: 15 }, (_, n) => `${op}     x${2 * n}, x${2 * n + 1}, [sp, #${PtRegs.regs.at(2 * n)}]`);

/**
 * arch/arm64/kernel/probes/kprobes_trampoline.S: where a probed function returns to (kernel-paths.md 5.4). A whole pt_regs with
 * PSTATE put together, as no exception has. The pair at X29's place is a frame record whose return address is this
 * trampoline: an unwinder takes the real one from the pending instances.
 */
export const kretprobeTrampoline = routine('__kretprobe_trampoline', asm`
        sub     sp, sp, #${PtRegs.structSize}
        ${pairs('stp')}
        add     x0, sp, #${PtRegs.structSize}
        stp     x30, x0, [sp, #${PtRegs.regs.at(30)}]
        mrs     x0, nzcv
        mrs     x1, daif
        orr     x0, x0, x1
        mrs     x1, currentel
        orr     x0, x0, x1
        mrs     x1, spsel
        orr     x0, x0, x1
        stp     xzr, x0, [sp, #${PtRegs.pc}]
        add     x29, sp, #${PtRegs.regs.at(29)}
        mov     x0, sp
        bl      trampoline_probe_handler
        mov     x30, x0
        ldr     x0, [sp, #${PtRegs.pstate}]
        and     x0, x0, #0xf0000000
        msr     nzcv, x0
        ${pairs('ldp')}
        add     sp, sp, #${PtRegs.structSize}
        ret
`, { align: 4 });

/** arch/arm64/kernel/probes/kprobes.c, kretprobe_trampoline_handler() inlined: X0 = pt_regs. Returns the address to return to. */
export const trampolineProbeHandler = traceable('trampoline_probe_handler', asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        bl      kprobe_busy_begin
        ldr     x1, [x19, #${PtRegs.regs.at(29)}]
        mov     x0, x19
        bl      __kretprobe_trampoline_handler
        mov     x19, x0
        bl      kprobe_busy_end
        mov     x0, x19
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`);

/** kernel/kprobes.c: from here on a probe on this CPU is missed, as inside a handler. */
export const kprobeBusyBegin = traceable('kprobe_busy_begin', asm`
        mrs     x0, sp_el0
${preemptDisable({ task: 'x0', count: 'x1' })}
        adrp    x1, current_kprobe
        add     x1, x1, :lo12:current_kprobe
        adrp    x2, kprobe_busy
        add     x2, x2, :lo12:kprobe_busy
        mrs     x0, tpidr_el1
        str     x2, [x1, x0]
        adrp    x1, kprobe_ctlblk
        add     x1, x1, :lo12:kprobe_ctlblk
        add     x1, x1, x0
        mov     w0, #${KPROBE_STATUS.hitActive}
        str     w0, [x1, #${KprobeCtlblk.status}]
        ret
`);

export const kprobeBusyEnd = traceable('kprobe_busy_end', asm`
        mrs     x0, tpidr_el1
        adrp    x1, current_kprobe
        add     x1, x1, :lo12:current_kprobe
        str     xzr, [x1, x0]
        mrs     x1, sp_el0
${preemptEnable({ task: 'x1', count: 'x0', resched: '1f' })}
        ret
1:      paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      preempt_schedule
        ldp     x29, x30, [sp], #16
        autiasp
        ret
`);
