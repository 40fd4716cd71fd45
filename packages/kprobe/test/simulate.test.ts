import { asm, disassemble, encode, Random } from '@tracelab/arm64-machine';
import { baseParts, Kernel, PSR, traceable } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { kprobeParts, kprobes, registerKprobe, type KprobeLink } from '../src/index.js';
import { program } from './probed-kernel.js';

/** Offset of the instruction that is replaced by the one under test. */
const OFFSET = 8;
/** What its loads and LDR (literal) read, on both sides of it. */
const literals = Array.from({ length: 64 }, (_, n) => `        .quad 0x${(0x8000_0000_7fff_fff1n * BigInt(n + 1) & 0xffff_ffff_ffff_ffffn).toString(16)}`).join('\n');
const probed = traceable('probed', asm`
        nop
        ret
${literals}
`);
const seed = Number(process.env['TRACELAB_SEED'] ?? 20221108);
const perForm = Number(process.env['TRACELAB_COUNT'] ?? 15);

const kernel = new Kernel([baseParts, kprobeParts, { routines: [probed] }]);
const { memory, machine } = kernel;
/** With something above it to read. */
const stack = machine.state.sp - 512n;
const at = kernel.symbols.lookup('probed') + BigInt(OFFSET);
const nop = program(kernel, 'bpf_prog_nop', asm`
        mov     x0, #1
        ret
`);

interface Registers {
  readonly x: readonly bigint[];
  readonly sp: bigint;
  readonly pc: bigint;
  readonly pstate: number;
}

function read(): Registers {
  const { state } = machine;
  return { x: Array.from({ length: 31 }, (_, n) => state.getX(n)), sp: state.sp, pc: state.pc, pstate: state.pstate };
}

function write({ x, sp, pc, pstate }: Registers): void {
  const { state } = machine;
  x.forEach((value, n) => state.setX(n, value));
  state.setFlags(pstate);
  state.sp = sp;
  state.pc = pc;
}

/** Executes the word at `at` by itself, as the processor has it. */
function natively(word: number, start: Registers): Registers {
  memory.write(at, 4, BigInt(word >>> 0));
  write(start);
  machine.processor.step();
  return read();
}

/** The same with a probe on it, up to where the other went. */
function probedTo(end: bigint, word: number, start: Registers): { readonly link: KprobeLink; readonly registers: Registers } {
  memory.write(at, 4, BigInt(word >>> 0));
  const link = registerKprobe(kernel, { symbol: 'probed', offset: OFFSET, program: nop });
  write(start);
  machine.processor.breakpoints.add(end);
  // The way there may lead through that address, further down the stack.
  do machine.run(10_000);
  while (machine.state.sp !== start.sp);
  machine.processor.breakpoints.delete(end);
  return { link, registers: read() };
}

/** Registers of a random context: small and negative values, and bits 31 and 63 each way. */
function context(random: Random): Registers {
  const value = (): bigint => random.among([0n, 1n, 0xffff_ffffn, 0x1_0000_0000n, 1n << 63n, random.bits64(), BigInt(random.below(2 ** 32))]);
  const flags = (random.below(16) << 28) | PSR.modeEl1h;
  // Addresses of text for BR and the like: aligned, in the kernel's half.
  const x = Array.from({ length: 31 }, (_, n) => (n % 2 === 0 ? value() : at + BigInt(4 * (1 + random.below(1000)))));
  return { x, sp: stack, pc: at, pstate: flags >>> 0 };
}

const register = (random: Random): number => random.among([0, 2, 7, 18, 29, 30, 31]);
const word = (mnemonic: string, operands: string): number =>
  encode(mnemonic, operands, { pc: at, evaluate: (expression) => BigInt(expression) }).word;
/** A field of signed words, never the instruction itself. */
const words = (random: Random, bits: number): number => 1 + random.below(2 ** bits - 1);

