import type { Kernel } from '@tracelab/kernel';
import { OPS } from '../flags.js';
import { FtraceOps, FtraceOpsHash } from '../ops.js';
import { hashEntries } from './filter-hash.js';
import type { TextPoke } from './text-poke.js';
import type { Update } from './update.js';

/** The registered ops as the list function walks them: `ftrace_ops_list`, newest first, ended by `ftrace_list_end`. */
export class OpsList {
  readonly #kernel: Kernel;
  readonly #head: bigint;
  readonly #end: bigint;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
    this.#head = kernel.symbols.lookup('ftrace_ops_list');
    this.#end = kernel.symbols.lookup('ftrace_list_end');
  }

  get all(): bigint[] {
    const { memory } = this.#kernel;
    const list: bigint[] = [];
    for (let ops = memory.read(this.#head, 8); ops !== this.#end; ops = FtraceOps.next.read(memory, ops))
      list.push(ops);
    return list;
  }

  has(ops: bigint): boolean {
    return this.all.includes(ops);
  }

  /** The member before the pointer to it: a walker on another CPU finds a list that ends. */
  *add(ops: bigint, poke: TextPoke): Update {
    const { memory } = this.#kernel;
    FtraceOps.next.write(memory, ops, memory.read(this.#head, 8));
    yield* poke.data(this.#head, ops);
  }

  /** `ops` keeps its own pointer: a walker that stands on it goes on. */
  *remove(ops: bigint, poke: TextPoke): Update {
    const all = this.all;
    const before = all[all.indexOf(ops) - 1];
    const at = before === undefined ? this.#head : before + BigInt(FtraceOps.next.offset);
    yield* poke.data(at, FtraceOps.next.read(this.#kernel.memory, ops));
  }

  /** Whether `ops` traces the function with its call at `ip`; the control plane's ftrace_ops_test. */
  traces(ops: bigint, ip: bigint): boolean {
    const { memory } = this.#kernel;
    const hash = FtraceOps.funcHash.read(memory, ops);
    const filter = hashEntries(this.#kernel, FtraceOpsHash.filterHash.read(memory, hash));
    const notrace = hashEntries(this.#kernel, FtraceOpsHash.notraceHash.read(memory, hash));
    return (filter.length === 0 || filter.includes(ip)) && !notrace.includes(ip);
  }

  /** What a call shared by all sites must call, and with which ops (kernel-paths.md 2.4). */
  sharedFunction(): { func: bigint; ops: bigint } {
    const { symbols } = this.#kernel;
    const [ops, ...others] = this.all;
    if (ops === undefined) return { func: symbols.lookup('ftrace_stub'), ops: this.#end };
    const flags = this.flags(ops);
    if (others.length > 0 || (flags & (OPS.dynamic | OPS.rcu)) !== 0n) {
      return { func: symbols.lookup('arch_ftrace_ops_list_func'), ops: this.#end };
    }
    return { func: this.callable(ops) ? this.#func(ops) : symbols.lookup('ftrace_ops_assist_func'), ops };
  }

  /** Whether the ops's function may be called without the core around it: ftrace_ops_get_func. */
  callable(ops: bigint): boolean {
    return (this.flags(ops) & (OPS.recursion | OPS.rcu)) === 0n;
  }

  flags(ops: bigint): bigint {
    return FtraceOps.flags.read(this.#kernel.memory, ops);
  }

  #func(ops: bigint): bigint {
    return FtraceOps.func.read(this.#kernel.memory, ops);
  }
}
