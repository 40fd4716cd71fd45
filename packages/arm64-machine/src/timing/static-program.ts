import { NZCV, RESOURCE_COUNT, SP, type Dataflow } from '../ir/analyse.js';
import { systemRegisterByName, type Instruction, type TimingClass } from '../isa/index.js';
import { branchOf, FLAG, flagsOf, isMultiply, isPair, pstateRegister, SHAPE, shapeOf } from './classify.js';
import type { Core } from './core.js';
import { QUEUE } from './ports.js';

/** Most resources that one instruction's lists name: what is kept free at the end of `list`. */
const LIST_RESERVE = 64;

interface Parts {
  readonly shape: number;
  readonly flags: number;
  readonly base: number;
  readonly addend: number;
  readonly sources: ReadonlySet<number>;
  /** Pairs of resource, and cycles after the first result. */
  readonly results: readonly number[];
}

/** Whether an instruction of this shape holds an entry of the store queue. */
export function isStore(shape: number): boolean {
  return shape === SHAPE.store || shape === SHAPE.orderedStore;
}

/**
 * What the model knows of every static instruction, as columns by handle: everything that can be decided before the
 * instruction runs is decided here, so that a step reads numbers alone.
 */
export class StaticProgram {
  count = 0;
  /** Resources that the scoreboard tracks: the architecture's, then the core's renamed system registers. */
  readonly resources: number;

  pcLow = new Int32Array(0);
  pcHigh = new Int32Array(0);
  shape = new Uint8Array(0);
  flags = new Int32Array(0);
  branch = new Uint8Array(0);
  queue = new Int8Array(0);
  latency = new Uint8Array(0);
  busy = new Uint8Array(0);
  /** Bytes that the access covers. */
  bytes = new Uint8Array(0);
  /** Register that an addressing mode updates, -1 where none. */
  base = new Int8Array(0);
  /** Register that a multiply adds to, -1 where none. */
  addend = new Int8Array(0);
  /** 1 where the result is a product. */
  product = new Uint8Array(0);
  /** Micro-operations that update the base, 0 where none. */
  baseUpdates = new Uint8Array(0);
  /** 1 where the instruction writes the return address. */
  links = new Uint8Array(0);
  /** Dispatch slots, one for each pipe that works on the instruction, and entries of the register files, by handle. */
  slots = new Uint8Array(0);
  integerWrites = new Uint8Array(0);
  flagWrites = new Uint8Array(0);
  vectorWrites = new Uint8Array(0);

  /**
   * Lists in `list`, one after the other: resources that the instruction or its address depends on, then those of stored
   * data, then results as pairs of resource and cycles after the first result.
   */
  list = new Int32Array(0);
  sources = new Int32Array(0);
  data = new Int32Array(0);
  results = new Int32Array(0);
  end = new Int32Array(0);
  #listed = 0;

  readonly #core: Core;
  /** Resource of each renamed system register, by encoding. */
  readonly #renamed = new Map<number, number>();
  readonly #flushing = new Set<number>();

  /** @throws Error where the core names a system register that does not exist */
  constructor(core: Core) {
    this.#core = core;
    const encoding = (name: string): number => {
      const found = systemRegisterByName(name);
      if (found === undefined) throw new Error(`${core.name}: unknown system register "${name}"`);
      return found;
    };
    for (const name of core.systemRegisters.renamed) {
      this.#renamed.set(encoding(name), name === 'nzcv' ? NZCV : RESOURCE_COUNT + this.#renamed.size);
    }
    for (const name of core.systemRegisters.flushing) this.#flushing.add(encoding(name));
    this.resources = RESOURCE_COUNT + this.#renamed.size;
  }

  /** @throws Error where the core has no timing for the instruction's class */
  add(instruction: Instruction, dataflow: Dataflow, pcLow: number, pcHigh: number): number {
    const { row, fields } = instruction;
    const kind: TimingClass = typeof row.class === 'function' ? row.class(fields) : row.class;
    const timing = this.#core.classes[kind];
    if (!timing) throw new Error(`${this.#core.name} has no timing for ${row.mnemonic} (class ${kind})`);
    const handle = this.count++;
    this.#grow();

    const parts = this.#partsOf(instruction, dataflow, kind, timing.queue !== undefined);
    const { shape, flags, base } = parts;
    const { readLatency, writeLatency } = this.#core.systemRegisters;
    let { latency } = timing;
    if (shape === SHAPE.system) latency = flags & FLAG.oldest ? writeLatency : readLatency;
    else if (shape === SHAPE.orderedStore && !kind.startsWith('atomic')) latency = this.#core.ordering.performed;
    const links = shape === SHAPE.branch && parts.results.length > 0;

    this.pcLow[handle] = pcLow;
    this.pcHigh[handle] = pcHigh;
    this.shape[handle] = shape;
    this.flags[handle] = flags;
    this.branch[handle] = branchOf(kind);
    this.queue[handle] = timing.queue === undefined ? -1 : QUEUE[timing.queue];
    this.latency[handle] = latency.value;
    this.busy[handle] = timing.busy.value;
    this.bytes[handle] = Math.max(dataflow.loadBytes, dataflow.storeBytes);
    this.base[handle] = base;
    this.links[handle] = links ? 1 : 0;
    this.addend[handle] = parts.addend;
    this.product[handle] = isMultiply(kind) ? 1 : 0;
    this.baseUpdates[handle] = base < 0 ? 0 : isStore(shape) ? this.#core.stores.baseUpdates.value : 1;
    this.slots[handle] = (timing.slots?.value ?? 1) + this.baseUpdates[handle] + (links ? 1 : 0);
    for (const { resource } of dataflow.writes) {
      if (resource === NZCV) this.flagWrites[handle]!++;
      else if (resource > NZCV) this.vectorWrites[handle]!++;
      else this.integerWrites[handle]!++;
    }
    this.sources[handle] = this.#append(parts.sources);
    this.data[handle] = this.#append(dataflow.dataSources);
    this.results[handle] = this.#append(parts.results);
    this.end[handle] = this.#listed;
    return handle;
  }

