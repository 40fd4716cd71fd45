import type { Kernel, McountRecord } from '@tracelab/kernel';
import { RECORD } from '../flags.js';
import { DynFtrace } from '../ops.js';
import { glob } from './glob.js';
import type { FtracePlt } from './plt.js';
import { BTI_C } from './text-poke.js';

/** One traceable function: a view of its dyn_ftrace in simulated memory. */
export class CallRecord {
  readonly name: string;
  /** Address of the function's symbol. */
  readonly entry: bigint;
  /** Address of the BL, or of the NOP in its place. */
  readonly ip: bigint;
  /** Of the dyn_ftrace. */
  readonly address: bigint;
  /** Where the kernel's trampolines are out of BL's reach. */
  readonly plt: FtracePlt | undefined;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, address: bigint, site: McountRecord, plt?: FtracePlt) {
    this.name = site.name;
    this.entry = site.entry;
    this.ip = callAddress(kernel, site);
    this.address = address;
    this.plt = plt;
    this.#kernel = kernel;
    DynFtrace.ip.write(kernel.memory, address, this.ip);
  }

  get flags(): bigint {
    return DynFtrace.flags.read(this.#kernel.memory, this.address);
  }
  set flags(value: bigint) {
    DynFtrace.flags.write(this.#kernel.memory, this.address, value);
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

  /** Address of the ops that the trampoline calls, where the literal points at this record. */
  get opsField(): bigint {
    return this.address + BigInt(DynFtrace.ops.offset);
  }
}

/** The records of all patchable entries: the kernel's by address, then those of modules as they were loaded. */
export class CallRecords {
  readonly #kernel: Kernel;
  #all: readonly CallRecord[] = [];
  #byIp: ReadonlyMap<bigint, CallRecord> = new Map();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  get all(): readonly CallRecord[] {
    return this.#all;
  }

  /** ftrace_process_locs: makes records of entries as the compiler left them; nothing is patched yet. */
  add(sites: readonly McountRecord[], plt?: FtracePlt): readonly CallRecord[] {
    const table = this.#kernel.kzalloc(Math.max(1, sites.length) * DynFtrace.structSize);
    const added = sites.map((site, i) => new CallRecord(this.#kernel, table + BigInt(i * DynFtrace.structSize), site, plt));
    this.#keep([...this.#all, ...added]);
    return added;
  }

  /** ftrace_release_mod. */
  remove(records: readonly CallRecord[]): void {
    this.#keep(this.#all.filter((one) => !records.includes(one)));
  }

  #keep(all: readonly CallRecord[]): void {
    this.#all = all;
    this.#byIp = new Map(all.map((record) => [record.ip, record]));
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
    throw new Error(`ftrace: ${what} has no patchable entry; traceable are ${this.#names()}`);
  }

  /**
   * Functions that a list of names and globs is about, each once, in the order of their addresses. `!glob` takes out again
   * what those before it brought in, as in set_ftrace_filter.
   *
   * @throws Error where one of them fits no traceable function
   */
  matching(patterns: readonly string[]): readonly CallRecord[] {
    const chosen = new Set<CallRecord>();
    for (const pattern of patterns) {
      const excludes = pattern.startsWith('!');
      const fits = glob(excludes ? pattern.slice(1) : pattern);
      const found = this.all.filter(({ name }) => fits(name));
      if (found.length === 0) throw new Error(`ftrace: "${pattern}" fits no traceable function; there are ${this.#names()}`);
      for (const record of found) chosen[excludes ? 'delete' : 'add'](record);
    }
    return this.all.filter((record) => chosen.has(record));
  }

  #names(): string {
    return this.all.map(({ name }) => name).join(', ');
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
