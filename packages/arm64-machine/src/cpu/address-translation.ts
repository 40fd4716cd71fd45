import { systemOperationName } from '../isa/index.js';
import type { Memory } from '../memory/memory.js';
import { FAULT_STATUS } from './exceptions.js';

/** Fields of PAR_EL1 (Arm ARM D13.2.92): bit 11 is RES1. */
const PAR = { F: 1n, fst: (status: number) => BigInt(status) << 1n, innerShareable: 3n << 7n, res1: 1n << 11n, writeBack: 0xffn << 56n } as const;

/**
 * What AT S1E0R, S1E0W, S1E1R or S1E1W leaves in PAR_EL1 for an address in int32 halves; undefined for other operations.
 *
 * The machine translates nothing: the physical address of a byte is its place in the memory's buffer, and a device's is its offset in
 * the region.
 */
export function addressTranslation(memory: Memory, encoding: number, low: number, high: number): bigint | undefined {
  const [, el, access] = /^at s1e([01])([rw])p?$/.exec(systemOperationName(encoding) ?? '') ?? [];
  if (el === undefined || access === undefined) return undefined;
  const address = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  const region = memory.regionAt(address);
  if (!region) return PAR.F | PAR.fst(FAULT_STATUS.translation) | PAR.res1;
  const allowed = region.perms.includes(access) && (el === '1' || region.el0 === true);
  if (!allowed) return PAR.F | PAR.fst(FAULT_STATUS.permission) | PAR.res1;
  const page = BigInt(region.physical) + (((address - region.base) >> 12n) << 12n);
  return page | PAR.res1 | (region.device ? 0n : PAR.innerShareable | PAR.writeBack);
}
