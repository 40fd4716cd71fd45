import { analyse, type Dataflow } from '../ir/analyse.js';
import { SemanticsBuilder } from '../ir/builder.js';
import { isValue, type Effect, type Step } from '../ir/ir.js';
import { a64, type Feature, type Instruction, type InstructionSet } from '../isa/index.js';
import type { BranchType } from './branch-target.js';

/** A decoded word with what the engines derive from its semantics. Independent of its address. */
export interface Translated {
  /** Tells it from every other. */
  readonly id: number;
  readonly instruction: Instruction;
  readonly steps: readonly Step[];
  readonly dataflow: Dataflow;
  /** Control does not simply go on to the next word. */
  readonly endsBlock: boolean;
}

/** Straight-line code from one address to the next change of control. */
export interface Block {
  readonly low: number;
  readonly high: number;
  readonly el: number;
  readonly code: readonly Translated[];
  /** The timing model's handles, parallel to `code`; empty where nothing is timed. */
  readonly handles: Int32Array;
  /**
   * By instruction, what `run` tells of its access: whether there was one, and its address in two halves. The block's own,
   * so that instructions that access nothing stay at 0.
   */
  readonly events: Int32Array;
  readonly run: () => void;
  /** Of pages where an indirect branch has to land on a BTI instruction. */
  readonly guarded: boolean;
  /** What the last instruction leaves in PSTATE.BTYPE. */
  readonly branchType: BranchType;
  /** The block that followed last time: saves the look-up. */
  next: Block | undefined;
  valid: boolean;
}

type Memo = Map<number, Translated | undefined>;

const memos = new WeakMap<InstructionSet, Map<string, Memo>>();

/** Words remembered of each set of features before the memory is emptied. */
const MOST_WORDS = 1 << 17;

function memoOf(instructions: InstructionSet, features: ReadonlySet<Feature>): Memo {
  const key = [...features].sort().join();
  let byFeatures = memos.get(instructions);
  if (!byFeatures) memos.set(instructions, (byFeatures = new Map()));
  let memo = byFeatures.get(key);
  if (!memo) byFeatures.set(key, (memo = new Map()));
  return memo;
}

/** Decodes words and records their semantics; memoised, as these depend on nothing but the word and the core. */
export function translator(features: ReadonlySet<Feature>, instructions = a64): (word: number) => Translated | undefined {
  const memo = memoOf(instructions, features);
  return (word) => {
    if (memo.has(word)) return memo.get(word);
    const instruction = instructions.decode(word, features);
    const translated = instruction && build(instruction);
    if (memo.size >= MOST_WORDS) memo.clear();
    memo.set(word, translated);
    return translated;
  };
}

/** One word, as {@link translator} has it. */
export function translate(word: number, features: ReadonlySet<Feature>): Translated | undefined {
  return translator(features)(word);
}

/** Effects that say themselves where control goes. */
export function leavesBlock({ op }: Effect): boolean {
  return op === 'branch' || op === 'exception' || op === 'eret';
}

let translations = 0;

function build(instruction: Instruction): Translated {
  const builder = new SemanticsBuilder();
  instruction.row.does(builder, instruction.fields);
  const steps = builder.steps;
  const last = steps.at(-1);
  // ISB and MSR (immediate) end a block as well: what follows may be new code, or run with another stack pointer.
  const effects = steps.filter((step) => !isValue(step));
  const changesContext = effects.some((e) => e.op === 'setPstate' || (e.op === 'hint' && e.name.startsWith('isb')));
  const leaves = last !== undefined && !isValue(last) && leavesBlock(last);
  return { id: translations++, instruction, steps, dataflow: analyse(steps), endsBlock: leaves || changesContext };
}
