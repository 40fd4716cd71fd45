import { oracle } from '@tracelab/testing';
import { baseParts, Kernel } from '@tracelab/kernel';
import { expect, test } from 'vitest';
import { kernelBtf, LoadedObject, readObject } from '../../src/index.js';
import { CLANG_AND_LIBBPF, compileBpf, PREAMBLE } from '../clang.js';

const SOURCE = `${PREAMBLE}
u64 sum = 5, old, swapped = 1, compared = 3;
u32 bits = 0xf0;
SEC("fentry/bpf_fentry_test1") int atomics(u64 *ctx)
{
	old = __sync_fetch_and_add(&sum, 7);
	__sync_fetch_and_or(&bits, 0x0f);
	old += __sync_lock_test_and_set(&swapped, 9) << 8;
	old += __sync_val_compare_and_swap(&compared, 3, 4) << 16;
	return 0;
}`;

oracle(...CLANG_AND_LIBBPF)('atomics, from C', () => {
  test.each([
    ['exclusive loops where the CPUs have nothing else', [], /^1: ldxr /m],
    ['one instruction each where they have LSE', ['lse'] as const, /^ldaddal /m],
  ])('%s', (_, features, instruction) => {
    const kernel = new Kernel([baseParts], { features });
    const object = new LoadedObject(kernel, readObject(compileBpf(SOURCE), { btf: kernelBtf() }));
    const { code, insnsi, functions } = object.load('atomics');
    kernel.machine.call(code, [kernel.kzalloc(64), insnsi]);
    const read = ['sum', 'old', 'bits', 'swapped', 'compared'].map((name) => object.readGlobal(name));
    expect(read).toEqual([12n, 5n + (1n << 8n) + (3n << 16n), 0xffn, 9n, 4n]);
    expect(functions.at(-1)!.text).toMatch(instruction);
  });
});
