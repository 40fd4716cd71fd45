import { encode, type EncodeContext } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';
import type { Update } from './update.js';

/** One step of the control plane that code running elsewhere can see, or wait for. */
export type Poke =
  | { readonly kind: 'text'; readonly address: bigint; readonly from: number; readonly to: number }
  | { readonly kind: 'literal'; readonly address: bigint; readonly to: bigint }
  | { readonly kind: 'data'; readonly address: bigint; readonly to: bigint }
  /** All CPUs pass a point, or all tasks do, before the next step. */
  | { readonly kind: 'wait'; readonly for: GracePeriod };

/**
 * What is over when a wait ends: `synchronize_rcu` and its rude kin, every stretch of code with preemption off;
 * `synchronize_rcu_tasks`, everything that a task had begun without sleeping, trampolines included.
 */
export type GracePeriod = 'smp_rmb on all CPUs' | 'synchronize_rcu' | 'synchronize_rcu_tasks_rude' | 'synchronize_rcu_tasks';

const at = (pc: bigint): EncodeContext => ({ pc, evaluate: (expression) => BigInt(expression) });

export const NOP = encode('nop', '', at(0n)).word;
export const BTI_C = encode('bti', 'c', at(0n)).word;
/** Keeps the caller's return address where the BL behind it cannot destroy it. */
export const MOV_X9_LR = encode('mov', 'x9, x30', at(0n)).word;

/** BL at `pc`; undefined where `target` is out of its reach. */
export function bl(pc: bigint, target: bigint): number | undefined {
  return inReach(pc, target) ? encode('bl', String(target), at(pc)).word : undefined;
}

/** −128 MiB ≤ distance < +128 MiB (Arm ARM C6.2.35). */
export function inReach(pc: bigint, target: bigint): boolean {
  const distance = BigInt.asIntN(64, target - pc);
  return distance >= -(1n << 27n) && distance < 1n << 27n;
}

/** Writes what running code reads, and keeps the order in which it did. */
export class TextPoke {
  readonly log: Poke[] = [];
  readonly #kernel: Kernel;

  constructor(kernel: Kernel) {
    this.#kernel = kernel;
  }

  /** @throws Error where something else than `from` stands there */
  *text(address: bigint, from: number, to: number): Update {
    this.#kernel.patchText(address, from, to);
    yield this.#logged({ kind: 'text', address, from, to });
  }

  /** A 64-bit literal in front of a function: naturally aligned, so one store replaces it. */
  *literal(address: bigint, to: bigint): Update {
    this.#kernel.memory.write(address, 8, to);
    yield this.#logged({ kind: 'literal', address, to });
  }

  *data(address: bigint, to: bigint): Update {
    this.#kernel.memory.write(address, 8, to);
    yield this.#logged({ kind: 'data', address, to });
  }

  *wait(what: GracePeriod): Update {
    yield this.#logged({ kind: 'wait', for: what });
  }

  #logged(poke: Poke): Poke {
    this.log.push(poke);
    return poke;
  }
}
