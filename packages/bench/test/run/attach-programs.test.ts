import { LoadedObject, parseSectionName, readObject, triggerObject } from '@tracelab/bpf';
import { Ftrace } from '@tracelab/ops-direct';
import { beforeAll, expect, test } from 'vitest';
import { ProgramAttacher, type AttachedProgram } from '../../src/run/attach-programs.js';
import { bootForRun } from '../../src/run/index.js';

let attach: (section: string, name?: string) => AttachedProgram;

beforeAll(() => {
  const kernel = bootForRun([], 'cortex-a72');
  const program = new LoadedObject(kernel, readObject(triggerObject)).load('trigger_fentry');
  const cookies = new Map([['p', 1n], ['p:bpf_fentry_test1', 2n]]);
  const attacher = new ProgramAttacher(kernel, new Ftrace(kernel), { invoker: 'direct', pool: 'when-needed', cookies });
  attach = (section, name = 'q') => attacher.attach({ name, section }, { ...program, attach: parseSectionName(section).attach });
});

test.each([
  ['fentry.s/do_getpgid', 'do_getpgid is not sleepable; '],
  ['fmod_ret.s/security_task_getpgid', 'security_task_getpgid is not sleepable; '],
  ['fmod_ret/bpf_fentry_test2', 'bpf_fentry_test2() is not modifiable; '],
])('%s is refused', (section, why) => {
  expect(() => attach(section)).toThrow(`program "q" (section "${section}"): ${why}__arm64_sys_*, bpf_modify_return_test* and bpf_fentry_test1 are`);
});

test.each(['fentry.s/__arm64_sys_getpgid', 'fexit.s/bpf_fentry_test1', 'fmod_ret/security_task_getpgid'])('%s is taken', (section) => {
  const attached = attach(section);
  expect(attached.functions).toEqual([section.slice(section.indexOf('/') + 1)]);
  attached.detach();
});

test.each([
  ['kprobe.multi/*getpgid', 'cookie for function "bpf_fentry_test1", which "*getpgid" does not fit: one of 2 is wanted, __arm64_sys_getpgid, security_task_getpgid'],
  ['kprobe/bpf_fentry_test1', 'a cookie for each function is what kprobe.multi and kretprobe.multi programs have; others have one'],
  ['fentry/bpf_fentry_test1', 'a cookie for each function is what kprobe.multi and kretprobe.multi programs have; others have one'],
])('%s with the cookie of a function is refused', (section, why) => {
  expect(() => attach(section, 'p')).toThrow(`program "p" (section "${section}"): ${why}`);
});
