import type { Kernel } from '@tracelab/kernel';
import { complete, FtraceOps, FtraceOpsHash, OPS, type StepwiseFtrace, type Update } from '@tracelab/ops-direct';
import { allFreeNodes, reapRethook, Rethook, rethookAlloc, rethookFree, RethookNode } from '@tracelab/rethook';
import { FPROBE_KPROBE_SHARED, Fprobe as Layout, FprobeRethookNode } from './layout.js';

export interface FprobeOptions {
  /** Where the struct is to be: zeroed memory inside a larger structure. Allocated unless stated. */
  readonly address?: bigint;
  /** Functions to probe, by name, by address of their symbol or by address of their call site. */
  readonly functions: readonly (string | bigint)[];
  /** Of those, functions that are left alone. */
  readonly notrace?: readonly (string | bigint)[];
  /** Code: (fp, ip, ret_ip, fregs, data) → 0 to see this call's exit, where the `fprobe` series is on. */
  readonly entryHandler?: bigint;
  /** Code: (fp, ip, ret_ip, regs, data); regs as RethookRegs, whose X0 is the return value. Absent, no node is ever taken. */
  readonly exitHandler?: bigint;
  /** Bytes of `data`, from a call's entry to its exit. */
  readonly entryDataSize?: number;
  /** Returns that may be pending at a time; 0, the default: twice per function and possible CPU. */
  readonly nrMaxactive?: number;
  /** The handlers serve kprobes as well, and do not run while a kprobe's handler does. Needs `kprobeSharedParts()` in the image. */
  readonly kprobeShared?: boolean;
}

/** What ops.func of an fprobe can be. */
export const FPROBE_CALLBACKS: readonly string[] = ['fprobe_handler', 'fprobe_kprobe_handler'];

/** A `struct fprobe` in simulated memory, which nobody sees before it is registered. */
export class StepwiseFprobe {
  readonly address: bigint;
  readonly #kernel: Kernel;
  readonly #ftrace: StepwiseFtrace;
  readonly #ownsStruct: boolean;
  /** The nodes of the pool that are not freed; none on shadow stacks. */
  #nodes: readonly bigint[] = [];
  /** The rethook that the struct was made with, until it is freed. */
  #rethook = 0n;
  #isFreed = false;

