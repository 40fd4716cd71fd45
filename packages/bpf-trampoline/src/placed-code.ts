import { encode } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';

/** Stops the machine where code that has been freed is run; no routine of Linux has this one. */
const HLT = encode('hlt', '#0xdead', { pc: 0n, evaluate: BigInt }).word;

/** Code that was generated while the kernel runs. */
export interface PlacedCode {
  readonly address: bigint;
  /** Its own symbol, and those inside of it. */
  readonly symbols: readonly string[];
}

/** Gives code back. Nothing here is given out again within a run, so that whoever uses it after its end is seen. */
export function freeCode({ memory, symbols }: Kernel, { address, symbols: names }: PlacedCode): void {
  const { size } = symbols.entry(names[0]!)!;
  const words = new Uint32Array(size / 4).fill(HLT);
  memory.writeBytes(address, new Uint8Array(words.buffer));
  for (const name of names) symbols.delete(name);
}
