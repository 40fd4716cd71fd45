import { readFileSync } from 'node:fs';
import type { RunResult } from '@tracelab/bench';
import { triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { runReport } from '../src/run/report.js';
import { changed, renamed } from './changed-object.js';
import { tracelab } from './recording-host.js';

const program = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(`../../../programs/${name}.bpf.o`, import.meta.url)));
const text = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value));

test('programs, calls, maps, ring buffers and cost', async () => {
  const { status, stdout, stderr } = await tracelab(['run', 'ringbuf.o'], { files: { 'ringbuf.o': program('ringbuf') } });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const lines = stdout.split('\n');
  expect(lines.slice(0, 2)).toEqual([
    'ringbuf.o: test_run, programs called by direct,',
    '  series ftrace-regs, ops-direct, fprobe, rethook, on cortex-a72',
  ]);
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
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
    { function: 'bpf_fentry_test2', args: [-8, 3], expect: -5 },
    { function: 'bpf_modify_return_test', args: [1, { memory: '02 00 00 00' }], expect: 5, bits: 32 },
  ];
  const files = { 'x.o': program('fentry_test'), 'calls.json': text(calls) };
  const { status, stdout } = await tracelab(['run', 'x.o', '--trigger', 'calls.json'], { files });
  expect(status).toBe(1);
  expect(stdout).toContain('  bpf_fentry_test2(16, -6) = 10\n  bpf_fentry_test2(-8, 3) = -5\n  bpf_modify_return_test(1, &{02 00 00 00}) = 4, expected 5\n');
});

test('long records are wrapped, and what is left out is counted; maps with nothing in them say so', () => {
  const map = (name: string, type: string, values: readonly string[]) => ({ name, type, entries: values.map((value, key) => ({ key, value })) });
  const result: RunResult = {
    schema: 'tracelab.run/1',
    config: { core: 'cortex-a72', object: 'x.o', invoker: 'direct', series: [], trigger: 'test_run' },
    programs: [],
    calls: [],
    maps: [map('events', 'ringbuf', [Array<string>(100).fill('00').join(' '), 'a'.repeat(100)]), map('seen', 'hash', []), map('counts', 'array', [])],
    trace: [],
    cost: { base: { cycles: 1, instructions: 1 }, traced: { cycles: 1, instructions: 1 }, body: { cycles: 0, instructions: 0 }, dispatch: { cycles: 0, instructions: 0 }, runs: 0, period: 1 },
  };
  const lines = runReport(result).split('\n');
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  const [, ...records] = lines.slice(lines.indexOf('events (ringbuf)'), lines.indexOf('seen (hash): empty') - 1);
  expect(records.map((line) => line.length)).toEqual([77, 78, 78, 28, 78, 28]);
  expect(records[3]).toBe('    … and 75 more characters');
  expect(lines).toContain('counts (array): all zero');
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
  ['--invoker none', 'unknown invoker "none": one of direct, fprobe'],
  ['--program none', 'object "x.o": no program "none": one of trigger_fentry'],
  ['--cookie trigger_fentry', 'cookie "trigger_fentry": NAME=NUMBER is wanted, with the name of a program'],
  ['--set nothing=1', 'object "x.o": no global variable "nothing" that holds a number: one of hits'],
  ['--set hits=99999999999999999999', 'object "x.o": global variable "hits": 99999999999999999999 does not fit into its 8 bytes: -9223372036854775808 to 18446744073709551615'],
  ['--cookie nothing=1', 'object "x.o": cookie for "nothing", which is not attached: one of trigger_fentry, trigger_fexit, trigger_kprobe, trigger_fmodret, trigger_kretprobe'],
  ['--invoker kprobe', 'unknown invoker "kprobe": one of direct, fprobe'],
  ['--series nothing', 'unknown series "nothing": one of ftrace-regs, ops-direct, fprobe, rethook, or none alone, or all alone'],
  ['--trigger gone.json', 'cannot read "gone.json": no such file'],
  ['--trigger bad.json', 'bad.json: no JSON: '],
  ['--trigger empty.json', 'empty.json: '],
  ['--trigger args.json', 'args.json: call 0: args.1: true is there, a number, or {"memory": "hex bytes"} is wanted'],
  ['--trigger name.json', 'object "x.o": call of "no_such_function": no function of the kernel; one of '],
  ['--trigger near.json', 'call of "bpf_fentry_testx": no function of the kernel; one of bpf_fentry_test1, bpf_fentry_test2, bpf_fentry_test3, bpf_fentry_test4, bpf_fentry_test5, bpf_fentry_test6, bpf_fentry_test7, bpf_fentry_test8, and '],
  ['--trigger missing.json', 'missing.json: call 0: no "function": the name of a function is wanted'],
  ['--trigger unknown.json', 'unknown.json: call 1: "fn" is not known: one of function, args, expect, bits'],
  ['--trigger list.json', 'list.json: call 0: 7 is there, an object is wanted, with function, args, expect, bits'],
])('run %s', async (options, message) => {
  const files = {
    'x.o': triggerObject,
    'bad.json': text('{'),
    'empty.json': text([]),
    'args.json': text([{ function: 'bpf_fentry_test2', args: [1, true] }]),
    'near.json': text([{ function: 'bpf_fentry_testx' }]),
    'missing.json': text([{ fn: 'bpf_fentry_test1' }]),
    'unknown.json': text([{ function: 'bpf_fentry_test1' }, { function: 'bpf_fentry_test1', fn: 1 }]),
    'list.json': text([7]),
    'name.json': text([{ function: 'no_such_function' }]),
  };
  expect(await refusal(['run', 'x.o', ...options.split(' ')], files)).toContain(message);
});
