import { Btf, type BtfType } from '../../src/btf/index.js';
import { assembleBpf } from '../../src/insn/assemble.js';
import type { ProgramContext, VerifierInput, VerifierMap } from '../../src/verifier/index.js';

/** Maps that the programs of the tables may name. */
const text = new TextEncoder();
export const MAPS: readonly VerifierMap[] = [
  { name: 'counts', type: 'array', keySize: 4, valueSize: 8, maxEntries: 4 },
  { name: 'table', type: 'hash', keySize: 8, valueSize: 16, maxEntries: 8 },
  { name: 'state', type: 'array', keySize: 4, valueSize: 16, maxEntries: 1 },
  {
    name: 'rodata',
    type: 'array',
    keySize: 4,
    valueSize: 32,
    maxEntries: 1,
    readOnly: true,
    initial: text.encode('hello\0\0\0\x05'),
  },
  {
    name: 'unending',
    type: 'array',
    keySize: 4,
    valueSize: 4,
    maxEntries: 1,
    readOnly: true,
    initial: text.encode('abcd'),
  },
  { name: 'ring', type: 'ringbuf', keySize: 0, valueSize: 0, maxEntries: 4096 },
  { name: 'locked', type: 'hash', keySize: 4, valueSize: 24, maxEntries: 8, spinLock: 8 },
  { name: 'lock', type: 'array', keySize: 4, valueSize: 16, maxEntries: 1, spinLock: 0 },
  { name: 'stacks', type: 'stack_trace', keySize: 4, valueSize: 64, maxEntries: 8 },
  { name: 'programs', type: 'prog_array', keySize: 4, valueSize: 4, maxEntries: 4 },
  { name: 'percpu', type: 'percpu_array', keySize: 4, valueSize: 8, maxEntries: 2 },
];

const int = (name: string, size: number, signed = false): BtfType => ({
  kind: 'int',
  name,
  size,
  signed,
  char: false,
  bool: false,
  bits: size * 8,
});
const proto = (returns: number, ...parameters: number[]): BtfType => ({
  kind: 'funcProto',
  returns,
  parameters: parameters.map((type, n) => ({ name: `a${n}`, type })),
  variadic: false,
});
const func = (name: string, type: number): BtfType => ({ kind: 'func', name, type, linkage: 'static' });
const member = (
  name: string,
  type: number,
  bitOffset: number,
  bitSize = 0,
): { name: string; type: number; bitOffset: number; bitSize: number } => ({
  name,
  type,
  bitOffset,
  bitSize,
});

/** A kernel of a few types. */
const TYPES: readonly (BtfType | undefined)[] = [
  undefined,
  int('int', 4, true), // 1
  int('u64', 8), // 2
  int('char', 1, true), // 3
  {
    kind: 'struct', // 4, 96 bytes
    name: 'task_struct',
    size: 96,
    members: [
      member('pid', 1, 0),
      member('flags', 1, 32, 3),
      member('parent', 5, 64),
      member('comm', 6, 128),
      member('stack', 7, 256),
      member('inner', 8, 320),
      member('either', 9, 448),
      member('children', 11, 512),
      member('run', 12, 640),
    ],
  },
  { kind: 'ptr', type: 4 }, // 5
  { kind: 'array', type: 3, indexType: 1, length: 16 }, // 6
  { kind: 'ptr', type: 0 }, // 7
  { kind: 'struct', name: 'inner', size: 16, members: [member('a', 2, 0), member('next', 10, 64)] }, // 8
  { kind: 'union', name: '', size: 8, members: [member('number', 1, 0), member('task', 5, 0)] }, // 9
  { kind: 'ptr', type: 8 }, // 10
  { kind: 'array', type: 5, indexType: 1, length: 2 }, // 11
  { kind: 'ptr', type: 13 }, // 12
  proto(1, 1), // 13
  { kind: 'ptr', type: 1 }, // 14: int *
  { kind: 'ptr', type: 14 }, // 15: int **
  proto(1, 1, 5, 7, 3, 2), // 16
  func('target', 16), // 17: int target(int, struct task_struct *, void *, char, u64)
  proto(5, 14), // 18
  func('find_task', 18), // 19: struct task_struct *find_task(int *)
  proto(0, 15), // 20
  func('nothing', 20), // 21: void nothing(int **)
  { kind: 'var', name: 'counter', type: 2, linkage: 'global' }, // 22
  { kind: 'var', name: 'current_task', type: 4, linkage: 'global' }, // 23
  {
    kind: 'datasec', // 24
    name: '.data..percpu',
    size: 104,
    variables: [
      { type: 22, offset: 0, size: 8 },
      { type: 23, offset: 8, size: 96 },
    ],
  },
  { kind: 'const', name: '', type: 4 }, // 25
  { kind: 'struct', name: 'packet', size: 8, members: [member('length', 2, 0), member('bytes', 27, 64)] }, // 26
  { kind: 'array', type: 3, indexType: 1, length: 0 }, // 27
  { kind: 'ptr', type: 26 }, // 28
  proto(1, 28), // 29
  func('send', 29), // 30: int send(struct packet *)
  { kind: 'var', name: 'jiffies', type: 2, linkage: 'global' }, // 31
];
export const KERNEL_BTF = new Btf(TYPES);

/** Where a program is attached, and by whom. */
export interface World {
  readonly context?: ProgramContext;
  readonly license?: string | undefined;
}

export const FEXIT: World = { context: { attach: 'fexit', target: 'target' } };
export const FMOD_RET: World = { context: { attach: 'fmod_ret', target: 'target' } };
/** A program that may sleep. */
export const SLEEPABLE: World = { context: { attach: 'fentry', target: 'target', sleepable: true } };
export const KPROBE: World = { context: { attach: 'kprobe' } };
export const on = (target: string, attach: 'fentry' | 'fexit' = 'fentry'): World => ({ context: { attach, target } });
export const memory = (size: number): World => ({ context: { attach: 'memory', size } });

/** Unless it says otherwise, a program is for fentry of `target`. */
export function program(source: string, world: World = {}): VerifierInput {
  const { context = { attach: 'fentry', target: 'target' } } = world;
  return {
    name: 'test',
    slots: assembleBpf(source, { maps: MAPS.map(({ name }) => name) }),
    maps: MAPS,
    context,
    license: 'license' in world ? world.license : 'GPL',
    kernelBtf: KERNEL_BTF,
  };
}

/** What it shows, the program, where it is attached. */
export type Accepted = readonly [rule: string, source: string, world?: World];
/** Also the reason, or a part of it. */
export type Refused = readonly [rule: string, source: string, reason: string, world?: World];

/** R0 = the element of `map` whose key is `key`; the key's 4 bytes stand at fp-4. */
export const lookup = (map: string, key: number | string = 0): string =>
  `*(u32 *)(r10 -4) = ${key}; r2 = r10; r2 += -4; r1 = map[${map}]; call bpf_map_lookup_elem`;
/** The same, and out where there is none. */
export const found = (map: string, key: number | string = 0): string => `${lookup(map, key)}; if r0 == 0 goto out`;
/** R0 = `size` bytes of the ring buffer, or null. */
export const reserve = (size: number): string => `r1 = map[ring]; r2 = ${size}; r3 = 0; call bpf_ringbuf_reserve`;
export const done = 'out: r0 = 0; exit';
