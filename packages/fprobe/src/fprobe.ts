import type { Kernel } from '@tracelab/kernel';
import { OPS, type Ftrace } from '@tracelab/ops-direct';
import { rethookAlloc, rethookFree, RethookNode } from '@tracelab/rethook';
import { FPROBE_DISABLED, Fprobe as Layout, FprobeRethookNode } from './layout.js';

export interface FprobeOptions {
  /** Where the struct is to be: zeroed memory inside a larger structure. Allocated unless stated. */
  readonly address?: bigint;
  /** Functions to probe, by name or by address of their symbol. */
  readonly functions: readonly (string | bigint)[];
  /** Code: (fp, ip, ret_ip, fregs, data) → 0 to see this call's exit, where the `fprobe` series is on. */
  readonly entryHandler?: bigint;
  /** Code: (fp, ip, ret_ip, regs, data); regs as RethookRegs, whose X0 is the return value. Absent, no node is ever taken. */
  readonly exitHandler?: bigint;
  /** Bytes of `data`, from a call's entry to its exit. */
  readonly entryDataSize?: number;
  /** Returns that may be pending at a time; twice per function and possible CPU unless stated. */
  readonly nrMaxactive?: number;
}

/** A registered `struct fprobe` in simulated memory. */
export class Fprobe {
  readonly address: bigint;
  readonly #kernel: Kernel;
  readonly #ftrace: Ftrace;

  /**
   * register_fprobe_ips.
   *
   * @throws Error where there is nothing to probe, or a function is not traceable
   */
  constructor(kernel: Kernel, ftrace: Ftrace, options: FprobeOptions) {
    const { functions, entryHandler = 0n, exitHandler = 0n, entryDataSize = 0, nrMaxactive = 0 } = options;
    if (functions.length === 0) throw new Error('fprobe: no function to probe');
    const ips = functions.map((fn) => ftrace.records.of(fn).ip);
    const { memory, symbols } = kernel;
    const { address = kernel.kzalloc(Layout.structSize) } = options;

    ftrace.initOps(address, { func: symbols.lookup('fprobe_handler'), flags: OPS.saveRegs });
    ftrace.setFilter(address, ips);
    Layout.entryHandler.write(memory, address, entryHandler);
    Layout.exitHandler.write(memory, address, exitHandler);
    Layout.entryDataSize.write(memory, address, entryDataSize);
    if (exitHandler !== 0n) {
      const rethook = rethookAlloc(kernel, {
        handler: symbols.lookup('fprobe_exit_handler'),
        data: address,
        dataSize: FprobeRethookNode.structSize - RethookNode.structSize + entryDataSize,
        nodes: nrMaxactive || ips.length * kernel.numPossibleCpus * 2,
      });
      Layout.rethook.write(memory, address, rethook);
    }
    ftrace.registerOps(address);

    this.address = address;
    this.#kernel = kernel;
    this.#ftrace = ftrace;
  }

  /** Calls that were not handled: no node was free, or the handler was running already. */
  get nmissed(): bigint {
    return Layout.nmissed.read(this.#kernel.memory, this.address);
  }

  /** Address of its struct rethook; 0 where it has no exit handler. */
  get rethook(): bigint {
    return Layout.rethook.read(this.#kernel.memory, this.address);
  }

  /** A disabled probe stays attached, and returns right away. */
  set disabled(disabled: boolean) {
    const { memory } = this.#kernel;
    const flags = Layout.flags.read(memory, this.address) & ~(1n << BigInt(FPROBE_DISABLED));
    Layout.flags.write(memory, this.address, flags | BigInt(disabled) << BigInt(FPROBE_DISABLED));
  }

  /** unregister_fprobe: entries are seen no more when it returns, and pending returns pass by unseen. */
  unregister(): void {
    if (this.rethook !== 0n) rethookFree(this.#kernel, this.rethook);
    this.#ftrace.unregisterOps(this.address);
  }
}
