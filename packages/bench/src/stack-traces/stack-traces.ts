import { LoadedObject, readObject, triggerObject, type BpfObject } from '@tracelab/bpf';
import { Kernel, tracedLoop, unwind, type HijackedReturns } from '@tracelab/kernel';
import { kretprobeReturns, registerKprobe } from '@tracelab/kprobe';
import { Ftrace } from '@tracelab/ops-direct';
import { rethook, rethookReturns } from '@tracelab/rethook';
import { attach, HIT_COUNTER, programFor, TARGET } from '../attach.js';
import { partsOf } from '../build.js';
import { nodeVariants } from '../contention/index.js';
import { CallChain } from './call-chain.js';
import { compareChains, type ChainDifference } from './compare-chains.js';
import { MECHANISMS, type Mechanism } from './mechanism.js';
import type { Boundaries, StackTraceRow, StackTracesResult } from './result.js';

export interface StackTracesOptions {
  /** Has programs for the function's entry, its return and its kprobe; the benchmark's own unless stated. */
  readonly object?: BpfObject;
  /** All unless stated. */
  readonly mechanisms?: readonly Mechanism[];
}

/** Instructions of a system call that count as runaway. */
const CALL_LIMIT = 20_000;

/**
 * Are stack traces reliable? Executes one traced system call per mechanism an instruction at a time, and unwinds at every
 * boundary, as an interrupt there would: by frame records, with every replaced return address looked up. Shown callers are
 * compared with the true ones. No cycles, so no core: what executes is the same on all of them.
 *
 * @throws AttachError where the object lacks a program
 */
export function stackTraces({ object = readObject(triggerObject), mechanisms = MECHANISMS }: StackTracesOptions = {}): StackTracesResult {
  return { schema: 'tracelab.stack-traces/1', function: TARGET.name, rows: mechanisms.map((one) => traceCall(one, object)) };
}

function traceCall(mechanism: Mechanism, object: BpfObject): StackTraceRow {
  const { kernel, hits } = boot(mechanism, object);
  const { state } = kernel.machine;
  const chain = new CallChain(kernel);
  let left = CALL_LIMIT;
  const stepTo = (place: () => boolean, each?: () => void): void => {
    for (; !place(); chain.step()) {
      each?.();
      if (left-- === 0) throw kernel.machine.fault(`${mechanism.name}: no end after ${CALL_LIMIT} instructions`);
    }
  };

  const entry = kernel.symbols.lookup(TARGET.name);
  stepTo(() => state.pc === entry);
  const [caller] = chain.returns;
  const counts = new BoundaryCounts();
  const hijacked = [rethookReturns(kernel), kretprobeReturns(kernel)];
  stepTo(() => state.pc === caller, () => counts.add(symbolAt(kernel), differenceHere(kernel, chain, hijacked)));
  if (mechanism.invoker !== 'none' && hits() !== 1n) throw new Error(`${mechanism.name}: the program counted ${hits()} of 1 call`);
  return { mechanism: mechanism.name, ...counts.row };
}

/** A kernel with the program attached, about to run the loop's first iteration in user mode. */
function boot({ series, nodes, invoker, hook }: Mechanism, object: BpfObject): { kernel: Kernel; hits: () => bigint } {
  const parts = partsOf(series).map((part) => (part === rethook.off ? nodeVariants[nodes] : part));
  const kernel = new Kernel(parts);
  const hits = invoker === 'kretprobe' ? attachReturnProbe(kernel, object) : attach(kernel, { series, invoker, hook, pool: 'always' }, object);
  kernel.loadUser(tracedLoop.text, tracedLoop.entry);
  return { kernel, hits };
}

/** The same as {@link attach} for what no configuration of the benchmark has. */
function attachReturnProbe(kernel: Kernel, object: BpfObject): () => bigint {
  void new Ftrace(kernel); // boot-time patching: the probe goes onto the MOV
  const loaded = new LoadedObject(kernel, object);
  const program = loaded.load(programFor(object, { invoker: 'kprobe', hook: 'fentry' }));
  registerKprobe(kernel, { symbol: TARGET.name, isReturn: true, program });
  return () => loaded.readGlobal(HIT_COUNTER);
}

function differenceHere({ memory, machine: { state }, initTask: task }: Kernel, chain: CallChain, hijacked: readonly HijackedReturns[]): ChainDifference {
  const { entries } = unwind(memory, { task, pc: state.pc, fp: state.getX(29) }, hijacked);
  return compareChains(entries.slice(1), chain.returns);
}

function symbolAt({ symbols, machine: { state } }: Kernel): string {
  return symbols.at(state.pc)?.name ?? 'kprobe_insn_page'; // the only code without a symbol
}

/** Counts by symbol. */
class BoundaryCounts {
  readonly #symbols = new Map<string, Boundaries>();

  add(name: string, { missing, outer, wrong }: ChainDifference): void {
    const here = { boundaries: 1, missing: Number(missing), outer: Number(outer), wrong: Number(wrong) };
    this.#symbols.set(name, plus(this.#symbols.get(name) ?? NONE, here));
  }

  get row(): Boundaries & Pick<StackTraceRow, 'symbols'> {
    const symbols = [...this.#symbols].map(([name, counts]) => ({ name, ...counts }));
    return { ...symbols.reduce(plus, NONE), symbols };
  }
}

const NONE: Boundaries = { boundaries: 0, missing: 0, outer: 0, wrong: 0 };

function plus(a: Boundaries, b: Boundaries): Boundaries {
  return { boundaries: a.boundaries + b.boundaries, missing: a.missing + b.missing, outer: a.outer + b.outer, wrong: a.wrong + b.wrong };
}
