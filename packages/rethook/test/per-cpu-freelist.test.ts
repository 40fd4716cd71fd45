import { baseParts, Kernel, routine } from '@tracelab/kernel';
import { beforeEach, expect, test } from 'vitest';
import { freeNodesOfCpu, perCpuFreelist, perTaskShadowStack, rethookAlloc, sharedFreelist } from '../src/index.js';

const CPUS = 3;
const stubs = {
  absolutes: { FREGS_LR: 0, FREGS_FP: 8 },
  routines: [routine('note_return', 'ret')],
};

let kernel: Kernel;
let rethook: bigint;
beforeEach(() => {
  kernel = new Kernel([baseParts, perCpuFreelist, stubs], { cpus: CPUS, possibleCpus: CPUS });
  rethook = rethookAlloc(kernel, { handler: kernel.symbols.lookup('note_return'), data: 0n, dataSize: 0, nodes: 2 * CPUS });
});

const tryGet = (cpu: number) => kernel.cluster.cores[cpu]!.call('rethook_try_get', [rethook]);
const recycle = (cpu: number, node: bigint) => void kernel.cluster.cores[cpu]!.call('rethook_recycle', [node]);
const list = (cpu: number) => freeNodesOfCpu(kernel.memory, rethook, cpu);
const lengths = () => [0, 1, 2].map((cpu) => list(cpu).length);

test('every CPU has its part of the nodes', () => expect(lengths()).toEqual([2, 2, 2]));

test('a CPU takes from its own list', () => {
  const [first] = list(1);
  expect(tryGet(1)).toBe(first);
  expect(lengths()).toEqual([2, 1, 2]);
});

test('then from the others’, in turn, and gets NULL when all are empty', () => {
  const expected = [...list(2), ...list(0), ...list(1)];
  expect(expected.map(() => tryGet(2))).toEqual(expected);
  expect(tryGet(2)).toBe(0n);
  expect(lengths()).toEqual([0, 0, 0]);
});

test('it puts onto its own, wherever the node came from', () => {
  const node = tryGet(0);
  recycle(2, node);
  expect(lengths()).toEqual([1, 2, 3]);
  expect(list(2)[0]).toBe(node);
});

test('lists lie on lines of their own', () => {
  const own = rethookAlloc(kernel, { handler: 1n, data: 0n, dataSize: 0, nodes: 0 });
  expect(kernel.memory.read(own + 16n, 8) % 64n).toBe(0n);
});

test('every task has its shadow stack, where nodes live there', () => {
  const other = new Kernel([baseParts, perTaskShadowStack, stubs], { cpus: CPUS });
  const shared = rethookAlloc(other, { handler: other.symbols.lookup('note_return'), data: 0n, dataSize: 0, nodes: 0 });
  const nodes = other.cluster.cores.map((core) => core.call('rethook_try_get', [shared]));
  expect(new Set(nodes).size).toBe(CPUS);
  expect(nodes).not.toContain(0n);
});

test('the uncontended pair is the shared list’s: five read-modify-writes', () => {
  const atomics = (variant: typeof sharedFreelist) =>
    variant.routines!.filter(({ name }) => /try_get|recycle/.test(name)).map(({ text }) => (text.match(/stl?xr/g) ?? []).length);
  expect(atomics(perCpuFreelist)).toEqual(atomics(sharedFreelist));
});
