import { asm } from '@tracelab/arm64-machine';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { baseParts, branchTargetParts, countCall, data, Kernel, routine, type Parts, type Variant } from '@tracelab/kernel';
import { Ftrace, ftraceCoreParts, opsDirect } from '@tracelab/ops-direct';
import { perCpuFreelist, rethook } from '@tracelab/rethook';
import { Fprobe, fprobe, type FprobeOptions } from '../src/index.js';
import { targets } from './targets.js';

export type Switch = 'off' | 'on';
export interface Switches {
  readonly fprobe: Switch;
  /** Where nodes come from: the switch's two, or the third variant. */
  readonly rethook: Switch | 'per-cpu';
  readonly regs: Switch;
  readonly ops: Switch;
}

const positions = ['off', 'on'] as const;

/** Both positions of the two switches that decide about return hooks. */
export const combinations: readonly Switches[] = positions.flatMap((fprobe) =>
  positions.map((rethook) => ({ fprobe, rethook, regs: 'off', ops: 'off' })));

/** All positions of all switches. */
export const allCombinations: readonly Switches[] = combinations.flatMap((hooks) =>
  positions.flatMap((regs) => positions.map((ops) => ({ ...hooks, regs, ops }))));

const NOTE_WORDS = 8;
const clobber = Array.from({ length: 18 }, (_, n) => `mov     x${n}, #-1`);

/** Notes {arguments X0..X4, first saved register, first word of data, 0 for an entry}. */
const noteArguments = (exit: 0 | 1): string => asm`
        adrp    x5, notes
        add     x5, x5, :lo12:notes
        ldr     x6, [x5]
        add     x7, x5, x6, lsl #6
        add     x6, x6, #1
        str     x6, [x5]
        stp     x0, x1, [x7, #8]
        stp     x2, x3, [x7, #24]
        ldr     x6, [x3]
        stp     x4, x6, [x7, #40]
        mov     x6, #0
        cbz     x4, 1f
        ldr     x6, [x4]
1:      mov     x8, #${exit}
        stp     x6, x8, [x7, #56]
`;

const parts: Parts = {
  routines: [
    // Leaves the first argument of the call in the private data.
    routine('note_entry', asm`
        bti     c
${noteArguments(0)}
        cbz     x4, 2f
        ldr     x6, [x3]
        str     x6, [x4]
2:      adrp    x8, entry_result
        ldr     w8, [x8, :lo12:entry_result]
        ${clobber}
        adrp    x0, entry_result
        ldr     w0, [x0, :lo12:entry_result]
        ret
    `),
    // Calls a traced function.
    routine('recursing_entry', asm`
        bti     c
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      bpf_fentry_test1
        mov     w0, #1
        ldp     x29, x30, [sp], #16
        ret
    `),
    routine('note_exit', asm`
        bti     c
${noteArguments(1)}
        ${clobber}
        ret
    `),
  ],
  data: [data('notes', `        .zero 8 + 32 * ${8 * NOTE_WORDS}`), data('entry_result', '        .word 0, 0')],
};

export interface Note {
  readonly kind: 'entry' | 'exit';
  readonly fp: bigint;
  readonly ip: bigint;
  readonly retIp: bigint;
  readonly data: bigint;
  /** First argument at the entry, return value at the exit. */
  readonly x0: bigint;
  /** First word of the private data: before the entry handler wrote it, or at the exit. */
  readonly private: bigint;
}

/** What to link in the place of a switch's variant, or besides. */
export interface Others {
  readonly handler?: Variant;
  readonly nodes?: Variant;
  readonly more?: readonly Parts[];
  /** BTI at every entry and signed return addresses, on a core that has both. */
  readonly protected?: boolean;
}

/** A kernel with functions to probe and handlers that take notes. */
export class ProbingKernel extends Kernel {
  readonly ftrace: Ftrace;

  constructor(switches: Switches, { handler, nodes, more = [], protected: branches = false }: Others = {}) {
    super([
      baseParts, ftraceCoreParts, opsDirect[switches.ops], ftraceRegs[switches.regs],
      nodes ?? (switches.rethook === 'per-cpu' ? perCpuFreelist : rethook[switches.rethook]),
      handler ?? fprobe[switches.fprobe], targets, parts, ...more, ...(branches ? [branchTargetParts] : []),
    ], { features: branches ? ['pauth', 'bti'] : [] });
    this.ftrace = new Ftrace(this);
  }

  /** Probes entry and exit of bpf_fentry_test1 with handlers that take notes, unless stated. */
  probe(options: Partial<FprobeOptions> & { entry?: string | null; exit?: string | null } = {}): Fprobe {
    const { entry = 'note_entry', exit = 'note_exit', ...others } = options;
    return new Fprobe(this, this.ftrace, {
      functions: ['bpf_fentry_test1'],
      ...(entry && { entryHandler: this.symbols.lookup(entry) }),
      ...(exit && { exitHandler: this.symbols.lookup(exit) }),
      entryDataSize: 8,
      ...others,
    });
  }

  /** What entry handlers return from now on; anything but 0: do not hook. */
  set entryResult(value: number) {
    this.memory.write(this.symbols.lookup('entry_result'), 4, BigInt(value));
  }

  /** What the handlers saw since the last look, in order. */
  takeNotes(): Note[] {
    const notes = this.symbols.lookup('notes');
    const word = (n: number): bigint => this.memory.read(notes + BigInt(8 * n), 8);
    const taken = Array.from({ length: Number(word(0)) }, (_, i): Note => {
      const at = (n: number): bigint => word(NOTE_WORDS * i + 1 + n);
      return {
        kind: at(7) === 0n ? 'entry' : 'exit',
        fp: at(0), ip: at(1), retIp: at(2), data: at(4), x0: at(5), private: at(6),
      };
    });
    this.memory.write(notes, 8, 0n);
    return taken;
  }

  /** Kinds of what the handlers saw since the last look: `entry exit`. */
  takeKinds(): string {
    return this.takeNotes().map(({ kind }) => kind).join(' ');
  }

  /** Calls a function and returns, by symbol, how many instructions ran. */
  path(name: string): Map<string, number> {
    return new Map([...countCall(this.machine, name)].map(([symbol, { insn }]) => [symbol, insn]));
  }
}
