import { Random } from '../../src/smp/index.js';

export { Random };

/** 64-bit values at which carries, signs and shifts go wrong. */
const corners = [
  0n, 1n, 2n, 31n, 32n, 63n, 64n, 0x7fn, 0x80n, 0xffn, 0x7fffn, 0x8000n, 0xffffn, 0x7fff_ffffn, 0x8000_0000n, 0xffff_ffffn,
  0x1_0000_0000n, 0x7fff_ffff_ffff_ffffn, 0x8000_0000_0000_0000n, 0xffff_ffff_ffff_fffen, 0xffff_ffff_ffff_ffffn,
  0xffff_ffff_0000_0000n, 0x5555_5555_5555_5555n, 0x0123_4567_89ab_cdefn,
];

export function cornerValue(random: Random): bigint {
  return random.below(2) === 0 ? random.among(corners) : random.bits64();
}
