import type { Kernel } from '@tracelab/kernel';
import { SITE_LITERAL } from '../call-ops.js';
import type { CallRecord } from './records.js';
import { bl, type TextPoke } from './text-poke.js';
import type { Update } from './update.js';

/**
 * How traced functions come to the ops that trace them: what a variant of the series needs of the control plane. Calls come in
 * the order of kernel-paths.md 1.2; the sites themselves are patched by {@link CallSites}.
 */
export interface Dispatch {
  /** At boot, and when a module is loaded, before the site's first NOP is patched. */
  prepare(record: CallRecord): Update;
  /** Before any site is patched; `func` is what the shared call shall end up with. */
  begin(func: bigint): Update;
  /** Right before a site's instruction is patched. `ops`: its only user if that may be called as it is, 0 for several. */
  retarget(record: CallRecord, ops: bigint): Update;
  /** Right before a site goes back to NOP. */
  retire(record: CallRecord): Update;
  /** After all sites are patched. */
  end(func: bigint, ops: bigint): Update;
}

/** The one that fits the linked variant, which says by absolute symbols what its call sites have. */
export function dispatchOf(kernel: Kernel, poke: TextPoke): Dispatch {
  switch (Number(kernel.symbols.lookup('FTRACE_SITE_LITERAL'))) {
    case SITE_LITERAL.none:
      return new SharedDispatch(kernel, poke);
    case SITE_LITERAL.ops:
      return new PerCallsiteDispatch(kernel, poke, ({ literal }, ops) => poke.literal(literal, ops));
    default:
      return new RecordDispatch(kernel, poke);
  }
}

/** Calls go through one BL in the trampoline and one global with its ops. */
class SharedDispatch implements Dispatch {
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

  *prepare(): Update {}

  *begin(func: bigint): Update {
    this.#updating = func !== this.#wanted;
    this.#wanted = func;
    // The list function takes any ops with any set of sites, so it bridges the change.
    if (this.#updating) yield* this.#call(this.#listFunc);
  }

  *retarget(): Update {}

  *retire(): Update {}

  *end(func: bigint, ops: bigint): Update {
    if (!this.#updating || func === this.#listFunc) return;
    yield* this.#poke.data(this.#kernel.symbols.lookup('function_trace_op'), ops);
    // No CPU may call the new function with the old ops.
    yield* this.#poke.wait('smp_rmb on all CPUs');
    yield* this.#call(func);
  }

  *#call(func: bigint): Update {
    if (func === this.#called) return;
    // The trampoline and the core's functions are one image: always in reach.
    const [from, to] = [bl(this.#site, this.#called)!, bl(this.#site, func)!];
    this.#called = func;
    yield* this.#poke.text(this.#site, from, to);
  }
}

/** Every site has its own ops, which one store replaces. */
class PerCallsiteDispatch implements Dispatch {
  protected readonly poke: TextPoke;
  protected readonly nopOps: bigint;
  readonly #listOps: bigint;
  readonly #assign: (record: CallRecord, ops: bigint) => Update;

  constructor(kernel: Kernel, poke: TextPoke, assign: (record: CallRecord, ops: bigint) => Update) {
    this.poke = poke;
    this.nopOps = kernel.symbols.lookup('ftrace_nop_ops');
    this.#listOps = kernel.symbols.lookup('ftrace_list_ops');
    this.#assign = assign;
  }

  prepare(record: CallRecord): Update {
    return this.#assign(record, this.nopOps);
  }

  *begin(): Update {}

  retarget(record: CallRecord, ops: bigint): Update {
    return this.#assign(record, ops === 0n ? this.#listOps : ops);
  }

  retire(record: CallRecord): Update {
    // Not NULL: a CPU may have executed the BL already and be about to load the ops.
    return this.#assign(record, this.nopOps);
  }

  *end(): Update {}
}

/** The RFC's: literals point at the sites' records, once and for all, and records at their ops. */
class RecordDispatch extends PerCallsiteDispatch {
  constructor(kernel: Kernel, poke: TextPoke) {
    super(kernel, poke, (record, ops) => poke.data(record.opsField, ops));
  }

  override *prepare(record: CallRecord): Update {
    yield* super.prepare(record);
    yield* this.poke.literal(record.literal, record.address);
  }
}
