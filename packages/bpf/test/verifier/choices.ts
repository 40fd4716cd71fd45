import { Random } from '@tracelab/arm64-machine';

/** Random numbers as programs are made of them. */
export class Choices extends Random {
  /** True in `percent` of 100. */
  chance(percent: number): boolean {
    return this.below(100) < percent;
  }

  /** 64 bits: ends of ranges, and what is near them, more often than others. */
  interesting(): bigint {
    const edge = this.among([
      0n,
      1n,
      2n,
      8n,
      0x7fn,
      0xffn,
      0x7fffn,
      0x7fff_ffffn,
      0x8000_0000n,
      0xffff_ffffn,
      0x1_0000_0000n,
      1n << 63n,
      (1n << 63n) - 1n,
      -1n,
    ]);
    const value = this.chance(60) ? edge + BigInt(this.below(5) - 2) : this.bits64() >> BigInt(this.below(64));
    return BigInt.asUintN(64, this.chance(20) ? -value : value);
  }
}