const forms: readonly (readonly [name: string, routine: string, make: (random: Random) => number])[] = [
  ['b', 'simulate_b_bl', (r) => 0x1400_0000 | words(r, 26)],
  ['bl', 'simulate_b_bl', (r) => 0x9400_0000 | words(r, 26)],
  ['b.cond', 'simulate_b_cond', (r) => 0x5400_0000 | (words(r, 19) << 5) | r.below(16)],
  ['cbz', 'simulate_cbz_cbnz', (r) => 0x3400_0000 | (r.below(2) << 31) | (words(r, 19) << 5) | register(r)],
  ['cbnz', 'simulate_cbz_cbnz', (r) => 0x3500_0000 | (r.below(2) << 31) | (words(r, 19) << 5) | register(r)],
  ['tbz', 'simulate_tbz_tbnz', (r) => 0x3600_0000 | (r.below(2) << 31) | (r.below(32) << 19) | (words(r, 14) << 5) | register(r)],
  ['tbnz', 'simulate_tbz_tbnz', (r) => 0x3700_0000 | (r.below(2) << 31) | (r.below(32) << 19) | (words(r, 14) << 5) | register(r)],
  ['br', 'simulate_br_blr_ret', (r) => word('br', `x${1 + 2 * r.below(15)}`)],
  ['blr', 'simulate_br_blr_ret', (r) => word('blr', `x${1 + 2 * r.below(15)}`)],
  ['ret', 'simulate_br_blr_ret', (r) => word('ret', `x${1 + 2 * r.below(15)}`)],
  ['adr', 'simulate_adr_adrp', (r) => 0x1000_0000 | (r.below(4) << 29) | (r.below(2 ** 19) << 5) | register(r)],
  ['adrp', 'simulate_adr_adrp', (r) => 0x9000_0000 | (r.below(4) << 29) | (r.below(2 ** 19) << 5) | register(r)],
  ['ldr w, literal', 'simulate_ldr_literal', (r) => 0x1800_0000 | (literal(r) << 5) | register(r)],
  ['ldr x, literal', 'simulate_ldr_literal', (r) => 0x5800_0000 | (literal(r) << 5) | register(r)],
  ['ldrsw literal', 'simulate_ldrsw_literal', (r) => 0x9800_0000 | (literal(r) << 5) | register(r)],
];

/** Words behind, or in front of, the instruction, inside the kernel's text. */
function literal(random: Random): number {
  const distance = 2 + random.below(100);
  return random.below(2) ? distance : 2 ** 19 - distance;
}

/** Those for a slot: all that they read and write is registers, flags and the literals. */
const steppable: readonly (readonly [name: string, make: (random: Random) => number])[] = [
  ['add', (r) => word('add', `x${r.below(31)}, x${r.below(31)}, x${r.below(31)}`)],
  ['adds', (r) => word('adds', `w${r.below(31)}, w${r.below(31)}, w${r.below(31)}`)],
  ['csel', (r) => word('csel', `x${r.below(31)}, x${r.below(31)}, x${r.below(31)}, ${r.among(['eq', 'lo', 'ge', 'gt'])}`)],
  ['mul', (r) => word('mul', `x${r.below(31)}, x${r.below(31)}, x${r.below(31)}`)],
  ['mov sp', () => word('mov', 'x9, sp')],
  ['ldr', (r) => word('ldr', `x${r.below(31)}, [sp, #${8 * r.below(64)}]`)],
  ['mrs', (r) => word('mrs', `x${r.below(31)}, nzcv`)],
  ['paciasp', () => word('paciasp', '')],
];

const cases = [
  ...forms.map(([name, routine, make]) => ({ name, make, routine })),
  ...steppable.map(([name, make]) => ({ name, make, routine: undefined })),
];

describe(`seed ${seed}: a probed instruction does what it does by itself`, () => {
  test.each(cases)('$name', ({ routine, make }) => {
    const random = new Random(seed);
    for (let n = 0; n < perForm; n++) {
      const probe = make(random) >>> 0;
      const start = context(random);
      const expected = natively(probe, start);
      const { link, registers } = probedTo(expected.pc, probe, start);
      expect(registers, `${disassemble(probe, at)} from ${JSON.stringify(start, (_, value) => (typeof value === 'bigint' ? `0x${value.toString(16)}` : value as unknown))}`).toEqual(expected);
      expect(link.nhit()).toBe(1n);
      expect(kernel.symbols.at(kprobes.simulationOf(kernel, link.kprobe))?.name).toBe(routine);
      expect(link.slot === 0n).toBe(routine !== undefined);
      link.unregister();
    }
  });
});
