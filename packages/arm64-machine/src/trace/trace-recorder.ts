import type { Dataflow } from '../ir/analyse.js';
import type { Instruction } from '../isa/index.js';
import type { RetireObserver } from '../profile/observed-timing.js';
import { ACCESS, TraceBuilder, type Trace } from './trace.js';

/** Keeps what retires, to be replayed without a detour over text. */
export class TraceRecorder implements RetireObserver {
  /** Of every static instruction, by handle. */
  readonly #words: number[] = [];
  readonly #pcLow: number[] = [];
  readonly #pcHigh: number[] = [];
  readonly #access: number[] = [];
  readonly #bytes: number[] = [];
  #builder = new TraceBuilder();

  /** What has retired since the last call, or the start. */
  take(): Trace {
    const trace = this.#builder.build();
    this.#builder = new TraceBuilder();
    return trace;
  }

  prepare(handle: number, { word }: Instruction, { loadBytes, storeBytes }: Dataflow, pcLow: number, pcHigh: number): void {
    this.#words[handle] = word;
    this.#pcLow[handle] = pcLow;
    this.#pcHigh[handle] = pcHigh;
    this.#access[handle] = (loadBytes > 0 ? ACCESS.load : 0) | (storeBytes > 0 ? ACCESS.store : 0);
    this.#bytes[handle] = Math.max(loadBytes, storeBytes);
  }

  step(handle: number, _cycles: number, accessed: number, addressLow: number, addressHigh: number): void {
    this.#add(handle);
    const access = this.#access[handle]!;
    if (accessed !== 0 && access !== 0) this.#builder.touch(access, addressLow, addressHigh, this.#bytes[handle]!);
  }

  fault(handle: number): void {
    this.#add(handle);
  }

  #add(handle: number): void {
    this.#builder.add(this.#pcLow[handle]!, this.#pcHigh[handle]!, this.#words[handle]!);
  }
}
