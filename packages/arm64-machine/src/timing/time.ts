import { assemble } from '../asm/index.js';
import { Machine } from '../machine.js';
import { cpiStack, since, snapshot, topCause, type CpiStack } from './cpi-stack.js';
import type { Cause } from './timing-model.js';
import { SLOT } from '../cpu/state.js';
import type { Core } from './core.js';
import { createTimingModel } from './create-timing-model.js';

export interface TimeOptions {
  /** Runs once before. X0 and SP are addresses of memory of their own, 64-byte aligned; other registers are 0. */
  readonly setup?: string;
  /** Runs in every iteration, before the copies. */
  readonly head?: string;
  /** Stands after the loop: routines that the text calls. With `\\@` in it, once for every copy. */
  readonly routines?: string;
  /** Copies of the text in one iteration; the loop around them costs a cycle or two, spread over the copies. */
  readonly copies?: number;
  /** Iterations that are measured, and before them, that are not. */
  readonly loops?: number;
  readonly warmUp?: number;
}

export interface Timing {
  /** Cycles for one repetition of the text. */
  readonly cycles: number;
  readonly instructions: number;
  /** The same cycles by cause. */
  readonly causes: CpiStack;
  /** The cause of the most cycles. */
  readonly top: Cause;
}

const CODE = 0x10_0000n;
const DATA = 0x400_0000n;
const DATA_SIZE = 0x40_0000;

/** Instructions of one round of the loop after which the text counts as never coming back. */
const ROUND_LIMIT = 5_000_000;

/**
 * Times a text of A64 instructions on a core: it is repeated in a loop that keeps X28 for itself, and executed. `\\@` in
 * it is the number of the copy, as in a macro; cycles and instructions of the loop itself are included.
 *
 * @throws AssemblyError for the text, MachineFault where it does not come back to the loop
 */
export function time(core: Core, text: string, options: TimeOptions = {}): Timing {
  const { setup = '', head = '', routines = '', copies = 100, loops = 20, warmUp = 20 } = options;
  const source = `${setup}
        mov     x28, #${loops + warmUp + 1}
        .balign 64
measured_loop:
${head}
${repeat(text, copies)}
        subs    x28, x28, #1
        b.eq    measured_end
        b       measured_loop
measured_end:  nop
${routines.includes('\\@') ? repeat(routines, copies) : routines}`;
  const object = assemble(source, { name: 'time' });
  const code = object.sections.find(({ name }) => name === '.text')!;
  if (code.relocations.length > 0) throw new Error(`time: ${code.relocations[0]!.symbol} is not defined in the text`);
  const labelled = (name: string): bigint =>
    CODE + BigInt(object.symbols.find((symbol) => symbol.name === name)!.value);

  const timing = createTimingModel(core);
  const machine = new Machine({ timing, features: core.features });
  const { state, memory, processor } = machine;
  memory.map({ name: 'code', base: CODE, size: code.bytes.length, perms: 'rx' });
  memory.writeBytes(CODE, code.bytes);
  memory.map({ name: 'data', base: DATA, size: DATA_SIZE, perms: 'rw' });
  state.setX(0, DATA);
  state.sp = DATA + BigInt(DATA_SIZE / 2);
  state.pc = CODE;
  state.words[SLOT.el] = 1;

  processor.breakpoints.add(labelled('measured_loop'));
  for (let i = 0; i < warmUp; i++) machine.run(ROUND_LIMIT);
  const before = snapshot(timing);
  const retired = processor.retired;
  for (let i = 0; i < loops; i++) machine.run(ROUND_LIMIT);

  const repetitions = loops * copies;
  const spent = since(before, timing);
  const causes = cpiStack(spent.causes, 0, repetitions);
  return {
    cycles: spent.cycles / repetitions,
    instructions: (processor.retired - retired) / repetitions,
    causes,
    top: topCause(causes),
  };
}

function repeat(text: string, copies: number): string {
  return Array.from({ length: copies }, (_, copy) => text.replaceAll('\\@', String(copy))).join('\n');
}
