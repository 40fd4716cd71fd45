import type { Core } from '../timing/core.js';
import { createTimingModel } from '../timing/create-timing-model.js';
import type { TimingModel } from '../timing/timing-model.js';
import { TraceError } from './trace-error.js';
import { ACCESS, type Trace } from './trace.js';
import { TracedProgram, type TracedInstruction } from './traced-program.js';

/** What a timing model is told of each instruction. */
const EVENT = { step: 0, accesses: 1, faults: 2 } as const;

/**
 * A trace on a core: times it without executing it, as often as wanted. Where the trace ends, it goes on from its start:
 * by the branch that it ends with, or else as if its first instruction came next.
 *
 * A load or store without an access, behind which control goes elsewhere, is one that faulted; a store-exclusive without
 * one has failed.
 */
export class Replay {
  readonly timing: TimingModel;
  readonly program: TracedProgram;
  readonly #trace: Trace;
  readonly #events: Uint8Array;
  /** Where control goes. */
  readonly #nextLow: Int32Array;
  readonly #nextHigh: Int32Array;

  /** @throws TraceError for what the core cannot execute, and for accesses that the instruction does not make */
  constructor(core: Core, trace: Trace) {
    this.timing = createTimingModel(core);
    this.program = new TracedProgram(trace, core, this.timing);
    this.#trace = trace;
    const { length, pcLow, pcHigh } = trace;
    this.#nextLow = new Int32Array(length);
    this.#nextHigh = new Int32Array(length);
    this.#nextLow.set(pcLow.subarray(1));
    this.#nextHigh.set(pcHigh.subarray(1));
    const last = length - 1;
    const jumpsBack = this.#instruction(last).branches;
    this.#nextLow[last] = jumpsBack ? pcLow[0]! : (pcLow[last]! + 4) | 0;
    this.#nextHigh[last] = jumpsBack ? pcHigh[0]! : pcHigh[last]!;
    this.#events = Uint8Array.from({ length }, (_, i) => this.#event(i));
  }

  /** Replays the trace once. */
  pass(): void {
    const { timing } = this;
    const { length, addressLow, addressHigh } = this.#trace;
    const { indices } = this.program;
    for (let i = 0; i < length; i++) {
      const event = this.#events[i]!;
      if (event === EVENT.faults) timing.fault(indices[i]!, this.#nextLow[i]!, this.#nextHigh[i]!);
      else timing.step(indices[i]!, event, addressLow[i]!, addressHigh[i]!, this.#nextLow[i]!, this.#nextHigh[i]!);
    }
  }

  #instruction(i: number): TracedInstruction {
    return this.program.instructions[this.program.indices[i]!]!;
  }

  #event(i: number): number {
    const { access, bytes, hints, mayFail } = this.#instruction(i);
    const recorded = this.#trace.access[i]!;
    if (access === 0) {
      if (recorded !== 0 && !hints) throw this.#error(i, 'the instruction accesses no memory, but an access is recorded');
      return EVENT.step;
    }
    if (recorded === 0) {
      if (this.#leaves(i)) return EVENT.faults;
      if (!mayFail) throw this.#error(i, `the instruction ${doing(access)} ${bytes} bytes, but no access is recorded`);
      return EVENT.step;
    }
    const foreign = recorded & ~access;
    if (foreign !== 0) throw this.#error(i, `the instruction ${doing(access)} memory, it does not ${foreign === ACCESS.load ? 'load' : 'store'}`);
    if (this.#trace.bytes[i] !== bytes) {
      throw this.#error(i, `the instruction ${doing(access)} ${bytes} bytes, not ${this.#trace.bytes[i]}`);
    }
    return EVENT.accesses;
  }

  /** Whether control goes on elsewhere than behind the instruction. */
  #leaves(i: number): boolean {
    return this.#nextLow[i] !== ((this.#trace.pcLow[i]! + 4) | 0);
  }

  #error(i: number, problem: string): TraceError {
    return new TraceError(this.#trace.lines[i]!, problem);
  }
}

function doing(access: number): string {
  return access === ACCESS.load ? 'loads' : access === ACCESS.store ? 'stores' : 'loads and stores';
}
