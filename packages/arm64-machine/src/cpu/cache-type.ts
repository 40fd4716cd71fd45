/** CTR_EL0 of a Cortex-A72 (TRM 4.3.30): 64-byte lines, PIPT instruction cache, granules of 2^4 words. */
export const CTR_EL0 = 0x8444c004n;

/** Bytes that an exclusive reservation covers: CTR_EL0.ERG is the log2 of their number in words (Arm ARM D13.2.34). */
export const EXCLUSIVE_GRANULE = 4 << Number((CTR_EL0 >> 20n) & 0xfn);
