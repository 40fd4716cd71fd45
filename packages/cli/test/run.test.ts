import { readFileSync } from 'node:fs';
import { triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { changed, renamed } from './changed-object.js';
import { tracelab } from './recording-host.js';

const program = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../../programs/${name}.bpf.o`, import.meta.url)));
const text = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

test('programs, calls, maps, ring buffers and cost', async () => {
  const { status, stdout, stderr } = await tracelab(['run', 'ringbuf.o'], { files: { 'ringbuf.o': program('ringbuf') } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines[0]).toBe('ringbuf.o: test_run, programs called by direct, series ftrace-regs, ops-direct, fprobe, rethook, on cortex-a72');
  expect(lines).toContain('submit    fentry bpf_fentry_test1     1       0         0');
  expect(lines).toContain('  bpf_fentry_test2(2, 3) = 5');
  expect(lines).toContain('  submitted = 1');
  expect(stdout).toMatch(/\nevents \(ringbuf\)\n {2}"?01 00 00 00 .*\n {2}"?04 00 00 00 .*\n\n/);
  expect(stdout).toMatch(/\nnothing attached +[\d.]+ +[\d.]+\nwith 4\.0 program runs +[\d.]+ +[\d.]+\n {2}of that, dispatch +[\d.]+ +[\d.]+ +[\d.]+\n {2}of that, programs +[\d.]+ +[\d.]+ +[\d.]+\n$/);
});

test('--json, with the system call as trigger: what dispatch and programs cost adds up', async () => {
  const { status, stdout } = await tracelab(['run', 'x.o', '--trigger', 'getpgid', '--invoker', 'fprobe', '--json'], { files: { 'x.o': triggerObject } });
  expect(status).toBe(0);
  const { schema, programs, cost, maps } = JSON.parse(stdout);
  expect(schema).toBe('tracelab.run/1');
  expect(programs.map((one: { name: string; runs: number }) => [one.name, one.runs])).toContainEqual(['trigger_fentry', 10]);
  expect(maps[0].entries[0].key).toBe('hits');
  expect(cost.base.cycles + cost.dispatch.cycles + cost.body.cycles).toBeCloseTo(cost.traced.cycles, 6);
  expect(cost.body.instructions).toBeGreaterThan(0);
  expect(cost.dispatch.cycles).toBeGreaterThan(cost.body.cycles);
});

test('calls of a file, with what they are expected to return', async () => {
  const calls = [
    { function: 'bpf_fentry_test2', args: ['0x10', -6], expect: 10, bits: 32 },
    { function: 'bpf_modify_return_test', args: [1, { memory: '02 00 00 00' }], expect: 5, bits: 32 },
  ];
  const files = { 'x.o': program('fentry_test'), 'calls.json': text(calls) };
  const { status, stdout } = await tracelab(['run', 'x.o', '--trigger', 'calls.json'], { files });
  expect(status).toBe(1);
  expect(stdout).toContain('  bpf_fentry_test2(16, -6) = 10\n  bpf_modify_return_test(1, &{02 00 00 00}) = 4, expected 5\n');
});

async function refusal(args: readonly string[], files: Readonly<Record<string, Uint8Array>>): Promise<string> {
  const { status, stdout, stderr } = await tracelab(args, { tty: true, files });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^tracelab: \P{Cc}+\n$/u);
  return stderr.slice('tracelab: '.length, -1);
}

test.each([
  ['cut short', triggerObject.slice(0, 500), /^object "x\.o": truncated: /],
  ['for another machine', changed((view) => view.setUint16(18, 183, true)), /^object "x\.o": not a BPF object but ELF for machine 183: BPF \(247/],
  ['on a function that is not there', renamed('fentry/__arm64_sys_getpgid', 'fentry/__arm64_sys_getpgix'), /^object "x\.o": trigger_fentry: .*func '__arm64_sys_getpgix' is not in the kernel's BTF$/],
  ['on functions by a pattern that none fits', renamed('kprobe/__arm64_sys_getpgid', 'kprobe.multi/nobody*******'), /: no function fits "nobody\*{7}": one of \d+ is wanted, (?:\w+, ){8}…$/],
  ['of another type', renamed('fexit/__arm64_sys_getpgid', 'xdpxx/__arm64_sys_getpgid'), /^object "x\.o": section "xdpxx\/__arm64_sys_getpgid": programs of this type are not supported; one of fentry\/FUNCTION/],
])('an object %s', async (_, bytes, message) => {
  expect(await refusal(['run', 'x.o'], { 'x.o': bytes })).toMatch(message);
});

test.each([
  ['--trigger nothing', 'unknown trigger "nothing": one of getpgid, test_run, or a file of calls that ends in .json'],
  ['--invoker none', 'invoker "none" runs no program: kprobe, direct or fprobe'],
  ['--program none', 'object "x.o": no program "none": one of trigger_fentry'],
  ['--cookie trigger_fentry', 'cookie "trigger_fentry": NAME=NUMBER is wanted, with the name of a program'],
  ['--set nothing=1', 'object "x.o": no global variable "nothing" that holds a number: one of hits'],
  ['--set hits=99999999999999999999', 'object "x.o": global variable "hits": 99999999999999999999 does not fit into its 8 bytes: -9223372036854775808 to 18446744073709551615'],
  ['--cookie nothing=1', 'object "x.o": cookie for "nothing", which is not attached: one of trigger_fentry, trigger_fexit, trigger_kprobe, trigger_fmodret, trigger_kretprobe'],
  ['--invoker kprobe', 'invoker "kprobe" gives programs registers, not arguments'],
  ['--trigger gone.json', 'cannot read "gone.json": no such file'],
  ['--trigger bad.json', 'bad.json: no JSON: '],
  ['--trigger empty.json', 'empty.json: '],
  ['--trigger args.json', 'args.json: 0.args.1: true is there, a number, or {"memory": "hex bytes"} is wanted'],
  ['--trigger name.json', 'object "x.o": call of "no_such_function": no function of the kernel; one of '],
])('run %s', async (options, message) => {
  const files = {
    'x.o': triggerObject,
    'bad.json': text('{'),
    'empty.json': text([]),
    'args.json': text([{ function: 'bpf_fentry_test2', args: [1, true] }]),
    'name.json': text([{ function: 'no_such_function' }]),
  };
  expect(await refusal(['run', 'x.o', ...options.split(' ')], files)).toContain(message);
});