  #partsOf(instruction: Instruction, dataflow: Dataflow, kind: TimingClass, executes: boolean): Parts {
    const shape = shapeOf(kind, executes);
    const isAccess = dataflow.loads + dataflow.stores > 0;
    const sources = new Set(isAccess ? dataflow.addressSources : dataflow.reads);
    const { Rn, Rm, Ra } = instruction.fields;
    const addend = isMultiply(kind) && Ra !== undefined && Ra !== 31 && Ra !== Rn && Ra !== Rm ? Ra : -1;
    sources.delete(addend);
    // A prefetch does nothing in its semantics, not even read its base.
    if (kind === 'prefetch' && Rn !== undefined) sources.add(Rn === 31 ? SP : Rn);

    const results: number[] = [];
    let base = -1;
    let loaded = 0;
    for (const { resource, load } of dataflow.writes) {
      // What an access writes beside what it loads is its base, or the status of a store-exclusive.
      if (isAccess && load === undefined && shape !== SHAPE.orderedStore) base = resource;
      else results.push(resource, isPair(kind) && loaded++ > 0 ? this.#core.loads.pairSecond.value : 0);
    }
    const parts = { shape, flags: flagsOf(instruction, kind, executes), base, addend, sources, results };
    return shape === SHAPE.system
      ? this.#systemAccess(parts, dataflow.sysregReads, [
          ...dataflow.sysregWrites,
          ...pstateRegister(instruction, kind),
        ])
      : parts;
  }

  /** Renamed registers are sources and results like any other; the rest keeps its order. */
  #systemAccess(parts: Parts, reads: readonly number[], writes: readonly number[]): Parts {
    const all = [...reads, ...writes];
    const flushes = writes.some((encoding) => this.#flushing.has(encoding));
    if (all.length > 0 && !flushes && all.every((encoding) => this.#renamed.has(encoding))) {
      return {
        ...parts,
        shape: SHAPE.compute,
        sources: new Set([...parts.sources, ...reads.map((encoding) => this.#renamed.get(encoding)!)]),
        results: [...parts.results, ...writes.flatMap((encoding) => [this.#renamed.get(encoding)!, 0])],
      };
    }
    const flags = (reads.length === 0 ? FLAG.oldest : 0) | (flushes ? FLAG.flush : 0);
    return { ...parts, flags: parts.flags | flags };
  }

  #append(resources: Iterable<number>): number {
    const first = this.#listed;
    for (const resource of resources) this.list[this.#listed++] = resource;
    return first;
  }

  #grow(): void {
    if (this.#listed + LIST_RESERVE > this.list.length) this.list = enlarged(this.list, this.list.length * 2 + 4096);
    if (this.count <= this.shape.length) return;
    const length = Math.max(1024, this.shape.length * 2);
    this.pcLow = enlarged(this.pcLow, length);
    this.pcHigh = enlarged(this.pcHigh, length);
    this.shape = enlarged(this.shape, length);
    this.flags = enlarged(this.flags, length);
    this.branch = enlarged(this.branch, length);
    this.queue = enlarged(this.queue, length);
    this.latency = enlarged(this.latency, length);
    this.busy = enlarged(this.busy, length);
    this.bytes = enlarged(this.bytes, length);
    this.base = enlarged(this.base, length);
    this.addend = enlarged(this.addend, length);
    this.product = enlarged(this.product, length);
    this.baseUpdates = enlarged(this.baseUpdates, length);
    this.links = enlarged(this.links, length);
    this.slots = enlarged(this.slots, length);
    this.integerWrites = enlarged(this.integerWrites, length);
    this.flagWrites = enlarged(this.flagWrites, length);
    this.vectorWrites = enlarged(this.vectorWrites, length);
    this.sources = enlarged(this.sources, length);
    this.data = enlarged(this.data, length);
    this.results = enlarged(this.results, length);
    this.end = enlarged(this.end, length);
  }
}

function enlarged<T extends Int8Array<ArrayBuffer> | Uint8Array<ArrayBuffer> | Int32Array<ArrayBuffer>>(
  old: T,
  length: number,
): T {
  const array = new (old.constructor as new (length: number) => T)(length);
  array.set(old);
  return array;
}
