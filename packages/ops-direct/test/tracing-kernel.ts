import { asm } from '@tracelab/arm64-machine';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { baseParts, branchTargetParts, countCall, data, Kernel, routine, traceable, type Parts, type Variant } from '@tracelab/kernel';
import { Ftrace, ftraceCoreParts, FtraceOps, opsDirectVariants } from '../src/index.js';

/** Positions of `ftrace-regs`. */
export const switches = ['off', 'on'] as const;
export type Switch = (typeof switches)[number];

/** What is linked: a position of one series, a variant of the other by its id. */
export interface Linked {
  readonly regs: Switch;
  readonly ops: string;
  /** Built with BTI at every function's entry, on a core that has BTI and pointer authentication. */
  readonly protected?: boolean;
}

/** Both positions of both series, and the other variants under the trampoline of their time. */
export const combinations: readonly Linked[] = opsDirectVariants.flatMap(({ id }) =>
  switches.filter((regs) => regs === 'on' || ['shared-op', 'call-ops'].includes(id)).map((regs) => ({ regs, ops: id })));

export function variantNamed(id: string): Variant {
  return opsDirectVariants.find((one) => one.id === id)!;
}

/** Words that `seen_registers` fills: X0..X8, X29, X30, SP as the traced function finds them. */
const SEEN = [0, 1, 2, 3, 4, 5, 6, 7, 8, 29, 30, 31] as const;

/** Entries of `call_log`. */
const LOGGED = 64;

const targets: Parts = {
  routines: [
    traceable(
      'traced',
      asm`
	adrp	x10, seen_registers
	add	x10, x10, :lo12:seen_registers
	stp	x0, x1, [x10]
	stp	x2, x3, [x10, #16]
	stp	x4, x5, [x10, #32]
	stp	x6, x7, [x10, #48]
	stp	x8, x29, [x10, #64]
	mov	x11, sp
	stp	x30, x11, [x10, #80]
	mov	x0, #42
	ret
`,
    ),
    // Calls another, and may lose its return address to an overflow of X1 meanwhile.
    traceable(
      'overflowing',
      asm`
	paciasp
	stp	x29, x30, [sp, #-32]!
	mov	x29, sp
	str	x1, [sp, #16]
	bl	also_traced
	ldr	x1, [sp, #16]
	cbz	x1, 1f
	str	x1, [x29, #8]
1:	ldp	x29, x30, [sp], #32
	autiasp
	ret
`,
    ),
    traceable('also_traced', '\tmov x0, #43\n\tret'),
    traceable('never_traced', '\tmov x0, #44\n\tret'),
  ],
  data: [
    data('seen_registers', `\t.zero ${8 * SEEN.length}`),
    data('call_log', `\t.zero ${8 * (1 + LOGGED)}`),
    // Part of the image: never freed, so no ops of the dynamic kind.
    data('static_ops', `\t.zero ${FtraceOps.structSize}`),
  ],
};

/** Tracers whose ops->private points at {calls, ip, parent_ip, ops, fregs, LR, PC, X29}. */
const tracers: Parts = {
  routines: [
    routine(
      'note_call',
      asm`
	bti	c
	ldr	x5, [x2, #${FtraceOps.private}]
	ldr	x6, [x5]
	add	x6, x6, #1
	stp	x6, x0, [x5]
	stp	x1, x2, [x5, #16]
	ldr	x7, [x3, #:lo12:FREGS_LR]
	stp	x3, x7, [x5, #32]
	ldr	x7, [x3, #:lo12:FREGS_PC]
	stp	x7, x29, [x5, #48]
	// A callback may use every register that AAPCS64 lets it.
	${Array.from({ length: 18 }, (_, n) => `mov	x${n}, #-1`)}
	ret
`,
    ),
    // Appends its ops to a log.
    routine(
      'log_call',
      asm`
	bti	c
	adrp	x5, call_log
	add	x5, x5, :lo12:call_log
	ldr	x6, [x5]
	add	x6, x6, #1
	str	x6, [x5]
	str	x2, [x5, x6, lsl #3]
	ret
`,
    ),
    // Calls what it traces.
    routine(
      'note_and_recurse',
      asm`
	bti	c
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	ldr	x5, [x2, #${FtraceOps.private}]
	ldr	x6, [x5]
	add	x6, x6, #1
	str	x6, [x5]
	bl	also_traced
	ldp	x29, x30, [sp], #16
	ret
`,
    ),
    // Goes back into the function, as a direct trampoline does, with one argument changed.
    routine(
      'direct_trampoline',
      asm`
	bti	c
	mov	x3, #333
	mov	x10, x30
	mov	x30, x9
	ret	x10
`,
    ),
    // Goes straight to the caller.
    routine(
      'override',
      asm`
	bti	c
	ldr	x0, [x3, #:lo12:FREGS_LR]
	str	x0, [x3, #:lo12:FREGS_PC]
	mov	x0, #-22
	str	x0, [x3]
	ret
`,
    ),
  ],
};

/** A booted kernel with three functions to trace, and ftrace on it. */
export class TracingKernel extends Kernel {
  readonly ftrace: Ftrace;

  constructor({ regs, ops, protected: branches = false }: Linked) {
    const parts = [baseParts, targets, tracers, ftraceCoreParts, variantNamed(ops), ftraceRegs[regs]];
    super(branches ? [...parts, branchTargetParts] : parts, { features: branches ? ['pauth', 'bti'] : [] });
    this.ftrace = new Ftrace(this);
  }

  /** An ops that calls the routine `func` for these functions, not registered; at `ops`, or allocated. */
  tracer(func: string, functions: readonly string[], flags = 0n, ops = this.kzalloc(FtraceOps.structSize)): bigint {
    this.ftrace.initOps(ops, { func: this.symbols.lookup(func), flags });
    FtraceOps.private.write(this.memory, ops, this.kzalloc(64));
    this.ftrace.setFilter(
      ops,
      functions.map((name) => this.ftrace.records.of(name).ip),
    );
    return ops;
  }

  /** What the last call of `note_call` saw; `frame` is X29 as it was called. */
  noted(ops: bigint) {
    const words = this.#words(FtraceOps.private.read(this.memory, ops), 8);
    const [calls, ip, parentIp, op, fregs, lr, pc, frame] = words as [bigint, ...bigint[]];
    return { calls, ip, parentIp, op, fregs, lr, pc, frame };
  }

  /** Ops that `log_call` was called for since the last look, in order. */
  takeLog(): bigint[] {
    const log = this.symbols.lookup('call_log');
    const count = Number(this.memory.read(log, 8));
    this.memory.write(log, 8, 0n);
    return this.#words(log + 8n, count);
  }

  calls(ops: bigint): bigint {
    return this.noted(ops).calls;
  }

  /** Registers as the body of `traced` found them the last time; 31 is SP. */
  get seen(): Record<number, bigint> {
    const words = this.#words(this.symbols.lookup('seen_registers'), SEEN.length);
    return Object.fromEntries(SEEN.map((register, i) => [register, words[i]!]));
  }

  /** Calls a function and returns, by symbol, how many instructions ran. */
  path(name: string): Map<string, number> {
    return new Map([...countCall(this.machine, name)].map(([symbol, { insn }]) => [symbol, insn]));
  }

  #words(address: bigint, count: number): bigint[] {
    return Array.from({ length: count }, (_, i) => this.memory.read(address + BigInt(8 * i), 8));
  }
}
