import type { Kernel, McountRecord } from '@tracelab/kernel';
import { RECORD } from '../flags.js';
import { DynFtrace } from '../ops.js';
import { BTI_C, MOV_X9_LR, NOP, type TextPoke } from './text-poke.js';

/** One traceable function: a view of its dyn_ftrace in simulated memory. */
export class CallRecord {
  readonly name: string;
  /** Address of the function's symbol. */
  readonly entry: bigint;
  /** Address of the BL, or of the NOP in its place. */
  readonly ip: bigint;
  readonly #kernel: Kernel;
  readonly #address: bigint;

  constructor(kernel: Kernel, address: bigint, { name, entry }: McountRecord, ip: bigint) {
    this.name = name;
    this.entry = entry;
    this.ip = ip;
    this.#kernel = kernel;
    this.#address = address;
    DynFtrace.ip.write(kernel.memory, address, ip);
  }

  get flags(): bigint {
    return DynFtrace.flags.read(this.#kernel.memory, this.#address);
  }
  set flags(value: bigint) {
    DynFtrace.flags.write(this.#kernel.memory, this.#address, value);
  }

  has(flag: bigint): boolean {
    return (this.flags & flag) !== 0n;
  }
  set(flag: bigint, on: boolean): void {
    this.flags = on ? this.flags | flag : this.flags & ~flag;
  }

  /** How many ops trace this function. */
  get users(): number {
    return Number(this.flags & RECORD.countMask);
  }

  /** The word at the call site. */
  get insn(): number {
    return Number(this.#kernel.memory.read(this.ip, 4));
  }

  /** With per-callsite ops: the literal in front of the function. */
  get literal(): bigint {
    return (this.ip - 12n) & ~7n;
  }
}

/** The records of all patchable entries, by address; boot-time patching done. */
export class CallRecords {
  readonly all: readonly CallRecord[];
  readonly #byIp: ReadonlyMap<bigint, CallRecord>;

  /** `literal`: what to write into the sites' literals, where they have one. */
  constructor(kernel: Kernel, poke: TextPoke, literal: bigint | undefined) {
    const table = kernel.kzalloc(Math.max(1, kernel.mcount.length) * DynFtrace.structSize);
    this.all = kernel.mcount.map((site, i) => {
      const ip = callAddress(kernel, site);
      const record = new CallRecord(kernel, table + BigInt(i * DynFtrace.structSize), site, ip);
      if (literal !== undefined) poke.literal(record.literal, literal);
      poke.text(ip - 4n, NOP, MOV_X9_LR);
      return record;
    });
    this.#byIp = new Map(this.all.map((record) => [record.ip, record]));
  }

  /** By address of the call. */
  at(ip: bigint): CallRecord | undefined {
    return this.#byIp.get(ip);
  }

  /**
   * By name or address of the function.
   *
   * @throws Error where no such function is traceable
   */
  of(fn: string | bigint): CallRecord {
    const record = this.all.find(({ name, entry }) => name === fn || entry === fn);
    if (record) return record;
    const what = typeof fn === 'string' ? fn : `0x${fn.toString(16)}`;
    throw new Error(
      `ftrace: ${what} has no patchable entry; traceable are ${this.all.map(({ name }) => name).join(', ')}`,
    );
  }
}

/** ftrace_call_adjust: from the first NOP that the compiler recorded to the one that becomes the BL. */
function callAddress(kernel: Kernel, { name, site }: McountRecord): bigint {
  let address = site;
  if (kernel.image.patchableEntry.before > 0) {
    if (address % 8n !== 0n)
      throw new Error(`ftrace: the ops literal of ${name} at 0x${site.toString(16)} is not aligned to 8 bytes`);
    address += 8n;
    if (Number(kernel.memory.read(address, 4)) === BTI_C) address += 4n;
  }
  return address + 4n;
}
