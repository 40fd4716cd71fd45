import type { Kernel } from '@tracelab/kernel';
import { OPS, RECORD } from '../flags.js';
import { FtraceOps, FtraceOpsHash } from '../ops.js';
import { PerCallsiteDispatch, SharedDispatch, type Dispatch } from './dispatch.js';
import { makeHash } from './filter-hash.js';
import { OpsList } from './ops-list.js';
import { CallRecords, type CallRecord } from './records.js';
import { bl, inReach, NOP, TextPoke, type Poke } from './text-poke.js';

/**
 * The ftrace core's control plane: who traces what, written into the records, hashes and call sites of a booted kernel
 * in the order in which Linux does it. Making one does the boot-time patching.
 */
export class Ftrace {
  readonly records: CallRecords;
  readonly #kernel: Kernel;
  readonly #poke: TextPoke;
  readonly #dispatch: Dispatch;
  readonly #list: OpsList;
  /** Where the BL of an enabled site goes. */
  readonly #target = new Map<CallRecord, bigint>();

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#poke = new TextPoke(kernel);
    this.#list = new OpsList(kernel);
    // Whether the compiler made room for literals is what makes per-callsite ops possible.
    const Dispatcher = kernel.image.patchableEntry.before > 0 ? PerCallsiteDispatch : SharedDispatch;
    this.#dispatch = new Dispatcher(kernel, this.#poke);
    this.records = new CallRecords(kernel, this.#poke, this.#dispatch.idleLiteral);
  }

  /** Everything written that running code can see, in order, boot included. */
  get log(): readonly Poke[] {
    return this.#poke.log;
  }

  /** The registered ops, newest first. */
  get registered(): readonly bigint[] {
    return this.#list.all;
  }

  /**
   * Prepares a zeroed ftrace_ops (by itself, or the first member of something larger): traces everything until
   * {@link setFilter}. `flags` are of {@link OPS}.
   */
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

  /** ftrace_set_filter_ips: trace these functions only; all where the list is empty. `ips` are addresses of call records. */
  setFilter(ops: bigint, ips: readonly bigint[]): void {
    this.#setHash(ops, FtraceOpsHash.filterHash, ips);
  }

  /** Do not trace these functions, even if the filter has them. */
  setNotrace(ops: bigint, ips: readonly bigint[]): void {
    this.#setHash(ops, FtraceOpsHash.notraceHash, ips);
  }

