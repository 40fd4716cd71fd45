import type { Kernel } from '@tracelab/kernel';
import { complete, type Ftrace } from '@tracelab/ops-direct';
import { FPROBE_DISABLED, Fprobe as Layout } from './layout.js';
import { StepwiseFprobe, type FprobeOptions } from './stepwise-fprobe.js';

/** A registered `struct fprobe` in simulated memory. */
export class Fprobe {
  /** The same in steps: what cores do that run meanwhile. */
  readonly stepwise: StepwiseFprobe;
  readonly #kernel: Kernel;

  /**
   * register_fprobe_ips, or register_fprobe_syms.
   *
   * @throws Error where there is nothing to probe, a function is not traceable, a number is none, or ftrace refuses
   */
  constructor(kernel: Kernel, ftrace: Ftrace, options: FprobeOptions) {
    this.#kernel = kernel;
    this.stepwise = new StepwiseFprobe(kernel, ftrace.stepwise, options);
    complete(this.stepwise.register());
  }

  get address(): bigint {
    return this.stepwise.address;
  }

  /** Calls that were not handled: no node was free, the handler was running already, or a kprobe's that shares it. */
  get nmissed(): bigint {
    return Layout.nmissed.read(this.#kernel.memory, this.address);
  }

  /** Address of its struct rethook; 0 where it has no exit handler. */
  get rethook(): bigint {
    return Layout.rethook.read(this.#kernel.memory, this.address);
  }

  /** disable_fprobe and enable_fprobe: a disabled probe stays attached, and returns right away. */
  set disabled(disabled: boolean) {
    const { memory } = this.#kernel;
    const flags = Layout.flags.read(memory, this.address) & ~(1n << BigInt(FPROBE_DISABLED));
    Layout.flags.write(memory, this.address, flags | BigInt(disabled) << BigInt(FPROBE_DISABLED));
  }

  /**
   * unregister_fprobe: entries are seen no more when it returns, and pending returns pass by unseen. Its memory stays until
   * {@link StepwiseFprobe.free}.
   *
   * @param callbacks of {@link StepwiseFprobe.unregister}
   */
  unregister(callbacks?: readonly string[]): void {
    complete(this.stepwise.unregister(callbacks));
  }
}
