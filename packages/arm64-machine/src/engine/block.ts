import { analyse, type Dataflow } from '../ir/analyse.js';
import { SemanticsBuilder } from '../ir/builder.js';
import { isValue, type Step } from '../ir/ir.js';
import { decode, type Feature, type Instruction } from '../isa/index.js';

/** A decoded word with what the engines derive from its semantics. Independent of its address. */
export interface Translated {
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
  /** The block that followed last time: saves the look-up. */
  next: Block | undefined;
  valid: boolean;
}

const byFeatures = new Map<string, Map<number, Translated | undefined>>();

/** Decodes a word and records its semantics; memoised, as it depends on nothing but the word and the core's features. */
export function translate(word: number, features: ReadonlySet<Feature>): Translated | undefined {
  const key = [...features].sort().join();
  let memo = byFeatures.get(key);
  if (!memo) byFeatures.set(key, (memo = new Map()));
  if (memo.has(word)) return memo.get(word);
  const instruction = decode(word, features);
  const translated = instruction && build(instruction);
  memo.set(word, translated);
  return translated;
}

function build(instruction: Instruction): Translated {
  const builder = new SemanticsBuilder();
  instruction.row.does(builder, instruction.fields);
  const steps = builder.steps;
  const last = steps.at(-1);
  // ISB and MSR end a block as well: what follows may be new code, or run with another stack pointer.
  const effects = steps.filter((step) => !isValue(step));
  const changesContext = effects.some((e) => e.op === 'setPstate' || (e.op === 'hint' && e.name.startsWith('isb')));
  const leaves = last !== undefined && !isValue(last) && (last.op === 'branch' || last.op === 'exception' || last.op === 'eret');
  return { instruction, steps, dataflow: analyse(steps), endsBlock: leaves || changesContext };
}
