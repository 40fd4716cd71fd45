import type { Kernel } from '@tracelab/kernel';
import type { CallRecord } from './records.js';
import { bl, type TextPoke } from './text-poke.js';

/**
 * How traced functions come to the ops that trace them: what a variant of the series needs of the control plane. Calls come in
 * the order of kernel-paths.md 1.2; the sites themselves are patched by {@link Ftrace}.
 */
export interface Dispatch {
  /** What a site's literal holds while nobody traces the function; undefined where sites have none. */
  readonly idleLiteral: bigint | undefined;
  /** The trampoline can go on to a direct call's address itself: out of BL's reach, or beside other ops. */
  readonly knowsDirectCalls: boolean;
  /** Before any site is patched; `func` is what the shared call shall end up with. */
  begin(func: bigint): void;
  /** Right before a site's instruction is patched. `ops`: its only user if that may be called as it is, 0 for several. */
  retarget(record: CallRecord, ops: bigint): void;
  /** Right before a site goes back to NOP. */
  retire(record: CallRecord): void;
  /** After all sites are patched. */
  end(func: bigint, ops: bigint): void;
}

/** Calls go through one BL in the trampoline and one global with its ops. */
export class SharedDispatch implements Dispatch {
  readonly idleLiteral = undefined;
  readonly knowsDirectCalls = false;
  readonly #kernel: Kernel;
  readonly #poke: TextPoke;
  readonly #listFunc: bigint;
  /** Address of the shared BL. */
  readonly #site: bigint;
  /** Where the shared call goes. */
  #called: bigint;
  /** Where it goes once an update is over. */
  #wanted: bigint;
  #updating = false;

  constructor(kernel: Kernel, poke: TextPoke) {
    this.#kernel = kernel;
    this.#poke = poke;
    this.#listFunc = kernel.symbols.lookup('arch_ftrace_ops_list_func');
    this.#site = kernel.symbols.lookup('ftrace_call');
    this.#called = kernel.symbols.lookup('ftrace_stub');
    this.#wanted = this.#called;
  }

  begin(func: bigint): void {
    this.#updating = func !== this.#wanted;
    this.#wanted = func;
    // The list function takes any ops with any set of sites, so it bridges the change.
    if (this.#updating) this.#call(this.#listFunc);
  }

  retarget(): void {}

  retire(): void {}

  end(func: bigint, ops: bigint): void {
    if (!this.#updating || func === this.#listFunc) return;
    this.#poke.data(this.#kernel.symbols.lookup('function_trace_op'), ops);
    // No CPU may call the new function with the old ops.
    this.#poke.wait('smp_rmb on all CPUs');
    this.#call(func);
  }

  #call(func: bigint): void {
    if (func === this.#called) return;
    // The trampoline and the core's functions are one image: always in reach.
    this.#poke.text(this.#site, bl(this.#site, this.#called)!, bl(this.#site, func)!);
    this.#called = func;
  }
}

/** Every site has its own ops, in the literal in front of the function. */
export class PerCallsiteDispatch implements Dispatch {
  readonly idleLiteral: bigint;
  readonly knowsDirectCalls = true;
  readonly #poke: TextPoke;
  readonly #listOps: bigint;

  constructor(kernel: Kernel, poke: TextPoke) {
    this.#poke = poke;
    this.idleLiteral = kernel.symbols.lookup('ftrace_nop_ops');
    this.#listOps = kernel.symbols.lookup('ftrace_list_ops');
  }

  begin(): void {}

  retarget(record: CallRecord, ops: bigint): void {
    this.#poke.literal(record.literal, ops === 0n ? this.#listOps : ops);
  }

  retire(record: CallRecord): void {
    // Not NULL: a CPU may have executed the BL already and be about to load the literal.
    this.#poke.literal(record.literal, this.idleLiteral);
  }

  end(): void {}
}
