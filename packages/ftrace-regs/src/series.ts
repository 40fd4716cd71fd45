import type { Series } from '@tracelab/kernel';
import { argsCaller } from './args-caller.js';
import { ptRegsCaller } from './pt-regs-caller.js';

/**
 * The trampolines expand five macros that a variant of `ops-direct` defines, so that neither series tests for the other:
 *
 * - `ftrace_load_ops early`: first thing after the landing pad. May leave the site's ops in X11; may branch to `early`
 *   with every register of the caller intact but X10..X17.
 * - `ftrace_clear_direct slot`, `ftrace_test_direct slot, late`: the direct trampoline that an ops asked for, at SP + slot.
 * - `ftrace_call_ops`: calls with X0 = ip, X1 = parent_ip, X2 = ops, X3 = SP = registers; keeps X11 until it has used it.
 * - `ftrace_direct_early label`, `ftrace_direct_late label, lr, pc, frame`: the ways out to a direct trampoline, behind the RET.
 *
 * It offers `ftrace_test_regs` in return (what ftrace_ops_test asks of the registers), the absolutes `FREGS_*`, and the
 * symbol FTRACE_REGS_ADDR: the trampoline for an ops with SAVE_REGS.
 */
export const ftraceRegs: Series = {
  id: 'ftrace-regs',
  title: 'Save argument registers only',
  upstream: 'v6.2, 26299b3f6ba2',
  off: ptRegsCaller,
  on: argsCaller,
};
