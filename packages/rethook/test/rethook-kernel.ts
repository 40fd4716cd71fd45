import { asm, decode, type Instruction } from '@tracelab/arm64-machine';
import { baseParts, data, Kernel, routine, TaskStruct, type Parts, type Variant } from '@tracelab/kernel';
import { rethook, rethookAlloc, RethookRegs } from '../src/index.js';

export const variants = ['off', 'on'] as const;

/** What an entry trampoline leaves: here a frame of `hooked`, laid out so that nothing coincides with RethookRegs. */
const FREGS = { FREGS_LR: 128, FREGS_FP: 136, FREGS_SIZE: 144 };

const targets: Parts = {
  absolutes: FREGS,
  routines: [
    // hooked(rethook, value, other): returns value through a hook of rethook, and of other as well where it is not NULL.
    routine('hooked', asm`
        sub     sp, sp, #${FREGS.FREGS_SIZE}
        str     x29, [sp, #${FREGS.FREGS_FP}]
        str     x30, [sp, #${FREGS.FREGS_LR}]
        stp     x1, x2, [sp]
        bl      hook_return
        ldr     x0, [sp, #8]
        cbz     x0, 1f
        bl      hook_return
1:      ldr     x0, [sp]
        mov     x8, #8
        ldr     x30, [sp, #${FREGS.FREGS_LR}]
        add     sp, sp, #${FREGS.FREGS_SIZE}
        ret
    `),
    // hook_return(rethook): of the caller, whose registers lie at its SP.
    routine('hook_return', asm`
        mov     x1, sp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x1, [sp, #16]
        bl      rethook_try_get
        cbz     x0, 1f
        ldr     x1, [sp, #16]
        mov     w2, #1
        bl      rethook_hook
1:      ldp     x29, x30, [sp], #32
        ret
    `),
    // nested(rethook, depth): hooked itself, and so is everything it calls; returns depth.
    routine('nested', asm`
        sub     sp, sp, #${FREGS.FREGS_SIZE}
        str     x29, [sp, #${FREGS.FREGS_FP}]
        str     x30, [sp, #${FREGS.FREGS_LR}]
        stp     x0, x1, [sp]
        bl      hook_return
        ldr     x30, [sp, #${FREGS.FREGS_LR}]
        ldp     x0, x1, [sp]
        add     sp, sp, #${FREGS.FREGS_SIZE}
        cbz     x1, 1f
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        sub     x1, x1, #1
        bl      nested
        ldp     x29, x30, [sp], #16
        add     x0, x0, #1
        ret
1:      mov     x0, #0
        ret
    `),
    // A return handler: notes {node, data, X0, PC}, and uses every register that AAPCS64 lets it.
    routine('note_return', asm`
        adrp    x3, notes
        add     x3, x3, :lo12:notes
        ldr     x4, [x3]
        add     x5, x3, x4, lsl #5
        add     x4, x4, #1
        str     x4, [x3]
        stp     x0, x1, [x5, #8]
        ldr     x6, [x2, #${RethookRegs.x0}]
        ldr     x7, [x2, #${RethookRegs.pc}]
        stp     x6, x7, [x5, #24]
        ${Array.from({ length: 18 }, (_, n) => `mov     x${n}, #-1`)}
        ret
    `),
  ],
  data: [data('notes', '        .zero 8 + 32 * 64')],
};

export interface Note {
  readonly node: bigint;
  readonly data: bigint;
  readonly x0: bigint;
  readonly pc: bigint;
}

/** A kernel with functions that hook their own returns. */
export class RethookKernel extends Kernel {
  constructor(variant: (typeof variants)[number] | Variant) {
    super([baseParts, targets, typeof variant === 'string' ? rethook[variant] : variant]);
  }

  /** A rethook whose handler takes notes, with `data` in them. */
  rethook({ nodes = 4, dataSize = 0, data: noted = 0n } = {}): bigint {
    return rethookAlloc(this, { handler: this.symbols.lookup('note_return'), data: noted, dataSize, nodes });
  }

  /** What the return handler saw, oldest first. */
  get notes(): Note[] {
    const notes = this.symbols.lookup('notes');
    const word = (n: number): bigint => this.memory.read(notes + BigInt(8 * n), 8);
    return Array.from({ length: Number(word(0)) }, (_, i) =>
      ({ node: word(4 * i + 1), data: word(4 * i + 2), x0: word(4 * i + 3), pc: word(4 * i + 4) }));
  }

  forgetNotes(): void {
    this.memory.write(this.symbols.lookup('notes'), 8, 0n);
  }

  tryGet(rethook: bigint): bigint {
    return this.machine.call('rethook_try_get', [rethook]);
  }
  recycle(node: bigint): void {
    this.machine.call('rethook_recycle', [node]);
  }

  get shadowStackIndex(): bigint {
    return TaskStruct.shadowStackIndex.read(this.memory, this.initTask);
  }

  /** Calls a function one instruction at a time; `each` is told of every one before it executes. */
  walk(name: string, args: readonly bigint[], each: (instruction: Instruction, symbol: string) => void): bigint {
    const { state, processor } = this.machine;
    const home = this.symbols.lookup('vectors');
    args.forEach((arg, n) => state.setX(n, arg));
    state.pc = this.symbols.lookup(name);
    state.setX(30, home);
    for (let steps = 0; state.pc !== home; steps++) {
      if (steps > 10_000) throw this.machine.fault(`${name} does not end`);
      each(decode(Number(this.memory.read(state.pc, 4)))!, this.symbols.at(state.pc)!.name);
      processor.step();
    }
    return state.getX(0);
  }
}
