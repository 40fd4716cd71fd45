import { operation as operationFrom, type Measurement } from '../measurement.js';

const insnBench = 'insn_bench_aarch64, LX2160A';
const lmbench = 'lmbench, TI J721E at 2.0 GHz';
const chips = 'Chips and Cheese, Graviton 1';

const operation = operationFrom(insnBench);

/** X1: a new random word in every iteration (xorshift64). */
const random = {
  setup: 'mov x1, #0x9e37\nmovk x1, #0x79b9, lsl #16\nmovk x1, #0x7f4a, lsl #32\nmovk x1, #0x7c15, lsl #48',
  head: 'eor x1, x1, x1, lsl #13\neor x1, x1, x1, lsr #7\neor x1, x1, x1, lsl #17',
  copies: 60,
  loops: 40,
} as const;

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

/** Every timing that was published for the Cortex-A72 and that a short text shows. */
export const measurements: readonly Measurement[] = [
  ...operation('add', 'add x1, x1, x2', 'add x1, x2, x3', 1, 2),
  ...operation('sub, immediate', 'sub x1, x1, #1', 'sub x1, x2, #1', 1, 2),
  ...operation('logic', 'eor x1, x1, x2', 'eor x1, x2, x3', 1, 2),
  ...operation('logic, immediate', 'and x1, x1, #0xff', 'and x1, x2, #0xff', 1, 2),
  ...operation('mov', 'mov x1, x1', 'mov x1, x2', 1, 2),
  ...operation('ubfx', 'ubfx x1, x1, #3, #8', 'ubfx x1, x2, #3, #8', 1, 2),
  ...operation('lsl', 'lsl x1, x1, #3', 'lsl x1, x2, #3', 1, 2),
  ...operation('rev', 'rev x1, x1', 'rev x1, x2', 1, 2),
  ...operation('clz', 'clz x1, x1', 'clz x1, x2', 1, 2),
  ...operation('add, shifted register', 'add x1, x1, x2, lsl #3', 'add x1, x2, x3, lsl #3', 2, 1),
  ...operation('bfi', 'bfi x1, x2, #3, #8', 'bfi x1, x2, #3, #8', 2, 1).slice(0, 1),
  ...operation('bfxil', 'bfxil x1, x2, #3, #8', 'bfxil x1, x2, #3, #8', 2, 1).slice(0, 1),
  ...operation('csel', 'csel x1, x1, x2, eq', 'csel x1, x2, x3, eq', 1, [2, 1]),
  ...operation('ccmp', 'ccmp x1, x2, #0, eq', 'ccmp x1, x2, #0, eq', 1, 1.3),
  { name: 'adrp, throughput', text: '.inst 0x90000001 // adrp x1, .', cycles: 0.5, source: insnBench },
  { name: 'nop, throughput', text: 'nop', cycles: 1, source: insnBench },
  ...operation('mul, 64-bit', 'mul x1, x1, x2', 'mul x1, x2, x3', 5, 0.33),
  ...operation('umull', 'umull x1, w1, w2', 'umull x1, w2, w3', 3, 1),
  ...operation('smull', 'smull x1, w1, w2', 'smull x1, w2, w3', 3, 1),
  ...operation('umulh', 'umulh x1, x1, x2', 'umulh x1, x2, x3', 6, 0.25),
  {
    name: 'udiv, throughput',
    text: 'udiv x1, x2, x3',
    cycles: 4,
    source: insnBench,
    differs: 'operands that let the divider exit first; the model has one latency, of the operands of lmbench',
  },

  { name: 'ldr, latency', text: 'ldr x0, [x0]', setup: 'str x0, [x0]', cycles: 4, source: insnBench },
  { name: 'ldr, throughput', text: 'ldr x1, [x0]', cycles: 1, source: insnBench },
  {
    name: 'ldr with register offset, latency',
    text: 'ldr x0, [x0, x1]',
    setup: 'str x0, [x0]',
    cycles: 5,
    source: insnBench,
  },
  { name: 'ldp, latency', text: 'ldp x0, x1, [x0]', setup: 'str x0, [x0]', cycles: 4, source: insnBench },
  {
    name: 'ldp, latency of the second register',
    text: 'ldp x1, x0, [x0]',
    setup: 'str x0, [x0, #8]',
    cycles: 5,
    source: insnBench,
  },
  { name: 'ldp, throughput', text: 'ldp x1, x2, [x0]', cycles: 1, source: insnBench },
  {
    name: 'ldp, unaligned, latency',
    text: 'ldp x0, x1, [x0]',
    setup: 'add x0, x0, #8\nstr x0, [x0]',
    cycles: 5,
    source: insnBench,
  },
  { name: 'ldp, unaligned, throughput', text: 'ldp x1, x2, [x0, #8]', cycles: 2, source: insnBench },
  { name: 'ldr across 64 bytes, throughput', text: 'ldur x1, [x0, #60]', cycles: 2, source: chips },
  { name: 'str, throughput', text: 'str x1, [x0]', cycles: 1 / 0.99, source: insnBench },
  { name: 'str across 8 bytes, throughput', text: 'stur x1, [x0, #4]', cycles: 2, source: chips },
  { name: 'stp, throughput', text: 'stp x1, x2, [x0]', cycles: 1 / 0.49, source: insnBench },
  { name: 'str to ldr', text: 'str x1, [x0]\nldr x1, [x0]', cycles: 6.53, source: insnBench },
  { name: 'stp to ldp', text: 'stp x1, x2, [x0]\nldp x1, x2, [x0]', cycles: 6.98, source: insnBench },
  { name: 'stp to ldp 8 bytes on', text: 'stp x1, x2, [x0]\nldp x1, x2, [x0, #8]', cycles: 14.01, source: insnBench },
  { name: 'stp to ldp 8 bytes back', text: 'stp x1, x2, [x0, #8]\nldp x1, x2, [x0]', cycles: 7.84, source: insnBench },
  { name: 'str to ldr, forwarded', text: 'str x1, [x0]\nldr x1, [x0]', cycles: 7, source: chips },

  { name: 'b to pc+8', text: 'b 1f\nnop\n1:', cycles: 3.02, source: insnBench },
  { name: 'b to pc+4', text: 'b 1f\n1:', cycles: 4.62, source: insnBench },
  { name: 'b, few branches', text: 'b 1f\nnop\nnop\nnop\n1:', copies: 20, cycles: 2, source: chips },
  { name: 'bl and ret', text: 'bl f\\@\nnop', routines: 'f\\@: ret\nnop', cycles: 6.48, source: insnBench },
  {
    name: 'bl and ret, few',
    text: 'add x1, x2, x3\nadd x1, x2, x3\nadd x1, x2, x3\nbl f',
    routines: '.balign 16\nf: ret',
    copies: 20,
    cycles: 4,
    source: chips,
  },
  { name: 'blr and ret', text: 'blr x1', setup: 'adr x1, f', routines: 'f: ret', cycles: 11.98, source: insnBench },
  { name: 'cbz taken to pc+8', text: 'cbz xzr, 1f\nnop\n1:', cycles: 3.52, source: insnBench },
  { name: 'cbz taken to pc+4', text: 'cbz xzr, 1f\n1:', cycles: 9.82, source: insnBench },
  { name: 'cbz not taken', text: 'cbnz xzr, .', cycles: [1, 2], source: insnBench },
  {
    name: 'cbz, random',
    text: 'ubfx x2, x1, #\\@, #1\ncbz x2, 1f\nnop\n1:',
    ...random,
    cycles: [9.4, 10.4],
    source: insnBench,
  },
  { name: 'tbz, random', text: 'tbz x1, #\\@, 1f\nnop\n1:', ...random, cycles: [8.4, 13.3], source: insnBench },

  { name: 'int add', text: 'add w1, w1, w2', cycles: 1, source: `${lmbench}: 0.50 ns` },
  {
    name: 'int bit',
    text: 'eor w1, w2, w3\norr w4, w2, w3',
    cycles: 2 * 0.66,
    source: `${lmbench}: 0.33 ns each`,
  },
  { name: 'int mul', text: 'mul w1, w1, w2', cycles: 3.04, source: `${lmbench}: 1.52 ns` },
  { name: 'int64 mul', text: 'mul x1, x1, x2', cycles: 5.04, source: `${lmbench}: 2.52 ns` },
  { name: 'int div', text: 'udiv w1, w1, w2', cycles: 8, source: `${lmbench}: 4.00 ns` },
  {
    name: 'int mod',
    text: 'udiv w3, w1, w2\nmsub w1, w3, w2, w1',
    cycles: 9.34,
    source: `${lmbench}: 4.67 ns`,
    differs: 'the divider exits earlier for the operands of this loop than for those of int div',
  },
  { name: 'int64 div', text: 'udiv x1, x1, x2', cycles: 6, source: `${lmbench}: 3.00 ns` },
  { name: 'int64 mod', text: 'udiv x3, x1, x2\nmsub x1, x3, x2, x1', cycles: 11.36, source: `${lmbench}: 5.68 ns` },
  { name: 'memory, L1', text: 'ldr x0, [x0]', setup: ring(64, 64), cycles: 4, source: `${lmbench}: 2.00 ns` },
  {
    name: 'memory, stride 128',
    text: 'ldr x0, [x0]',
    setup: ring(1024, 128),
    copies: 128,
    warmUp: 40,
    loops: 40,
    cycles: 11.14,
    source: `${lmbench}: 5.57 ns`,
  },
  { name: 'memory, L2', text: 'ldr x0, [x0]', setup: ring(4, 16384), cycles: 21.1, source: chips },
  { name: 'memory, DRAM', text: 'ldr x0, [x0]', setup: ring(20, 65536), cycles: 212, source: chips },
  { name: 'fetch from L1I', text: 'add x1, x2, x3\nadd x4, x2, x3\nldr x5, [x0]', cycles: 3 / 2.65, source: chips },
  {
    name: 'fetch from L2',
    text: 'add x1, x2, x3\nadd x4, x2, x3\nldr x5, [x0]\nldr x6, [x0]',
    copies: 4096,
    warmUp: 2,
    loops: 2,
    cycles: 4 / 0.61,
    source: chips,
  },
  {
    name: 'fetch from memory',
    text: 'add x1, x2, x3\nadd x4, x2, x3\nldr x5, [x0]\nldr x6, [x0]',
    copies: 2048,
    warmUp: 1,
    loops: 1, // The first pass: nothing is cached.
    cycles: 4 / 0.27,
    source: chips,
  },
];
