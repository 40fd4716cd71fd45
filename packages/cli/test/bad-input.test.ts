import { triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { changed, renamed, withInstruction, withRelocationType } from './changed-object.js';
import { tracelab, type Surroundings } from './recording-host.js';

/** One line, status 2, and no sign of a run: not even progress, though there is a terminal to show it on. */
async function refusal(args: readonly string[], files: Surroundings['files'] = {}): Promise<string> {
  const { status, stdout, stderr } = await tracelab(args, { tty: true, files });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^tracelab: \P{Cc}+\n$/u);
  return stderr.slice('tracelab: '.length, -1);
}

const SERIES = 'one of ftrace-regs, ops-direct, fprobe, rethook';

test.each([
  ['', 'no command: one of bench'],
  ['bnch', 'unknown command "bnch": one of bench'],
  ['bench --serie all', "unknown option '--serie' (Did you mean --series?): one of --hook, --invoker"],
  ['bench fentry', 'bench takes no argument: "fentry" is too many'],
  ['bench --series', "option '--series <names>' argument missing: ftrace-regs, ops-direct, fprobe, rethook; or none, or all"],
  ['bench --series ftrace-reg', `unknown series "ftrace-reg": ${SERIES}`],
  ['bench --series fprobe,,rethook', `unknown series "": ${SERIES}`],
  ['bench --series none,fprobe', `unknown series "none": ${SERIES}`],
  ['bench --series constructor', `unknown series "constructor": ${SERIES}`],
  ['bench --core cortex-a73', 'unknown core "cortex-a73": one of cortex-a72'],
  [
    'bench --core cortex-a72 --core m1',
    "option '--core <name>' argument 'm1' is invalid. It is \"cortex-a72\" already.",
  ],
  ['bench --hook entry', 'unknown hook "entry": one of fentry, fexit'],
  ['bench --invoker rethook', 'unknown invoker "rethook": one of kprobe, direct, fprobe'],
  [
    'bench --invoker kprobe --hook fmod_ret',
    'invoker "kprobe" has no hook "fmod_ret": give --hook fentry for a kprobe, fexit for a kretprobe',
  ],
  ['bench --invoker direct --series all', '--series is a choice for invoker "fprobe", not for "direct"'],
  ['bench --json --csv', "option '--json' cannot be used with option '--csv'"],
  ['bench --object no/such.o', 'cannot read "no/such.o": no such file'],
  ['bench --object .', 'cannot read ".": illegal operation on a directory'],
])('tracelab %s', async (line, message) => {
  expect(await refusal(line.split(' ').filter(Boolean))).toContain(message);
});

const FENTRY = 'fentry/__arm64_sys_getpgid';

test.each([
  ['nothing', new Uint8Array(), 'not an ELF file'],
  ['text', new TextEncoder().encode('int main;\n'), 'not an ELF file'],
  [
    'an object for x86',
    changed((view) => view.setUint16(18, 62, true)),
    'not a BPF object but ELF for machine 62: BPF (247',
  ],
  ['an object for arm64', changed((view) => view.setUint16(18, 183, true)), 'ELF for machine 183: BPF (247'],
  ['an executable', changed((view) => view.setUint16(16, 2, true)), 'ELF of type 2: a relocatable object'],
  ['no counter', renamed('hits', 'hit5'), 'no global variable "hits": the bench reads the number of calls from it'],
  [
    'a program type',
    renamed('fexit/__arm64_sys_getpgid', 'iter_/__arm64_sys_getpgid'),
    'section "iter_/__arm64_sys_getpgid": programs of this type are not supported; one of fentry/FUNCTION',
  ],
  [
    'no program for a hook',
    renamed('fexit/__arm64_sys_getpgid', 'fexit/__arm64_sys_getpid_'),
    'no program in section "fexit/__arm64_sys_getpgid": the object has fentry/',
  ],
  [
    'a helper',
    withInstruction('fexit/__arm64_sys_getpgid', { code: 0x85, imm: 9999 }),
    'trigger_fexit: instruction 0: helper unknown#9999 is not supported by this kernel',
  ],
  ['an instruction', withInstruction(FENTRY, { code: 0xe5 }), 'trigger_fentry: instruction 0: opcode 0xe5'],
  ['a relocation', withRelocationType(FENTRY, 77), 'relocation against "hits": type 77 is not supported; R_BPF_64_64'],
])('an object with %s', async (_, bytes, message) => {
  const line = await refusal(['bench', '--object', 'x.o'], { 'x.o': bytes });
  expect(line).toMatch(/^object "x\.o": /);
  expect(line).toContain(message);
});

test('control characters of a damaged object stay out of the terminal', async () => {
  const line = await refusal(['bench', '--object', 'x.o'], { 'x.o': renamed('fexit/', '\x1b[2J\n\0') });
  expect(line).toContain('section "\\u001b[2J\\u000a"');
});

test('an object cut anywhere', async () => {
  for (let length = 0; length < triggerObject.length; length += 97) {
    const line = await refusal(['bench', '--object', 'x.o'], { 'x.o': triggerObject.subarray(0, length) });
    expect(line).toMatch(/^object "x\.o": (not an ELF file|truncated: )/);
  }
});

test('a hook that is not measured needs no program', async () => {
  const files = { 'x.o': renamed('fexit/__arm64_sys_getpgid', 'fexit/__arm64_sys_getpid_') };
  const args = ['bench', '--object', 'x.o', '--hook', 'fentry', '--invoker', 'direct', '--csv'];
  expect(await tracelab(args, { files })).toMatchObject({ status: 0, stderr: '' });
});
