import type { Kernel } from '@tracelab/kernel';
import { OPS, RECORD } from '../flags.js';
import { FtraceOps } from '../ops.js';
import type { Dispatch } from './dispatch.js';
import type { OpsList } from './ops-list.js';
import type { CallRecord } from './records.js';
import { bl, inReach, MOV_X9_LR, NOP, type TextPoke } from './text-poke.js';
import type { Update } from './update.js';

/** The two NOPs of every traceable function, and what stands in their place. */
export class CallSites {
  readonly #kernel: Kernel;
  readonly #poke: TextPoke;
  readonly #dispatch: Dispatch;
  readonly #list: OpsList;
  /** Where the BL of an enabled site goes. */
  readonly #target = new Map<CallRecord, bigint>();

  constructor(kernel: Kernel, poke: TextPoke, dispatch: Dispatch, list: OpsList) {
    this.#kernel = kernel;
    this.#poke = poke;
    this.#dispatch = dispatch;
    this.#list = list;
  }

  /** ftrace_init_nop, at boot and for the functions of a module. */
  *prepare(record: CallRecord): Update {
    yield* this.#dispatch.prepare(record);
    yield* this.#poke.text(record.ip - 4n, NOP, MOV_X9_LR);
  }

  /** Brings a record and its site in line with those who trace the function. */
  *update(record: CallRecord, users: readonly bigint[]): Update {
    const [first] = users;
    const any = (flag: bigint): boolean => users.some((ops) => (this.#list.flags(ops) & flag) !== 0n);
    record.set(RECORD.countMask, false);
    record.flags |= BigInt(users.length);
    record.set(RECORD.regs, any(OPS.saveRegs));
    record.set(RECORD.direct, any(OPS.direct));
    record.set(RECORD.callOps, users.length === 1 && this.#list.callable(first!));

    if (first === undefined) yield* this.#makeNop(record);
    else if (enable(record)) yield* this.#makeCall(record, first);
  }

  /** ftrace_make_call or ftrace_modify_call. */
  *#makeCall(record: CallRecord, ops: bigint): Update {
    yield* this.#dispatch.retarget(record, record.has(RECORD.callOpsEnabled) ? ops : 0n);
    yield* this.#branch(record, this.#callAddress(record, ops));
  }

  *#makeNop(record: CallRecord): Update {
    if (!record.has(RECORD.enabled)) return;
    record.flags = 0n;
    yield* this.#dispatch.retire(record);
    yield* this.#branch(record, undefined);
  }

  *#branch(record: CallRecord, to: bigint | undefined): Update {
    const from = this.#target.get(record);
    if (from === to) return;
    const word = (target: bigint | undefined): number => (target === undefined ? NOP : bl(record.ip, target)!);
    const [old, next] = [word(from), word(to)];
    if (to === undefined) this.#target.delete(record);
    else this.#target.set(record, to);
    yield* this.#poke.text(record.ip, old, next);
  }

  #callAddress(record: CallRecord, ops: bigint): bigint {
    const { memory, symbols } = this.#kernel;
    if (record.has(RECORD.directEnabled)) {
      const direct = FtraceOps.directCall.read(memory, ops);
      if (inReach(record.ip, direct)) return direct;
    }
    const trampoline = symbols.lookup(record.has(RECORD.regsEnabled) ? 'FTRACE_REGS_ADDR' : 'ftrace_caller');
    return inReach(record.ip, trampoline) ? trampoline : record.plt!.get(trampoline)!;
  }
}

/** Takes over what the record now wants; false where the site has that already. */
function enable(record: CallRecord): boolean {
  const before = record.flags;
  record.set(RECORD.enabled, true);
  record.set(RECORD.regsEnabled, record.has(RECORD.regs));
  record.set(RECORD.directEnabled, record.has(RECORD.direct) && record.users === 1);
  record.set(RECORD.callOpsEnabled, record.has(RECORD.callOps));
  return record.flags !== before;
}
