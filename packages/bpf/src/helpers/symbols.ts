import { HELPERS, helperName } from '../insn/helpers.js';
import type { AttachType } from '../object/attach.js';

/**
 * Where the kernel's function is not called as the helper is, or where which one it is depends on the program's type
 * (bpf_tracing_func_proto, kprobe_prog_func_proto).
 */
function exception(helper: number, attach: AttachType): string | undefined {
  const trampoline = attach === 'fentry' || attach === 'fexit' || attach === 'fmod_ret';
  const multi = attach.endsWith('.multi');
  switch (helper) {
    case HELPERS.get_prandom_u32:
      return 'bpf_user_rnd_u32';
    case HELPERS.probe_read:
      return 'bpf_probe_read_compat';
    case HELPERS.get_stackid:
      return trampoline ? 'bpf_get_stackid_raw_tp' : undefined;
    case HELPERS.get_stack:
      return trampoline ? 'bpf_get_stack_raw_tp' : undefined;
    case HELPERS.get_attach_cookie:
      if (multi) return 'bpf_get_attach_cookie_kprobe_multi';
      return trampoline ? 'bpf_get_attach_cookie_tracing' : 'bpf_get_attach_cookie_trace';
    case HELPERS.get_func_ip:
      return multi ? 'bpf_get_func_ip_kprobe_multi' : 'bpf_get_func_ip_kprobe';
    default:
      return undefined;
  }
}

/** The kernel's function that a program of that type calls for a helper. */
export function helperSymbol(helper: number, attach: AttachType): string {
  return exception(helper, attach) ?? helperName(helper);
}
