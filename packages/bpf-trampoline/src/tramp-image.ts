import { encode } from '@tracelab/arm64-machine';
import { unusedSymbol } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import type { TextPoke, Update } from '@tracelab/ops-direct';
import { afterCall, epilogue, trampolineText, type TrampolineSpec } from './direct-image.js';
import type { GracePeriods } from './grace-periods.js';
import {
  BpfTrampImage as Layout, PERCPU_COUNT_BIAS, PERCPU_REF_ATOMIC, PERCPU_REF_DEAD, PercpuRef, PercpuRefData,
} from './layout.js';
import { freeCode } from './placed-code.js';

const NOP = encode('nop', '', { pc: 0n, evaluate: BigInt }).word;

/** A generated trampoline, from bpf_tramp_image_alloc() to its end. */
export class TrampImage {
  /** Where the call site branches to. */
  readonly code: bigint;
  readonly name: string;
  readonly #kernel: Kernel;
  readonly #poke: TextPoke;
  readonly #gracePeriods: GracePeriods;
  /** struct bpf_tramp_image. */
  readonly #image: bigint;
  readonly #ref: bigint;
  readonly #data: bigint;
  readonly #callsFunction: boolean;
  #freed = false;

  constructor(kernel: Kernel, poke: TextPoke, gracePeriods: GracePeriods, name: string, spec: Omit<TrampolineSpec, 'name' | 'image'>) {
    const { memory, symbols } = kernel;
    this.#kernel = kernel;
    this.#poke = poke;
    this.#gracePeriods = gracePeriods;
    this.name = unusedSymbol(kernel, name);
    this.#image = kernel.kzalloc(Layout.structSize);
    this.#ref = this.#image + BigInt(Layout.pcref.offset);
    PercpuRef.percpuCountPtr.write(memory, this.#ref, kernel.perCpuAlloc(8));
    this.code = kernel.placeCode(this.name, trampolineText({ ...spec, name: this.name, image: this.#image }, (symbol) => symbols.lookup(symbol)));
    this.#callsFunction = spec.fexit.length + spec.fmodRet.length > 0;
    this.#data = kernel.kzalloc(PercpuRefData.structSize);
    PercpuRefData.count.write(memory, this.#data, PERCPU_COUNT_BIAS + 1n);
    PercpuRefData.release.write(memory, this.#data, symbols.lookup('__bpf_tramp_image_release'));
    PercpuRefData.ref.write(memory, this.#data, this.#ref);
    PercpuRef.data.write(memory, this.#ref, this.#data);
    Layout.image.write(memory, this.#image, this.code);
    if (this.#callsFunction) {
      Layout.ipAfterCall.write(memory, this.#image, symbols.lookup(afterCall(this.name)));
      Layout.ipEpilogue.write(memory, this.#image, symbols.lookup(epilogue(this.name)));
    }
  }

  /** Whether the memory has been given back. */
  get freed(): boolean {
    return this.#freed;
  }

  /** References that calls of the traced function hold, on all CPUs; meaningless once they have been added up. */
  get references(): bigint {
    const { memory } = this.#kernel;
    const counter = PercpuRef.percpuCountPtr.read(memory, this.#ref) & ~BigInt(PERCPU_REF_ATOMIC | PERCPU_REF_DEAD);
    const counts = this.#kernel.tasks.map((_task, cpu) => memory.read(this.#kernel.perCpuAddress(counter, cpu), 8));
    return BigInt.asIntN(64, counts.reduce((sum, count) => sum + count, 0n));
  }

  /**
   * bpf_tramp_image_put, after the call site has been pointed elsewhere. A call whose function returns from now on runs no
   * exit program: the jump behind the call goes to the epilogue. The memory outlives tasks that have entered the image
   * (rcu_tasks, and rcu_tasks_trace for sleepable programs), and those that sleep in the function it called: they hold a
   * reference, which is counted down when they are back, and then have still to leave.
   */
  *put(): Update {
    const free = (): void => this.#gracePeriods.after('rcu_tasks_trace', () => this.#gracePeriods.after('rcu_tasks', () => this.#free()));
    if (!this.#callsFunction) {
      free();
      return;
    }
    const { memory } = this.#kernel;
    const from = Layout.ipAfterCall.read(memory, this.#image);
    const to = Layout.ipEpilogue.read(memory, this.#image);
    yield* this.#poke.text(from, NOP, encode('b', String(to), { pc: from, evaluate: BigInt }).word);
    this.#gracePeriods.after('rcu_tasks', () => this.#killReference(free));
  }

  /** percpu_ref_kill: from here on references are counted in one place, and the first one is given back. */
  #killReference(released: () => void): void {
    const { memory } = this.#kernel;
    const counter = PercpuRef.percpuCountPtr.read(memory, this.#ref);
    PercpuRef.percpuCountPtr.write(memory, this.#ref, counter | BigInt(PERCPU_REF_ATOMIC | PERCPU_REF_DEAD));
    this.#gracePeriods.after('rcu', () => {
      const count = BigInt.asUintN(64, PercpuRefData.count.read(memory, this.#data) + this.references - PERCPU_COUNT_BIAS - 1n);
      PercpuRefData.count.write(memory, this.#data, count);
      if (count === 0n) Layout.work.write(memory, this.#image, 1);
      this.#gracePeriods.when(() => Layout.work.read(memory, this.#image) !== 0n, released);
    });
  }

  #free(): void {
    freeCode(this.#kernel, { address: this.code, symbols: [this.name, afterCall(this.name), epilogue(this.name)] });
    this.#kernel.kfree(this.#data, PercpuRefData.structSize);
    this.#kernel.kfree(this.#image, Layout.structSize);
    this.#freed = true;
  }
}
