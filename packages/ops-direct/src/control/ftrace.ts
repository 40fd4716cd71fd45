import type { Kernel } from '@tracelab/kernel';
import { FtraceOpsHash } from '../ops.js';
import type { Module, ModuleOptions } from './module.js';
import type { CallRecords } from './records.js';
import { StepwiseFtrace } from './stepwise-ftrace.js';
import type { Poke } from './text-poke.js';
import { complete } from './update.js';

/**
 * The ftrace core's control plane: who traces what, written into the records, hashes and call sites of a booted kernel
 * in the order in which Linux does it. Making one does the boot-time patching.
 */
export class Ftrace {
  /** The same operations in steps: what cores do that run meanwhile. */
  readonly stepwise: StepwiseFtrace;

  constructor(kernel: Kernel) {
    this.stepwise = new StepwiseFtrace(kernel);
    complete(this.stepwise.boot());
  }

  get records(): CallRecords {
    return this.stepwise.records;
  }

  /** Everything written that running code can see, in order, boot included. */
  get log(): readonly Poke[] {
    return this.stepwise.poke.log;
  }

  /** The registered ops, newest first. */
  get registered(): readonly bigint[] {
    return this.stepwise.list.all;
  }

  /**
   * Prepares a zeroed ftrace_ops (by itself, or the first member of something larger): traces everything until
   * {@link setFilter}. `flags` are of {@link OPS}.
   */
  initOps(ops: bigint, options: { func: bigint; flags?: bigint }): void {
    this.stepwise.initOps(ops, options);
  }

  /** ftrace_set_filter_ips: trace these functions only; all where the list is empty. `ips` are addresses of call records. */
  setFilter(ops: bigint, ips: readonly bigint[]): void {
    complete(this.stepwise.setHash(ops, FtraceOpsHash.filterHash, ips));
  }

  /** Do not trace these functions, even if the filter has them. */
  setNotrace(ops: bigint, ips: readonly bigint[]): void {
    complete(this.stepwise.setHash(ops, FtraceOpsHash.notraceHash, ips));
  }

  /**
   * register_ftrace_function.
   *
   * @throws Error if it is registered, or if a function it traces has a direct call that the linked trampoline cannot combine
   */
  registerOps(ops: bigint): void {
    complete(this.stepwise.registerOps(ops));
  }

  /** unregister_ftrace_function: nobody is in `ops`'s function any more when it returns. */
  unregisterOps(ops: bigint): void {
    complete(this.stepwise.unregisterOps(ops));
  }

  /** ftrace_free_filter: the hashes of an ops that is about to be freed. @throws Error if it is registered */
  freeFilter(ops: bigint): void {
    this.stepwise.freeFilter(ops);
  }

  /**
   * register_ftrace_direct: calls of a function go to `address` as if the call site itself called it, with X9 the
   * caller's LR and X30 behind the site. Returns the ops that stands for it.
   *
   * @param fn name or address of the function
   */
  registerDirect(fn: string | bigint, address: bigint): bigint {
    return complete(this.stepwise.registerDirect(fn, address));
  }

  /** unregister_ftrace_direct. `ops` is what {@link registerDirect} returned, and freed. */
  unregisterDirect(ops: bigint): void {
    complete(this.stepwise.unregisterDirect(ops));
  }

  /** modify_ftrace_direct: an idle second user sends every site through the list while the address changes. */
  modifyDirect(ops: bigint, address: bigint): void {
    complete(this.stepwise.modifyDirect(ops, address));
  }

  /**
   * Loads a module's text, at a distance that BL need not reach, and makes its functions traceable. Ops that trace all
   * functions trace them as well.
   *
   * @throws Error where a name is taken; LinkError where the text refers to what it cannot reach
   */
  loadModule(options: ModuleOptions): Module {
    return complete(this.stepwise.loadModule(options));
  }

  /** Forgets its functions, and unmaps its text. */
  unloadModule(module: Module): void {
    complete(this.stepwise.unloadModule(module));
  }
}
