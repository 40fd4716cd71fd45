import { parseSectionName } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { checkAttachTarget } from '../src/index.js';

const refusal = (section: string): string => {
  try {
    checkAttachTarget(parseSectionName(section).attach);
  } catch (error) {
    return (error as Error).message;
  }
  return 'attaches';
};

const OPEN = '__arm64_sys_*, bpf_modify_return_test* and bpf_fentry_test1 are';

test.each([
  ['fentry/do_getpgid', 'attaches'],
  ['fexit/bpf_fentry_test2', 'attaches'],
  ['fentry.s/__arm64_sys_getpgid', 'attaches'],
  ['fexit.s/__arm64_sys_getppid', 'attaches'],
  ['fmod_ret.s/__arm64_sys_getpgid', 'attaches'],
  ['fmod_ret.s/bpf_modify_return_test', 'attaches'],
  ['fmod_ret/bpf_modify_return_test2', 'attaches'],
  ['fentry.s/bpf_fentry_test1', 'attaches'],
  ['fentry.s/bpf_fentry_test2', `bpf_fentry_test2 is not sleepable; ${OPEN}`],
  ['fexit.s/do_getpgid', `do_getpgid is not sleepable; ${OPEN}`],
  ['fmod_ret.s/bpf_fentry_test10', `bpf_fentry_test10 is not sleepable; ${OPEN}`],
  ['fmod_ret/__arm64_sys_getpgid', 'attaches'],
  ['fmod_ret/security_task_getpgid', 'attaches'],
  // The list of errors comes first: v6.1 asks for the prefix only where the program does not sleep.
  ['fmod_ret.s/security_task_getpgid', `security_task_getpgid is not sleepable; ${OPEN}`],
  ['fmod_ret/bpf_fentry_test2', `bpf_fentry_test2() is not modifiable; ${OPEN}, and security_*`],
  ['fmod_ret/my_security_hook', `my_security_hook() is not modifiable; ${OPEN}, and security_*`],
])('%s: %s', (section, outcome) => expect(refusal(section)).toBe(outcome));
