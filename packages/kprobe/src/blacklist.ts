import { simulations } from './routines/simulate/index.js';

/**
 * Functions that ftrace may hook and a kprobe may not: Linux marks them __kprobes or NOKPROBE_SYMBOL, since a
 * breakpoint on the way that handles breakpoints never ends. Those on that way which are notrace are refused as such.
 */
export const kprobeBlacklist: ReadonlySet<string> = new Set([
  'aggr_post_handler',
  'aggr_pre_handler',
  'brk_handler',
  'call_break_hook',
  'do_debug_exception',
  'get_kprobe',
  'kprobe_breakpoint_handler',
  'kprobe_breakpoint_ss_handler',
  'kprobes_inc_nmissed_count',
  '__kretprobe_trampoline_handler',
  'post_kprobe_handler',
  'pre_handler_kretprobe',
  'trampoline_probe_handler',
  ...simulations.map(({ name }) => name),
]);
