import { asm } from '@tracelab/arm64-machine';
import { routine, type Routine } from '../routine.js';

/**
 * What Linux would call where this kernel has nothing to go on with: a second task, a signal, another kind of exception.
 * HLT stops the machine, and the fault names the symbol. Parts that can go on bring their own.
 */
export const unreached: readonly Routine[] = [
  '__panic_unhandled',
  '__bad_stack',
  'el0_da',
  'el0_ia',
  'el0_undef',
  'el0_dbg',
  'el0_inv',
  'el1_abort',
  'do_notify_resume',
  'syscall_trace_enter',
  'arm64_notify_die',
  'arm64_apply_bp_hardening',
  'send_user_sigtrap',
  'early_brk64',
  'bug_handler',
  'reserved_fault_handler',
  'ct_kernel_enter_state',
  'ct_kernel_exit_state',
  'rcu_read_unlock_special',
  'preempt_schedule',
  'preempt_schedule_notrace',
  '__set_cpus_allowed_ptr',
].map((name) => ({ ...routine(name, asm`
        hlt     #0
`), weak: true }));
