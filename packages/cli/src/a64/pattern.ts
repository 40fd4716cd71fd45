import {
  assemble,
  CAUSES,
  linkAt,
  time,
  translate,
  type Core,
  type CpiStack,
  type Timing,
  type TimingClass,
  type Translated,
} from '@tracelab/arm64-machine';
import { InputError } from '../errors.js';

export interface Throughput {
  /** For one copy of the pattern. */
  readonly cycles: number;
  readonly instructions: number;
  readonly causes: CpiStack;
}

export interface Latency {
  readonly from: string;
  readonly to: string;
  readonly cycles: number;
}

/** Bytes of code that the longer loop may have: a part of every core's L1. */
const LOOP_BYTES = 16 * 1024;
const MOST_COPIES = 100;

/** A base register's memory: bytes from one to the next, and how much of it holds its own address. */
const BASE_STRIDE = 0x1_0000;
const FILLED_WORDS = 64;

/** One copy after the other, as they depend on each other by themselves. */
export function throughput(core: Core, text: string): Throughput {
  const code = instructionsOf(core, text);
  const copies = Math.max(1, Math.min(MOST_COPIES, Math.floor(LOOP_BYTES / (8 * code.length))));
  const setup = setupFor(code);
  // What the loop itself costs is the same with twice the copies, and falls out of the difference.
  const [once, twice] = [copies, 2 * copies].map((count) => ({ count, ...time(core, text, { copies: count, setup }) }));
  const difference = (of: (timing: Timing) => number): number =>
    (twice!.count * of(twice!) - once!.count * of(once!)) / (twice!.count - once!.count);
  if (difference(({ instructions }) => instructions) < 0.5) {
    throw new InputError('--asm: a copy does not go on to the next: branches have to stay within the pattern');
  }
  const causes = Object.fromEntries(
    CAUSES.map((cause) => [cause, difference(({ causes }) => causes[cause])]),
  ) as CpiStack;
  return { cycles: difference(({ cycles }) => cycles), instructions: code.length, causes };
}

/**
 * From every register that the pattern reads to every one that it leaves behind, as uops.info has it: the copies are
 * chained through the pair by instructions of known latency, which is taken off again.
 */
export function latencies(core: Core, text: string): Latency[] {
  const code = instructionsOf(core, text);
  const { inputs, outputs } = interfaceOf(code);
  return inputs.flatMap((from) =>
    outputs.flatMap((to): Latency[] => {
      const link = from === to ? { text: '', classes: [] } : linkFrom(to, from);
      const timings = link.classes.map((kind) => core.classes[kind]?.latency.value);
      if (timings.some((latency) => latency === undefined)) return [];
      const known = timings.reduce<number>((sum, latency) => sum + latency!, 0);
      const { cycles } = throughput(core, `${text}\n${link.text}`);
      return [{ from: registerName(from), to: registerName(to), cycles: cycles - known }];
    }),
  );
}

function instructionsOf(core: Core, text: string): Translated[] {
  const { bytes } = linkAt(assemble(text, { name: '--asm' }), 0n);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const words = Array.from({ length: bytes.length >> 2 }, (_, i) => view.getUint32(4 * i, true));
  return words.flatMap((word) => translate(word, new Set(core.features)) ?? []);
}

/** Registers by the numbers of {@link Dataflow}: X0 to X30, then SP, NZCV, and V0 to V31. */
const SP = 31;
const NZCV = 32;
const V0 = 33;

function registerName(register: number): string {
  if (register === SP) return 'sp';
  if (register === NZCV) return 'nzcv';
  return register >= V0 ? `v${register - V0}` : `x${register}`;
}

function interfaceOf(code: readonly Translated[]): { inputs: number[]; outputs: number[] } {
  const [inputs, outputs] = [new Set<number>(), new Set<number>()];
  for (const { dataflow } of code) {
    for (const register of dataflow.reads) if (!outputs.has(register)) inputs.add(register);
    for (const { resource } of dataflow.writes) outputs.add(resource);
  }
  return { inputs: [...inputs], outputs: [...outputs] };
}

/** Makes `to` depend on `from` without changing it, where it is a general register. */
function linkFrom(from: number, to: number): { text: string; classes: TimingClass[] } {
  const [zero, zeroClasses] = zeroOf(from);
  const [add, addClass] = addTo(to);
  return { text: `${zero}\n${add}`, classes: [...zeroClasses, addClass] };
}

/** Puts 0 into X27, once the register is known. */
function zeroOf(register: number): [text: string, classes: TimingClass[]] {
  if (register === NZCV) return ['csel x27, xzr, xzr, eq', ['csel']];
  if (register >= V0) return [`fmov x27, d${register - V0}\nand x27, x27, xzr`, ['simd-transfer', 'alu']];
  if (register === SP) return ['mov x27, sp\nand x27, x27, xzr', ['alu', 'alu']];
  return [`and x27, x${register}, xzr`, ['alu']];
}

function addTo(register: number): [text: string, kind: TimingClass] {
  if (register === NZCV) return ['ands x27, x27, x27', 'alu-flags'];
  if (register >= V0) return [`fmov d${register - V0}, x27`, 'simd-transfer'];
  if (register === SP) return ['add sp, sp, x27', 'alu-extend'];
  return [`add x${register}, x${register}, x27`, 'alu'];
}

/** Points base registers to memory that holds their own address, so that a chain of loads stays where it is. */
function setupFor(code: readonly Translated[]): string {
  const bases = new Set<number>();
  for (const { instruction, dataflow } of code) {
    const base = instruction.fields['Rn'];
    if (base !== undefined && base < 31 && dataflow.addressSources.includes(base)) bases.add(base);
  }
  const ordered = [...bases].sort((a, b) => b - a); // X0 is where the others are counted from.
  return ordered
    .map(
      (base) => `
        mov     x27, #${BASE_STRIDE * base}
        add     x${base}, x0, x27
        .set    filled, 0
        .rept   ${FILLED_WORDS}
        str     x${base}, [x${base}, #filled]
        .set    filled, filled + 8
        .endr`,
    )
    .join('');
}
