import type { Dataflow } from '../ir/analyse.js';
import { disassemble, type Instruction } from '../isa/index.js';
import type { Symbolizer } from '../machine-fault.js';
import { CAUSES, type Cause, type TimingModel } from '../timing/timing-model.js';
import { DISPATCH_TO_ISSUE, type Timeline } from '../timing/timeline.js';
import type { CallNode } from './call-tree.js';
import { CallWatcher } from './call-watcher.js';
import type { RetireObserver } from './observed-timing.js';
import type { PipelineRow, PipelineTrace, Stage, TraceFrame, TraceInstruction, Wait } from './pipeline-trace.js';
import type { Place } from './profile.js';

/** The instruction that a resource was written by last. */
interface Writer {
  readonly row: number;
  /** When it is there, in cycles of the model. */
  readonly at: number;
}

/**
 * Records instructions with the cycles at which they pass each stage of a core. Put it between processor and model with
 * {@link ObservedTiming} before anything runs: it follows calls from the start, and keeps rows between `start` and `take`.
 */
export class PipelineRecorder implements RetireObserver {
  readonly #timing: TimingModel;
  readonly #watcher: CallWatcher;
  readonly #dataflows: Dataflow[] = [];
  readonly #writers = new Map<number, Writer>();
  #before: { readonly causes: Float64Array; cycles: number } | undefined;
  #start = 0;
  #fetched = 0;
  #rows: PipelineRow[] = [];
  #iterations: number[] = [];
  readonly #frames = new Map<CallNode, number>();

  /** @param timing what the processor tells: it must have stages, as that of a core has */
  constructor(timing: TimingModel, symbols: () => Symbolizer | undefined) {
    this.#timing = timing;
    this.#watcher = new CallWatcher(symbols);
  }

  /** Keeps what retires from here on. */
  start(): void {
    const { causes, cycles, timeline } = this.#timing;
    if (!timeline) throw new Error('the timing model has no stages to record');
    this.#fetched = timeline.fetched;
    this.#before = { causes: causes.slice(), cycles };
    this.#start = cycles;
    this.#rows = [];
    this.#iterations = [];
    this.#writers.clear();
  }

  /** The next instruction begins an iteration. */
  mark(): void {
    this.#iterations.push(this.#rows.length);
  }

