import { BpfMap } from '../layout.js';
import { BpfLoadError } from '../load-error.js';
import type { MapDefinition } from './definition.js';
import type { BpfHost } from './host.js';
import { NO_SPIN_LOCK } from './layout.js';
import { opsSymbol } from './ops.js';
import { MAP_TYPE } from './types.js';

/** Errors as the bpf() system call returns them. */
export const ERRNO = { enoent: -2, e2big: -7, eexist: -17, einval: -22, enotsupp: -524 } as const;

/** Beside the definition: what only the object's BTF knows. */
export interface MapPlacement {
  /** Bytes from the start of a value to its bpf_spin_lock. */
  readonly spinLock?: number;
}

/**
 * A map in simulated memory. Its methods are the system call's side: they see and change the structures that programs
 * work on, without costing anything. Keys and values are bytes; of a per-CPU map a value is that of every CPU, one after
 * the other, each padded to 8.
 */
export abstract class KernelMap {
  readonly definition: MapDefinition;
  /** struct bpf_map. */
  readonly map: bigint;
  protected readonly host: BpfHost;

  /** @param map its structure, zeroed */
  constructor(host: BpfHost, definition: MapDefinition, map: bigint, { spinLock = NO_SPIN_LOCK }: MapPlacement) {
    this.host = host;
    this.definition = definition;
    this.map = map;
    const { memory } = host;
    const { type, keySize, valueSize, maxEntries, flags } = definition;
    BpfMap.ops.write(memory, map, host.symbols.tryLookup(opsSymbol(type)) ?? 0n);
    BpfMap.mapType.write(memory, map, MAP_TYPE[type]);
    BpfMap.keySize.write(memory, map, keySize);
    BpfMap.valueSize.write(memory, map, valueSize);
    BpfMap.maxEntries.write(memory, map, maxEntries);
    BpfMap.mapFlags.write(memory, map, flags);
    BpfMap.spinLockOff.write(memory, map, BigInt.asUintN(32, BigInt(spinLock)));
  }

  /** Where the first element is: what `.data` and its like are reached by. Of an array only. */
  get value(): bigint {
    throw new Error(`map "${this.definition.name}": a ${this.definition.type} has no value of its own`);
  }

  /** A copy of the value, or undefined where there is none. */
  abstract lookup(key: Uint8Array): Uint8Array | undefined;

  /** @returns 0, or an error of {@link ERRNO} */
  abstract update(key: Uint8Array, value: Uint8Array, flags?: number): number;

  /** @returns 0, or an error of {@link ERRNO} */
  abstract delete(key: Uint8Array): number;

  /** Every element there is, in the order in which programs would walk them. */
  abstract entries(): Iterable<readonly [key: Uint8Array, value: Uint8Array]>;

  /** Bytes of one CPU's value. */
  protected get stride(): number {
    return roundUp(this.definition.valueSize, 8);
  }

  protected readPerCpu(pointer: bigint): Uint8Array {
    const { memory, tasks } = this.host;
    const all = new Uint8Array(tasks.length * this.stride);
    tasks.forEach((_, cpu) =>
      all.set(memory.readBytes(this.host.perCpuAddress(pointer, cpu), this.stride), cpu * this.stride),
    );
    return all;
  }

  protected writePerCpu(pointer: bigint, all: Uint8Array): void {
    this.host.tasks.forEach((_, cpu) => {
      const own = all.slice(cpu * this.stride, (cpu + 1) * this.stride);
      this.host.memory.writeBytes(this.host.perCpuAddress(pointer, cpu), own);
    });
  }
}

/** The machine code that maps need is linked in. @throws BpfLoadError naming the map and what to link */
export function requireRoutines({ symbols }: BpfHost, { name, type }: MapDefinition): void {
  if (symbols.tryLookup(opsSymbol(type)) !== undefined) return;
  throw new BpfLoadError(`map "${name}": this kernel has no ${type}; link it with bpfParts`);
}

export const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

/** The 32-bit index that keys of arrays are. */
export function indexOf(key: Uint8Array): number {
  return new DataView(key.buffer, key.byteOffset, 4).getUint32(0, true);
}

export function indexKey(index: number): Uint8Array {
  const key = new Uint8Array(4);
  new DataView(key.buffer).setUint32(0, index, true);
  return key;
}
