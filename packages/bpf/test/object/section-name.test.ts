import { expect, test } from 'vitest';
import { BpfLoadError, parseSectionName } from '../../src/index.js';

test.each([
  ['fentry/bpf_fentry_test1', { type: 'fentry', target: 'bpf_fentry_test1' }],
  ['fexit/bpf_fentry_test1', { type: 'fexit', target: 'bpf_fentry_test1' }],
  ['fmod_ret/bpf_modify_return_test', { type: 'fmod_ret', target: 'bpf_modify_return_test' }],
  ['fentry.s/__arm64_sys_getpgid', { type: 'fentry', target: '__arm64_sys_getpgid', sleepable: true }],
  ['fexit.s/__arm64_sys_getpgid', { type: 'fexit', target: '__arm64_sys_getpgid', sleepable: true }],
  ['fmod_ret.s/f', { type: 'fmod_ret', target: 'f', sleepable: true }],
  ['kprobe/bpf_fentry_test1', { type: 'kprobe', target: 'bpf_fentry_test1' }],
  ['kprobe/bpf_fentry_test6+0x8', { type: 'kprobe', target: 'bpf_fentry_test6', offset: 8 }],
  ['kprobe/bpf_fentry_test6+12', { type: 'kprobe', target: 'bpf_fentry_test6', offset: 12 }],
  ['kretprobe/bpf_fentry_test1', { type: 'kretprobe', target: 'bpf_fentry_test1' }],
  ['kprobe.multi/bpf_fentry_test?', { type: 'kprobe.multi', target: 'bpf_fentry_test?' }],
  ['kretprobe.multi/bpf_fentry*', { type: 'kretprobe.multi', target: 'bpf_fentry*' }],
])('%s', (section, attach) => {
  expect(parseSectionName(section)).toEqual({ attach, autoload: true });
  expect(parseSectionName(`?${section}`)).toEqual({ attach, autoload: false });
});

test.each([
  ['xdp', /^section "xdp": programs of this type are not supported; one of fentry\/FUNCTION, .*kretprobe\.multi\/PATTERN$/],
  ['kprobe.s/f', /^section "kprobe\.s\/f": programs of this type/],
  ['fentry', /^section "fentry": "" is not a function to attach to; fentry\/FUNCTION is needed$/],
  ['fentry/a b', /"a b" is not a function/],
  ['fentry/f+8', /"f\+8" is not a function/],
  ['kprobe/f+x', /^section "kprobe\/f\+x": "x" is no offset in bytes; kprobe\/FUNCTION\[\+OFFSET\] is needed$/],
  ['kprobe/f+-4', /"-4" is no offset/],
  ['kprobe.multi/', /"" is no pattern of functions/],
  ['constructor/f', /programs of this type are not supported/],
])('%s is refused', (section, message) => {
  expect(() => parseSectionName(section)).toThrow(BpfLoadError);
  expect(() => parseSectionName(section)).toThrow(message);
});
