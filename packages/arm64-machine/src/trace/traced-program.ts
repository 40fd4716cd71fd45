import { translate, type Translated } from '../engine/block.js';
import { isValue } from '../ir/ir.js';
import type { Feature } from '../isa/index.js';
import type { Core } from '../timing/core.js';
import type { TimingModel } from '../timing/timing-model.js';
import { TraceError } from './trace-error.js';
import { ACCESS, type Trace } from './trace.js';

/** One static instruction of a trace: a word at an address. */
export interface TracedInstruction {
  readonly address: bigint;
  readonly word: number;
  /** The timing model's. */
  readonly handle: number;
  /** Of {@link ACCESS}: what it does to memory. */
  readonly access: number;
  readonly bytes: number;
  /** A prefetch or an operation on caches: its address may be recorded, and is not timed. */
  readonly hints: boolean;
  /** A store-exclusive, which may fail. */
  readonly mayFail: boolean;
  readonly branches: boolean;
}

/** The static instructions of a trace, each made known to a timing model. */
export class TracedProgram {
  readonly instructions: TracedInstruction[] = [];
  /** Index in `instructions`, by place in the trace. */
  readonly indices: Int32Array;
  readonly #byPc = new Map<number, TracedInstruction[]>();
  readonly #core: Core;
  readonly #features: ReadonlySet<Feature>;
  readonly #model: TimingModel;

  /** @throws TraceError for a word that the core does not know */
  constructor(trace: Trace, core: Core, model: TimingModel) {
    this.#core = core;
    this.#features = new Set(core.features);
    this.#model = model;
    this.indices = new Int32Array(trace.length);
    for (let i = 0; i < trace.length; i++) this.indices[i] = this.#find(trace, i).handle;
  }

  #find({ pcLow, pcHigh, words, lines }: Trace, i: number): TracedInstruction {
    const [low, high, word] = [pcLow[i]!, pcHigh[i]!, words[i]! >>> 0];
    const address = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
    const known = this.#byPc.get(low);
    const found = known?.find((one) => one.word === word && one.address === address);
    if (found) return found;

    const translated = translate(word, this.#features);
    const hex = word.toString(16).padStart(8, '0');
    if (!translated) throw new TraceError(lines[i]!, `word ${hex} is no instruction that ${this.#core.name} has`);
    const made = this.#make(translated, address, low, high, lines[i]!);
    this.instructions.push(made);
    if (known) known.push(made);
    else this.#byPc.set(low, [made]);
    return made;
  }

  #make({ instruction, dataflow, steps }: Translated, address: bigint, low: number, high: number, line: number): TracedInstruction {
    let handle: number;
    try {
      handle = this.#model.prepare(instruction, dataflow, low, high);
    } catch (error) {
      throw new TraceError(line, (error as Error).message);
    }
    const { loads, stores, loadBytes, storeBytes } = dataflow;
    const { row, fields } = instruction;
    const timingClass = typeof row.class === 'function' ? row.class(fields) : row.class;
    return {
      address,
      word: instruction.word >>> 0,
      handle,
      access: (loads > 0 ? ACCESS.load : 0) | (stores > 0 ? ACCESS.store : 0),
      bytes: Math.max(loadBytes, storeBytes),
      hints: timingClass === 'prefetch' || timingClass === 'system',
      mayFail: steps.some((step) => isValue(step) && step.op === 'monitorPass'),
      branches: steps.some((step) => !isValue(step) && step.op === 'branch'),
    };
  }
}
