import type { Kernel } from '@tracelab/kernel';
import { OPS } from '../flags.js';
import { FtraceOps, FtraceOpsHash } from '../ops.js';
import { CallSites } from './call-sites.js';
import { DirectCalls } from './direct-calls.js';
import { dispatchOf, type Dispatch } from './dispatch.js';
import { freeHash, makeHash } from './filter-hash.js';
import { Module, type ModuleOptions } from './module.js';
import { OpsList } from './ops-list.js';
import { CallRecords, type CallRecord } from './records.js';
import { TextPoke } from './text-poke.js';
import type { Update } from './update.js';

/** Which of an ops' two hashes. */
export type FilterHash = typeof FtraceOpsHash.filterHash;

/** The operations of `Ftrace`, under the same names, in steps that running cores can come between. */
export class StepwiseFtrace {
  readonly records: CallRecords;
  readonly list: OpsList;
  readonly poke: TextPoke;
  readonly #kernel: Kernel;
  readonly #dispatch: Dispatch;
  readonly #sites: CallSites;
  readonly #direct: DirectCalls;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.poke = new TextPoke(kernel);
    this.list = new OpsList(kernel);
    this.records = new CallRecords(kernel);
    this.#dispatch = dispatchOf(kernel, this.poke);
    this.#sites = new CallSites(kernel, this.poke, this.#dispatch, this.list);
    this.#direct = new DirectCalls(kernel, this);
  }

  /** Boot-time patching: every entry gets its MOV X9, X30. */
  *boot(): Update {
    for (const record of this.records.add(this.#kernel.mcount)) yield* this.#sites.prepare(record);
  }

  initOps(ops: bigint, { func, flags = 0n }: { func: bigint; flags?: bigint }): void {
    const { memory, symbols } = this.#kernel;
    const hash = ops + BigInt(FtraceOps.localHash.offset);
    FtraceOps.func.write(memory, ops, func);
    FtraceOps.savedFunc.write(memory, ops, func);
    FtraceOps.flags.write(memory, ops, flags | OPS.initialized);
    FtraceOps.funcHash.write(memory, ops, hash);
    FtraceOpsHash.filterHash.write(memory, hash, symbols.lookup('empty_hash'));
    FtraceOpsHash.notraceHash.write(memory, hash, symbols.lookup('empty_hash'));
  }

  *registerOps(ops: bigint): Update {
    if (this.list.has(ops)) throw new Error(`ftrace: the ops at 0x${ops.toString(16)} is registered already`);
    this.#direct.check(ops, this.records.all.filter(({ ip }) => this.list.traces(ops, ip)));
    this.#setFlags(ops, this.#inKernelData(ops) ? 0n : OPS.dynamic);
    yield* this.list.add(ops, this.poke);
    this.#setFlags(ops, OPS.enabled);
    yield* this.#update();
  }

  *unregisterOps(ops: bigint): Update {
    if (!this.list.has(ops)) throw new Error(`ftrace: no ops is registered at 0x${ops.toString(16)}`);
    yield* this.list.remove(ops, this.poke);
    const flags = this.list.flags(ops) & ~OPS.enabled;
    FtraceOps.flags.write(this.#kernel.memory, ops, flags);
    yield* this.#update();
    if ((flags & OPS.dynamic) === 0n) return;
    yield* this.poke.wait('synchronize_rcu_tasks_rude');
    yield* this.poke.wait('synchronize_rcu_tasks');
  }

  *setHash(ops: bigint, which: FilterHash, ips: readonly bigint[]): Update {
    const unknown = ips.find((ip) => !this.records.at(ip));
    if (unknown !== undefined) throw new Error(`ftrace: 0x${unknown.toString(16)} is no call site of a traceable function`);
    const { memory } = this.#kernel;
    const at = FtraceOps.funcHash.read(memory, ops) + BigInt(which.offset);
    const [old, next] = [memory.read(at, 8), makeHash(this.#kernel, ips)];
    if (!this.list.has(ops)) {
      memory.write(at, 8, next);
    } else {
      this.#direct.check(ops, this.#tracedWith(at, next, ops));
      yield* this.poke.data(at, next);
      yield* this.#update();
      // Whoever walks the list reads the pointers anew for each ops, with preemption off.
      yield* this.poke.wait('synchronize_rcu');
    }
    freeHash(this.#kernel, old);
  }

  /** ftrace_free_filter, of an ops that nobody can find any more. */
  freeFilter(ops: bigint): void {
    const { memory, symbols } = this.#kernel;
    if (this.list.has(ops)) throw new Error(`ftrace: the ops at 0x${ops.toString(16)} is registered; unregister it first`);
    for (const { offset } of [FtraceOpsHash.filterHash, FtraceOpsHash.notraceHash]) {
      const at = ops + BigInt(FtraceOps.localHash.offset + offset);
      freeHash(this.#kernel, memory.read(at, 8));
      memory.write(at, 8, symbols.lookup('empty_hash'));
    }
  }

  registerDirect(fn: string | bigint, address: bigint): Update<bigint> {
    return this.#direct.register(fn, address);
  }

  unregisterDirect(ops: bigint): Update {
    return this.#direct.unregister(ops);
  }

  modifyDirect(ops: bigint, address: bigint): Update {
    return this.#direct.modify(ops, address);
  }

  *loadModule(options: ModuleOptions): Update<Module> {
    const module = new Module(this.#kernel, options);
    for (const record of this.records.add(module.mcount, module.plt)) yield* this.#sites.prepare(record);
    // ftrace_module_enable: for ops that trace everything, or named these functions before.
    yield* this.#update();
    return module;
  }

  *unloadModule(module: Module): Update {
    this.records.remove(this.records.all.filter(({ plt }) => plt === module.plt));
    // Nobody enters the module any more by the time it is unloaded: what is left are tasks on their way out.
    yield* this.poke.wait('synchronize_rcu_tasks');
    module.free();
  }

  usersOf({ ip }: CallRecord): bigint[] {
    return this.list.all.filter((ops) => this.list.traces(ops, ip));
  }

  /** Brings records, call sites and the way to the ops in line with the list. */
  *#update(): Update {
    const { func, ops } = this.list.sharedFunction();
    yield* this.#dispatch.begin(func);
    for (const record of this.records.all) yield* this.#sites.update(record, this.usersOf(record));
    yield* this.#dispatch.end(func, ops);
  }

  /** What an ops would trace if the pointer at `at` held another hash. */
  #tracedWith(at: bigint, hash: bigint, ops: bigint): CallRecord[] {
    const { memory } = this.#kernel;
    const now = memory.read(at, 8);
    memory.write(at, 8, hash);
    const traced = this.records.all.filter(({ ip }) => this.list.traces(ops, ip));
    memory.write(at, 8, now);
    return traced;
  }

  /** core_kernel_data: part of the image, so it is never freed. */
  #inKernelData(ops: bigint): boolean {
    const { segments } = this.#kernel.image.image;
    return segments.some(({ address, bytes }) => ops >= address && ops < address + BigInt(bytes.length));
  }

  #setFlags(ops: bigint, flags: bigint): void {
    FtraceOps.flags.write(this.#kernel.memory, ops, this.list.flags(ops) | flags);
  }
}