  /** What was kept. @param text of an instruction; as objdump has it unless given */
  take(text: (place: Place) => string = asObjdump): PipelineTrace {
    const frames: TraceFrame[] = [];
    for (const [{ name, parent }] of this.#frames) {
      frames.push({ name, caller: parent?.parent ? this.#frames.get(parent)! : null });
    }
    const instructions: TraceInstruction[] = [];
    const indices = new Map<number, number>();
    const rows = this.#rows.map((row) => {
      const { instruction: handle } = row;
      let index = indices.get(handle);
      if (index === undefined) {
        indices.set(handle, (index = instructions.length));
        const place = this.#watcher.places[handle]!;
        const { address, name: symbol, offset } = place;
        instructions.push({ address: `0x${address.toString(16)}`, symbol, offset, text: text(place) });
      }
      return { ...row, instruction: index };
    });
    const cycles = this.#before!.cycles - this.#start;
    const trace = { cycles, frames, instructions, rows, iterations: this.#iterations };
    this.#before = undefined;
    return trace;
  }

  prepare(handle: number, instruction: Instruction, dataflow: Dataflow, pcLow: number, pcHigh: number): void {
    this.#watcher.prepare(handle, instruction, pcLow, pcHigh);
    this.#dataflows[handle] = dataflow;
  }

  step(
    handle: number,
    _cycles: number,
    _accessed: number,
    _addressLow: number,
    _addressHigh: number,
    nextLow: number,
    nextHigh: number,
  ): void {
    const node = this.#watcher.step(handle, nextLow, nextHigh);
    if (this.#before) this.#keep(handle, node, false);
  }

  fault(handle: number): void {
    const node = this.#watcher.fault(handle);
    if (this.#before) this.#keep(handle, node, true);
  }

  #keep(handle: number, node: CallNode, faulted: boolean): void {
    const before = this.#before!;
    const { cycles } = this.#timing;
    const t = this.#timing.timeline!;
    const dataflow = this.#dataflows[handle]!;
    const row = this.#rows.length;
    this.#rows.push({
      instruction: handle,
      frame: this.#frameOf(node),
      ...stages(t, cycles, this.#start),
      cycles: cycles - before.cycles,
      causes: this.#causesSince(before.causes),
      waits: waits(t, this.#fetched),
      waitedFor: this.#waitedFor(dataflow, t),
      ...(faulted && { faulted }),
    });
    before.cycles = cycles;
    this.#fetched = t.fetched;
    const { writes, addressSources } = dataflow;
    for (const { resource, load } of writes) {
      // The base of an access is there when its address is.
      const isBase = load === undefined && addressSources.includes(resource);
      this.#writers.set(resource, { row, at: isBase ? t.dispatched : t.completed });
    }
  }

  /** Frames are numbered callers first. */
  #frameOf(node: CallNode): number {
    const known = this.#frames.get(node);
    if (known !== undefined) return known;
    if (node.parent?.parent) this.#frameOf(node.parent);
    this.#frames.set(node, this.#frames.size);
    return this.#frames.size - 1;
  }

  #causesSince(before: Float64Array): Partial<Record<Cause, number>> {
    const now = this.#timing.causes;
    const causes: Partial<Record<Cause, number>> = {};
    for (let i = 0; i < CAUSES.length; i++) {
      const cycles = now[i]! - before[i]!;
      if (cycles !== 0) causes[CAUSES[i]!] = cycles;
      before[i] = now[i]!;
    }
    return causes;
  }

  #waitedFor({ reads }: Dataflow, t: Readonly<Timeline>): number | null {
    if (t.operandCause === BASE) return null;
    let last: Writer | undefined;
    for (const resource of reads) {
      const writer = this.#writers.get(resource);
      if (writer && writer.at > t.dispatched && (!last || writer.at > last.at)) last = writer;
    }
    // Something else held it up where its operands were there before; a pair's second register and a store's data come late.
    return last && last.at + LATE >= t.operands ? last.row : null;
  }
}

const BASE = CAUSES.indexOf('base');
const LATE = 2;

function stages(t: Readonly<Timeline>, retired: number, start: number): Record<Stage, number> {
  const { fetched, dispatched, operands, issued, completed } = t;
  // Parts of a store issue apart from one another: what comes last counts.
  const ready = Math.max(dispatched, operands);
  const atPort = Math.max(ready, issued);
  const done = Math.max(atPort, completed);
  return {
    fetched: fetched - start,
    dispatched: dispatched - start,
    ready: ready - start,
    issued: atPort - start,
    completed: done - start,
    retired: Math.max(done, retired) - start,
  };
}

/** @param fetchedBefore when the instruction before it was fetched */
function waits(t: Readonly<Timeline>, fetchedBefore: number): Wait[] {
  const candidates: [Stage, number, number][] = [
    ['fetched', t.fetched - fetchedBefore, t.fetchCause],
    ['dispatched', t.dispatched - t.fetched, t.dispatchCause],
    ['ready', t.operands - t.dispatched - DISPATCH_TO_ISSUE, t.operandCause],
    ['issued', t.issued - t.operands, t.issueCause],
    ['completed', t.completed - t.issued, t.completeCause],
  ];
  return candidates.flatMap(([before, cycles, cause]) => {
    const name = CAUSES[cause]!;
    const executes = before === 'completed' && name === 'dependency';
    return cycles > 0 && name !== 'base' && !executes ? [{ before, cause: name, cycles }] : [];
  });
}

function asObjdump({ word, address }: Place): string {
  return disassemble(word, address)!;
}
