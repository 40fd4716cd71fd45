import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';
import { BpfTrampImage, PERCPU_REF_ATOMIC_OR_DEAD } from '../layout.js';
import { perCpuAdd } from './per-cpu.js';

/**
 * __bpf_tramp_enter(image) and __bpf_tramp_exit(image): hold and drop the image by its percpu_ref around the call of the
 * traced function. The bench never kills a reference in use, so the slow side of the counter stops the machine.
 */
function reference(name: string, addend: 1 | -1) {
  const label = name.slice(2);
  return routine(name, asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        bl      __rcu_read_lock
        ldr     x0, [x19, #${BpfTrampImage.pcrefPercpuCount}]
        tst     x0, #${PERCPU_REF_ATOMIC_OR_DEAD}
        b.ne    .L${label}_atomic
${perCpuAdd({ at: 'x0', addend, sum: 'x4', scratch: ['x1', 'x2', 'x3'], resched: `.L${label}_resched`, resumed: `.L${label}_counted` })}
        bl      __rcu_read_unlock
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
.L${label}_resched:
        bl      preempt_schedule_notrace
        b       .L${label}_counted
.L${label}_atomic:
        hlt     #0x101
`);
}

export const trampEnter = reference('__bpf_tramp_enter', 1);
export const trampExit = reference('__bpf_tramp_exit', -1);
