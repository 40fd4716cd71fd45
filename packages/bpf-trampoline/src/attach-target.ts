import type { Attachment } from '@tracelab/bpf';

/** ALLOW_ERROR_INJECTION() of v6.1: what calls these can take any error. Wrappers of system calls, and functions of BPF_PROG_TEST_RUN. */
const ERROR_INJECTION = /^(?:__arm64_sys_\w+|bpf_modify_return_test2?|bpf_fentry_test1)$/;
const ACCEPTED = '__arm64_sys_*, bpf_modify_return_test* and bpf_fentry_test1';
const SECURITY_HOOK = /^security_/;

/**
 * bpf_check_attach_target() of v6.1, for what a trampoline calls: which functions may be left out, and in which a program may sleep.
 * Security hooks may be left out by programs that do not sleep.
 *
 * @throws Error naming the function and those that are accepted
 */
export function checkAttachTarget({ type, target, sleepable = false }: Attachment): void {
  if (ERROR_INJECTION.test(target)) return;
  if (sleepable) throw new Error(`${target} is not sleepable; ${ACCEPTED} are`);
  if (type === 'fmod_ret' && !SECURITY_HOOK.test(target)) throw new Error(`${target}() is not modifiable; ${ACCEPTED} are, and security_*`);
}
