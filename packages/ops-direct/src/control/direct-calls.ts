import type { Kernel } from '@tracelab/kernel';
import { OPS } from '../flags.js';
import { FtraceOps, FtraceOpsHash } from '../ops.js';
import type { CallRecord } from './records.js';
import type { StepwiseFtrace } from './stepwise-ftrace.js';
import { inReach } from './text-poke.js';
import type { Update } from './update.js';

const NEEDS = 'needs a trampoline that knows direct calls: switch ops-direct on (call-ops)';
const FILTER = FtraceOpsHash.filterHash;

/** Calls of a function that go to an address of somebody's own (kernel-paths.md 3.2). */
export class DirectCalls {
  readonly #kernel: Kernel;
  readonly #ftrace: StepwiseFtrace;
  /** The trampoline can go on to a direct call's address itself: out of BL's reach, or beside other ops. */
  readonly #known: boolean;

  constructor(kernel: Kernel, ftrace: StepwiseFtrace) {
    this.#kernel = kernel;
    this.#ftrace = ftrace;
    this.#known = kernel.symbols.lookup('FTRACE_DIRECT_CALLS') !== 0n;
  }

  *register(fn: string | bigint, address: bigint): Update<bigint> {
    const { memory, symbols } = this.#kernel;
    const record = this.#ftrace.records.of(fn);
    const ops = this.#kernel.kzalloc(FtraceOps.structSize);
    // Without a trampoline that knows direct calls nothing ever comes by the ops's function.
    this.#ftrace.initOps(ops, { func: symbols.lookup(this.#known ? 'call_direct_funcs' : 'ftrace_stub'), flags: OPS.direct });
    FtraceOps.directCall.write(memory, ops, address);
    yield* this.#ftrace.setHash(ops, FILTER, [record.ip]);
    yield* this.#ftrace.registerOps(ops);
    return ops;
  }

  *unregister(ops: bigint): Update {
    yield* this.#ftrace.unregisterOps(ops);
    this.#ftrace.freeFilter(ops);
    this.#kernel.kfree(ops, FtraceOps.structSize);
  }

  *modify(ops: bigint, address: bigint): Update {
    const { memory, symbols } = this.#kernel;
    if (!this.#known) throw new Error(`ftrace: another address for a direct call ${NEEDS}`);
    const bridge = this.#kernel.kzalloc(FtraceOps.structSize);
    this.#ftrace.initOps(bridge, { func: symbols.lookup('ftrace_stub'), flags: OPS.stub });
    FtraceOps.funcHash.write(memory, bridge, FtraceOps.funcHash.read(memory, ops));
    yield* this.#ftrace.registerOps(bridge);
    yield* this.#ftrace.poke.data(ops + BigInt(FtraceOps.directCall.offset), address);
    yield* this.#ftrace.unregisterOps(bridge);
    this.#kernel.kfree(bridge, FtraceOps.structSize);
  }

  /** @throws Error if `ops` may not trace these functions, because of a direct call of its own or of another's */
  check(ops: bigint, traced: readonly CallRecord[]): void {
    const { list } = this.#ftrace;
    const isDirect = (one: bigint): boolean => (list.flags(one) & OPS.direct) !== 0n;
    for (const record of traced) {
      const others = this.#ftrace.usersOf(record).filter((one) => one !== ops);
      const directs = [ops, ...others].filter(isDirect);
      if (directs.length > 1) throw new Error(`ftrace: ${record.name} has a direct call already; one per function`);
      if (directs.length === 0 || this.#known) continue;
      if (others.length > 0) throw new Error(`ftrace: a direct call of ${record.name} beside another tracer ${NEEDS}`);
      const address = FtraceOps.directCall.read(this.#kernel.memory, ops);
      if (!inReach(record.ip, address)) throw new Error(`ftrace: a direct call of ${record.name} beyond BL's 128 MiB ${NEEDS}`);
    }
  }
}
