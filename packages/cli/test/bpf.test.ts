import { readFileSync } from 'node:fs';
import { Btf, kernelBtf, triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { tracelab } from './recording-host.js';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

/** One line, and status 2. */
async function refusal(args: readonly string[], files: Readonly<Record<string, Uint8Array>> = {}): Promise<string> {
  const { status, stdout, stderr } = await tracelab(args, { files });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toMatch(/^tracelab: \P{Cc}+\n$/u);
  return stderr.slice('tracelab: '.length, -1);
}

interface Conformance {
  readonly name: string;
  readonly code: string;
  readonly mem: string;
  readonly result: string;
}
const corpus = JSON.parse(readFileSync(new URL('../../bpf/test/conformance/corpus.json', import.meta.url), 'utf8')) as Conformance[];

test('instructions from standard input, memory as argument, R0 in hex: a plugin of bpf_conformance', async () => {
  const sample = corpus.filter(({ name }, i) => i % 52 === 0 || name === 'callx');
  for (const { name, code, mem, result } of sample) {
    const { status, stdout } = await tracelab(['bpf', 'run', '--no-verify', mem], { files: { '-': text(`${code}\n`) } });
    expect({ name, status, r0: BigInt(stdout.trim()) }).toEqual({ name, status: 0, r0: BigInt(result) });
  }
  expect(sample.length).toBeGreaterThan(6);
});

test('instructions and memory as options', async () => {
  const { status, stdout } = await tracelab(['bpf', 'run', '--hex', '7112000000000000', 'bf20000000000000', '9500000000000000', '--mem', '2a 00']);
  expect({ status, stdout }).toEqual({ status: 0, stdout: '0x2a\n' });
});

test.each([
  ['no hex', ['--hex', 'xyz'], 'instructions: "x" is no hex digit: bytes in hex, as in b700000007000000'],
  ['half an instruction', ['--hex', 'b7000000'], 'program: 4 bytes of instructions; a positive multiple of 8 is needed'],
  ['half a byte', ['--hex', '9500000000000000', '--mem', '123'], 'memory: 3 hex digits make no whole bytes'],
  ['memory twice', ['12', '--hex', '9500000000000000', '--mem', '12'], 'memory is given twice, as an argument and by --mem: give one'],
  ['what the verifier refuses', ['--hex', '9500000000000000'], 'R0 !read_ok'],
  ['what goes wrong without it', ['--no-verify', '--hex', 'b700000000000000', '7900000000000000', '9500000000000000'], 'the program went wrong on the machine'],
])('bpf run: %s', async (_, args, message) => {
  expect(await refusal(['bpf', 'run', ...args])).toContain(message);
});

test('bpf jit: BPF and A64 side by side', async () => {
  const { status, stdout } = await tracelab(['bpf', 'jit', 'x.o', '--program', 'trigger_fentry'], { files: { 'x.o': triggerObject } });
  expect(status).toBe(0);
  expect(stdout).toMatch(/^bpf_prog_[0-9a-f]{16}_trigger_fentry:\nprologue {28}bti c\n/);
  expect(stdout).toContain('   0: r1 = 1                        movz x0, #0x1\n');
  expect(await refusal(['bpf', 'jit', 'x.o', '--program', 'none'], { 'x.o': triggerObject })).toContain('no program "none": one of trigger_fentry');
});

test('btf vmlinux: the header of the kernel, and its BTF', async () => {
  const { status, stdout } = await tracelab(['btf', 'vmlinux']);
  expect(status).toBe(0);
  expect(stdout).toContain('\tstruct task_struct *real_parent;\n');
  const { files } = await tracelab(['btf', 'vmlinux', '--raw', 'vmlinux.btf']);
  expect(new Btf(files['vmlinux.btf'] as Uint8Array).types).toEqual(kernelBtf().types);
  expect(await refusal(['btf', 'x.o'], { 'x.o': text('text') })).toMatch(/^object "x\.o": not an ELF file/);
});
