import type { Feature } from '@tracelab/arm64-machine';
import { baseParts, Kernel, ThreadInfo } from '@tracelab/kernel';
import { expect } from 'vitest';
import { bpfParts, kernelBtf, LoadedObject, readObject, type Program } from '../../src/index.js';
import { compileBpf, PREAMBLE } from '../clang.js';

/** Objects of one source in a kernel of their own; programs are called as a trampoline calls them. */
export class World {
  readonly kernel: Kernel;
  readonly object: LoadedObject;

  constructor(source: string, features: readonly Feature[] = []) {
    this.kernel = new Kernel([baseParts, bpfParts], { features });
    this.object = new LoadedObject(this.kernel, readObject(compileBpf(`${PREAMBLE}\n${source}`), { btf: kernelBtf() }));
  }

  /** R0 of a program whose context has these arguments, their number in front. */
  run(name: string, args: readonly bigint[] = [0n, 0n], returned = 0n): bigint {
    const { kernel } = this;
    const program: Program = this.object.load(name);
    const area = kernel.kzalloc(256);
    [kernel.symbols.lookup('bpf_fentry_test1'), BigInt(args.length), ...args, returned].forEach((value, n) =>
      kernel.memory.write(area + BigInt(8 * n), 8, value),
    );
    const before = ThreadInfo.preemptCount.read(kernel.memory, kernel.initTask);
    const r0 = kernel.machine.call(program.code, [area + 16n, program.insnsi]);
    expect(ThreadInfo.preemptCount.read(kernel.memory, kernel.initTask)).toBe(before);
    return r0;
  }

  global(name: string): bigint {
    return this.object.readGlobal(name);
  }
}

/** Of four bytes. */
export const key = (value: number): Uint8Array => Uint8Array.of(value, value >> 8, value >> 16, value >> 24);
export const u64 = (bytes: Uint8Array, at = 0): bigint => new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at, true);
