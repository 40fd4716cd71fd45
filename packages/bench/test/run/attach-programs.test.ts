import { LoadedObject, parseSectionName, readObject, triggerObject } from '@tracelab/bpf';
import { Ftrace } from '@tracelab/ops-direct';
import { beforeAll, expect, test } from 'vitest';
import { ProgramAttacher, type AttachedProgram } from '../../src/run/attach-programs.js';
import { bootForRun } from '../../src/run/index.js';

let attach: (section: string) => AttachedProgram;

beforeAll(() => {
  const kernel = bootForRun([], 'cortex-a72');
  const program = new LoadedObject(kernel, readObject(triggerObject)).load('trigger_fentry');
  const attacher = new ProgramAttacher(kernel, new Ftrace(kernel), { invoker: 'direct', pool: 'when-needed' });
  attach = (section) => attacher.attach({ name: 'p', section }, { ...program, attach: parseSectionName(section).attach });
});

test.each([
  ['fentry.s/do_getpgid', 'do_getpgid is not sleepable; '],
  ['fmod_ret.s/security_task_getpgid', 'security_task_getpgid is not sleepable; '],
  ['fmod_ret/bpf_fentry_test2', 'bpf_fentry_test2() is not modifiable; '],
])('%s is refused', (section, why) => {
  expect(() => attach(section)).toThrow(`program "p" (section "${section}"): ${why}__arm64_sys_*, bpf_modify_return_test* and bpf_fentry_test1 are`);
});

test.each(['fentry.s/__arm64_sys_getpgid', 'fexit.s/bpf_fentry_test1', 'fmod_ret/security_task_getpgid'])('%s is taken', (section) => {
  const attached = attach(section);
  expect(attached.functions).toEqual([section.slice(section.indexOf('/') + 1)]);
  attached.detach();
});