  /** @throws Error for what register_fprobe_ips refuses: nothing to probe, a function that is not traceable, a size below 0 */
  constructor(kernel: Kernel, ftrace: StepwiseFtrace, options: FprobeOptions) {
    const { functions, notrace = [], entryHandler = 0n, exitHandler = 0n, entryDataSize = 0, nrMaxactive = 0, kprobeShared = false } = options;
    if (functions.length === 0) throw new Error('fprobe: no function to probe');
    checkCount('nrMaxactive', nrMaxactive, 'nodes');
    checkCount('entryDataSize', entryDataSize, 'bytes');
    const ips = functions.map((fn) => ipOf(ftrace, fn));
    const notraceIps = notrace.map((fn) => ipOf(ftrace, fn));
    const func = callback(kernel, kprobeShared);
    const { memory, symbols } = kernel;
    const { address = kernel.kzalloc(Layout.structSize) } = options;
    if (ftrace.list.has(address)) throw new Error(`fprobe: the one at 0x${address.toString(16)} is registered already`);

    ftrace.initOps(address, { func, flags: OPS.saveRegs });
    complete(ftrace.setHash(address, FtraceOpsHash.filterHash, ips));
    complete(ftrace.setHash(address, FtraceOpsHash.notraceHash, notraceIps));
    Layout.flags.write(memory, address, kprobeShared ? 1 << FPROBE_KPROBE_SHARED : 0);
    Layout.entryHandler.write(memory, address, entryHandler);
    Layout.exitHandler.write(memory, address, exitHandler);
    Layout.entryDataSize.write(memory, address, entryDataSize);
    if (exitHandler !== 0n) {
      this.#rethook = rethookAlloc(kernel, {
        handler: symbols.lookup('fprobe_exit_handler'),
        data: address,
        dataSize: FprobeRethookNode.structSize - RethookNode.structSize + entryDataSize,
        nodes: nrMaxactive || ips.length * kernel.numPossibleCpus * 2,
      });
      this.#nodes = allFreeNodes(kernel, this.#rethook);
      Layout.rethook.write(memory, address, this.#rethook);
    }
    this.address = address;
    this.#kernel = kernel;
    this.#ftrace = ftrace;
    this.#ownsStruct = options.address === undefined;
  }

  /** The nodes that the pool was made with, and that are not freed; on shadow stacks, none. */
  get nodes(): readonly bigint[] {
    return this.#nodes;
  }

  /** register_ftrace_function. @throws Error where ftrace refuses; nothing is registered, or left allocated, then */
  *register(): Update {
    try {
      yield* this.#ftrace.registerOps(this.address);
    } catch (error) {
      if (!this.#ftrace.list.has(this.address)) this.#discard();
      throw error;
    }
  }

  /**
   * unregister_fprobe: entries are seen no more when it is done, and pending returns pass by unseen.
   *
   * @param callbacks what it takes for an fprobe's; the RFC tree knew `fprobe_handler` alone, and kept shared ones for ever
   * @throws Error where it is not registered, or not known
   */
  *unregister(callbacks: readonly string[] = FPROBE_CALLBACKS): Update {
    const { memory, symbols } = this.#kernel;
    if (!this.#ftrace.list.has(this.address)) throw new Error(`fprobe: the one at 0x${this.address.toString(16)} is not registered`);
    const func = symbols.at(FtraceOps.savedFunc.read(memory, this.address))?.name;
    if (!func || !callbacks.includes(func)) throw new Error(`fprobe: ${func} is not taken for an fprobe's callback: ${callbacks.join(' or ')} (EINVAL)`);
    const rethook = Layout.rethook.read(memory, this.address);
    // First: handlers that still run elsewhere are waited for by what follows.
    if (rethook !== 0n) yield* this.#ftrace.poke.data(rethook + BigInt(Rethook.handler.offset), 0n);
    yield* this.#ftrace.unregisterOps(this.address);
  }

  /**
   * Frees what an unregistered probe had, once every call that began before is through: the struct, its hashes, and what of
   * the rethook no pending return needs. To be called again when those have returned.
   *
   * @returns how many returns are still pending
   */
  free(): number {
    if (!this.#isFreed) {
      this.#ftrace.freeFilter(this.address);
      if (this.#ownsStruct) this.#kernel.kfree(this.address, Layout.structSize);
      this.#isFreed = true;
    }
    if (this.#rethook === 0n) return 0;
    const pending = reapRethook(this.#kernel, this.#rethook, this.#nodes);
    this.#nodes = this.#nodes.filter((node) => pending.includes(node));
    if (pending.length === 0) this.#rethook = 0n;
    return pending.length;
  }

  #discard(): void {
    if (this.#rethook !== 0n) rethookFree(this.#kernel, this.#rethook);
    this.free();
  }
}

function checkCount(name: string, value: number, of: string): void {
  if (!Number.isInteger(value) || value < 0) throw new Error(`fprobe: ${name} ${value}: a whole number of ${of}, 0 or more`);
}

/** ftrace_location. */
function ipOf({ records }: StepwiseFtrace, fn: string | bigint): bigint {
  return (typeof fn === 'bigint' ? records.at(fn) : undefined)?.ip ?? records.of(fn).ip;
}

function callback({ symbols }: Kernel, kprobeShared: boolean): bigint {
  if (!kprobeShared) return symbols.lookup('fprobe_handler');
  const shared = symbols.tryLookup('fprobe_kprobe_handler');
  if (shared === undefined) throw new Error('fprobe: to share handlers with kprobes, link kprobeSharedParts() and kprobeParts');
  return shared;
}