  /**
   * register_ftrace_function.
   *
   * @throws Error if it is registered, or if a function it traces has a direct call that the linked trampoline cannot combine
   */
  registerOps(ops: bigint): void {
    if (this.#list.all.includes(ops)) throw new Error(`ftrace: the ops at 0x${ops.toString(16)} is registered already`);
    this.#checkDirect(ops);
    this.#setFlags(ops, this.#inKernelData(ops) ? 0n : OPS.dynamic);
    this.#list.add(ops);
    this.#setFlags(ops, OPS.enabled);
    this.#update();
  }

  /** unregister_ftrace_function: nobody is in `ops`'s function any more when it returns. */
  unregisterOps(ops: bigint): void {
    if (!this.#list.all.includes(ops)) throw new Error(`ftrace: no ops is registered at 0x${ops.toString(16)}`);
    this.#list.remove(ops);
    const flags = this.#list.flags(ops) & ~OPS.enabled;
    FtraceOps.flags.write(this.#kernel.memory, ops, flags);
    this.#update();
    if ((flags & OPS.dynamic) !== 0n) {
      this.#poke.wait('synchronize_rcu_tasks_rude');
      this.#poke.wait('synchronize_rcu_tasks');
    }
  }

  /**
   * register_ftrace_direct: calls of a function go to `address` as if the call site itself called it, with X9 the
   * caller's LR and X30 behind the site. Returns the ops that stands for it.
   *
   * @param fn name or address of the function
   */
  registerDirect(fn: string | bigint, address: bigint): bigint {
    const { memory, symbols } = this.#kernel;
    const record = this.records.of(fn);
    const ops = this.#kernel.kzalloc(FtraceOps.structSize);
    // Without a trampoline that knows direct calls nothing ever comes by the ops's function.
    const func = symbols.lookup(this.#dispatch.knowsDirectCalls ? 'call_direct_funcs' : 'ftrace_stub');
    this.initOps(ops, { func, flags: OPS.direct });
    FtraceOps.directCall.write(memory, ops, address);
    this.setFilter(ops, [record.ip]);
    this.registerOps(ops);
    return ops;
  }

  /** unregister_ftrace_direct. `ops` is what {@link registerDirect} returned. */
  unregisterDirect(ops: bigint): void {
    this.unregisterOps(ops);
    FtraceOps.directCall.write(this.#kernel.memory, ops, 0n);
  }

  /** modify_ftrace_direct: an idle second user sends every site through the list while the address changes. */
  modifyDirect(ops: bigint, address: bigint): void {
    const { memory, symbols } = this.#kernel;
    const bridge = this.#kernel.kzalloc(FtraceOps.structSize);
    this.initOps(bridge, { func: symbols.lookup('ftrace_stub') });
    FtraceOps.funcHash.write(memory, bridge, FtraceOps.funcHash.read(memory, ops));
    this.registerOps(bridge);
    this.#poke.data(ops + BigInt(FtraceOps.directCall.offset), address);
    this.unregisterOps(bridge);
  }

  #setHash(ops: bigint, which: typeof FtraceOpsHash.filterHash, ips: readonly bigint[]): void {
    const unknown = ips.find((ip) => !this.records.at(ip));
    if (unknown !== undefined)
      throw new Error(`ftrace: 0x${unknown.toString(16)} is no call site of a traceable function`);
    const { memory } = this.#kernel;
    which.write(memory, FtraceOps.funcHash.read(memory, ops), makeHash(this.#kernel, ips));
    if (this.#list.all.includes(ops)) this.#update();
  }

  /** Brings records, call sites and the way to the ops in line with the list. */
  #update(): void {
    const { func, ops } = this.#list.sharedFunction();
    this.#dispatch.begin(func);
    for (const record of this.records.all) this.#updateSite(record, this.#usersOf(record));
    this.#dispatch.end(func, ops);
  }

  #usersOf({ ip }: CallRecord): bigint[] {
    return this.#list.all.filter((ops) => this.#list.traces(ops, ip));
  }

  #updateSite(record: CallRecord, users: readonly bigint[]): void {
    const [first] = users;
    const any = (flag: bigint): boolean => users.some((ops) => (this.#list.flags(ops) & flag) !== 0n);
    record.set(RECORD.countMask, false);
    record.flags |= BigInt(users.length);
    record.set(RECORD.regs, any(OPS.saveRegs));
    record.set(RECORD.direct, any(OPS.direct));
    record.set(RECORD.callOps, users.length === 1 && this.#list.callable(first!));

    if (first === undefined) this.#makeNop(record);
    else if (this.#enable(record)) this.#makeCall(record, first);
  }

  /** Takes over what the record now wants; false where the site has that already. */
  #enable(record: CallRecord): boolean {
    const before = record.flags;
    record.set(RECORD.enabled, true);
    record.set(RECORD.regsEnabled, record.has(RECORD.regs));
    record.set(RECORD.directEnabled, record.has(RECORD.direct) && record.users === 1);
    record.set(RECORD.callOpsEnabled, record.has(RECORD.callOps));
    return record.flags !== before;
  }

  /** ftrace_make_call or ftrace_modify_call. */
  #makeCall(record: CallRecord, ops: bigint): void {
    this.#dispatch.retarget(record, record.has(RECORD.callOpsEnabled) ? ops : 0n);
    this.#branch(record, this.#callAddress(record, ops));
  }

  #makeNop(record: CallRecord): void {
    if (!record.has(RECORD.enabled)) return;
    record.flags = 0n;
    this.#dispatch.retire(record);
    this.#branch(record, undefined);
  }

  #branch(record: CallRecord, to: bigint | undefined): void {
    const from = this.#target.get(record);
    if (from === to) return;
    const word = (target: bigint | undefined): number => (target === undefined ? NOP : bl(record.ip, target)!);
    this.#poke.text(record.ip, word(from), word(to));
    if (to === undefined) this.#target.delete(record);
    else this.#target.set(record, to);
  }

  #callAddress(record: CallRecord, ops: bigint): bigint {
    const { memory, symbols } = this.#kernel;
    if (record.has(RECORD.directEnabled)) {
      const direct = FtraceOps.directCall.read(memory, ops);
      if (inReach(record.ip, direct)) return direct;
    }
    return symbols.lookup(record.has(RECORD.regsEnabled) ? 'FTRACE_REGS_ADDR' : 'ftrace_caller');
  }

  #checkDirect(ops: bigint): void {
    const isDirect = (one: bigint): boolean => (this.#list.flags(one) & OPS.direct) !== 0n;
    for (const record of this.records.all) {
      if (!this.#list.traces(ops, record.ip)) continue;
      const others = this.#usersOf(record);
      const directs = [ops, ...others].filter(isDirect);
      if (directs.length > 1) throw new Error(`ftrace: ${record.name} has a direct call already; one per function`);
      if (directs.length === 0 || this.#dispatch.knowsDirectCalls) continue;
      const needs = 'needs a trampoline that knows direct calls: switch ops-direct on';
      if (others.length > 0) throw new Error(`ftrace: a direct call of ${record.name} beside another tracer ${needs}`);
      const address = FtraceOps.directCall.read(this.#kernel.memory, ops);
      if (!inReach(record.ip, address))
        throw new Error(`ftrace: a direct call of ${record.name} beyond BL's 128 MiB ${needs}`);
    }
  }

  /** core_kernel_data: part of the image, so it is never freed. */
  #inKernelData(ops: bigint): boolean {
    const { segments } = this.#kernel.image.image;
    return segments.some(({ address, bytes }) => ops >= address && ops < address + BigInt(bytes.length));
  }

  #setFlags(ops: bigint, flags: bigint): void {
    FtraceOps.flags.write(this.#kernel.memory, ops, this.#list.flags(ops) | flags);
  }
}
