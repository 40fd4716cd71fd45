import { asm } from '@tracelab/arm64-machine';
import { fetchAdd, routine, type Routine } from '@tracelab/kernel';
import { BpfTrampImage, PercpuRef, PercpuRefData, PERCPU_REF_ATOMIC_OR_DEAD } from '../layout.js';
import { perCpuAdd } from './per-cpu.js';

const refOf = (member: { readonly offset: number }): number => BpfTrampImage.pcref.offset + member.offset;

/** The counter proper, once the per-CPU ones are not used any more: x19 is the image. */
const atomic = {
  1: asm`
        ldr     x0, [x19, #${refOf(PercpuRef.data)}]
        mov     x1, #1
${fetchAdd('acquire', { at: 'x0', addend: 'x1', old: 'x2', sum: 'x3', status: 'x4' })}
  `,
  [-1]: asm`
        ldr     x0, [x19, #${refOf(PercpuRef.data)}]
        mov     x1, #-1
${fetchAdd('full', { at: 'x0', addend: 'x1', old: 'x2', sum: 'x3', status: 'x4' })}
        cbnz    x3, .Ltramp_counted
        ldr     x1, [x0, #${PercpuRefData.release}]
        add     x0, x19, #${BpfTrampImage.pcref}
        blr     x1
  `,
};

/** __bpf_tramp_enter(image) and __bpf_tramp_exit(image): hold and drop the image by its percpu_ref around the call of the traced function. */
function reference(name: string, addend: 1 | -1): Routine {
  return routine(name, asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        bl      __rcu_read_lock
        ldr     x0, [x19, #${refOf(PercpuRef.percpuCountPtr)}]
        tst     x0, #${PERCPU_REF_ATOMIC_OR_DEAD}
        b.ne    .Ltramp_atomic
${perCpuAdd({ at: 'x0', addend, sum: 'x4', scratch: ['x1', 'x2', 'x3'], resched: '.Ltramp_resched', resumed: '.Ltramp_counted' })}
        bl      __rcu_read_unlock
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
.Ltramp_resched:
        bl      preempt_schedule_notrace
        b       .Ltramp_counted
.Ltramp_atomic:
${atomic[addend]}
        b       .Ltramp_counted
`);
}

export const trampEnter = reference('__bpf_tramp_enter', 1);
export const trampExit = reference('__bpf_tramp_exit', -1);

/** __bpf_tramp_image_release(pcref): nobody is in a function that the image called. Leaves the rest to a worker, here the control plane. */
export const trampImageRelease = routine('__bpf_tramp_image_release', asm`
        bti     c
        mov     x1, #1
        str     x1, [x0, #${BpfTrampImage.work.offset - BpfTrampImage.pcref.offset}]
        ret
`);
