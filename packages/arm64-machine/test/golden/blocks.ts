import { time, type Core, type TimeOptions } from '../../src/index.js';

interface GoldenBlock extends TimeOptions {
  readonly name: string;
  readonly text: string;
  readonly feature?: 'lse';
}

/** X0 is the first of `count` pointers, `stride` bytes apart, in a ring. */
const ring = (count: number, stride: number): string => `
        mov     x1, x0
        mov     x2, #${count - 1}
        mov     x3, #${stride}
1:      add     x4, x1, x3
        str     x4, [x1]
        mov     x1, x4
        subs    x2, x2, #1
        b.ne    1b
        str     x0, [x1]`;

/** A little of everything that a core model times. */
const blocks: readonly GoldenBlock[] = [
  { name: 'additions', text: 'add x1, x2, x3\nadd x4, x5, x6\nadd x7, x8, x9' },
  { name: 'a chain of shifts', text: 'add x1, x1, x2, lsl #3\nubfx x1, x1, #3, #8\nbfi x1, x3, #8, #8' },
  { name: 'products', text: 'mul x1, x1, x2\nmadd x3, x1, x2, x3\numulh x4, x2, x5\nsmull x6, w7, w8' },
  { name: 'a division', text: 'udiv x1, x1, x2\nudiv w3, w4, w5' },
  { name: 'NOPs', text: 'nop\nnop\nadd x1, x2, x3' },
  { name: 'loads', text: 'ldr x1, [x0]\nldp x2, x3, [x0, #16]\nldr x4, [x0, x5]\nadd x6, x4, x1' },
  { name: 'stores', text: 'str x1, [x0]\nstp x2, x3, [x0, #16]\nstur x4, [x0, #36]' },
  { name: 'forwarding', text: 'str x1, [x0]\nldr x1, [x0]' },
  { name: 'a narrow store and a wide load', text: 'str w1, [x0, #4]\nldr x1, [x0]' },
  { name: 'a pair and its upper half', text: 'stp x1, x2, [x0]\nldp x1, x2, [x0, #8]' },
  {
    name: 'frames',
    text: 'bl f',
    routines:
      'f: stp x29, x30, [sp, #-32]!\nmov x29, sp\nstp x19, x20, [sp, #16]\nldp x19, x20, [sp, #16]\nldp x29, x30, [sp], #32\nret',
  },
  { name: 'calls', text: 'bl f\\@\nnop', routines: 'f\\@: ret\nnop' },
  { name: 'indirect calls', text: 'blr x1', setup: 'adr x1, f', routines: 'f: ret' },
  {
    name: 'a hijacked return',
    text: 'bl f',
    routines: 'f: mov x9, x30\nbl g\nret x9\ng: adr x10, h\nret x10\nh: ret x30',
  },
  { name: 'branches', text: 'cbz xzr, 1f\nnop\n1: b 2f\nnop\n2: cbnz xzr, .' },
  {
    name: 'random branches',
    setup: 'mov x1, #0x9e37\nmovk x1, #0x79b9, lsl #16\nmovk x1, #0x7f4a, lsl #32',
    head: 'eor x1, x1, x1, lsl #13\neor x1, x1, x1, lsr #7\neor x1, x1, x1, lsl #17',
    text: 'tbz x1, #\\@, 1f\nnop\n1:',
    copies: 60,
  },
  { name: 'LL/SC', text: '1: ldxr x1, [x0]\nadd x1, x1, #1\nstxr w2, x1, [x0]\ncbnz w2, 1b' },
  { name: 'acquire and release', text: 'ldar x1, [x0]\nldr x2, [x0, #64]\nstlr x2, [x0, #0]' },
  { name: 'barriers', text: 'str x1, [x0]\ndmb ish\nldr x2, [x0, #64]\ndmb ishld\ndsb ish' },
  { name: 'a context synchronisation', text: 'isb' },
  {
    name: 'system registers',
    text: 'mrs x1, sp_el0\nmrs x2, tpidr_el1\nmsr tpidr_el1, x2\nmrs x3, daif\nmsr daifset, #2\nmsr elr_el1, x3',
  },
  { name: 'atomics', text: 'ldadd x1, x2, [x0]\nldaddal x1, x2, [x0]\ncasal x1, x2, [x0]', feature: 'lse' },
  { name: 'L2', text: 'ldr x0, [x0]', setup: ring(4, 16384) },
  { name: 'a stride', text: 'ldr x0, [x0]', setup: ring(512, 128), copies: 128 },
  { name: 'DRAM', text: 'ldr x0, [x0]', setup: ring(20, 65536) },
  {
    name: 'code in L2',
    text: 'add x1, x2, x3\nadd x4, x2, x3\nldr x5, [x0]\nldr x6, [x0]',
    copies: 3300,
    warmUp: 2,
    loops: 1,
  },
];

/** Cycles of every block that the core can run, by name; in the order of the list, or back to front. */
export function cyclesOf(core: Core, order: 'forward' | 'backward' = 'forward'): Readonly<Record<string, number>> {
  const known = blocks.filter(({ feature }) => feature === undefined || core.features.includes(feature));
  const list = order === 'forward' ? known : known.toReversed();
  return Object.fromEntries(
    list.map(({ name, text, ...options }) => [
      name,
      time(core, text, { copies: 40, warmUp: 12, loops: 8, ...options }).cycles,
    ]),
  );
}
