import type { Env } from './env.js';
import type { Register } from './register.js';
import { isConstant } from './scalar.js';

/** BPF_MAX_VAR_OFF. */
const MAX_VAR_OFF = 1n << 29n;

/** The fixed part of a pointer's offset, and what of the rest is known. */
export const offset = ({ off, range }: Register): number =>
  off + (isConstant(range) ? Number(BigInt.asIntN(64, range.bits.value)) : 0);

export function checkWritable(env: Env, base: Register, off: number, size: number): void {
  const { readOnly, valueSize } = env.map(base.map);
  if (readOnly) env.fail(`write into map forbidden, value_size=${valueSize} off=${offset(base) + off} size=${size}`);
}

/** check_map_access(). */
export function checkMapValue(env: Env, index: number, base: Register, off: number, size: number, zero = false): void {
  const { valueSize, spinLock } = env.map(base.map);
  const what = `invalid access to map value, value_size=${valueSize}`;
  checkRegion(env, index, base, off, size, valueSize, what, zero);
  if (spinLock === undefined) return;
  const first = BigInt(base.off + off) + base.range.wide.smin;
  const behind = BigInt(base.off + off + size) + base.range.wide.umax;
  if (first < BigInt(spinLock + 4) && behind > BigInt(spinLock)) {
    env.fail('bpf_spin_lock cannot be accessed directly by load/store');
  }
}

/** Memory whose pointer says how much there is. */
export function checkSized(env: Env, index: number, base: Register, off: number, size: number, zero = false): void {
  const what = base.type === 'map_key' ? 'invalid access to key, key_size' : 'invalid access to memory, mem_size';
  checkRegion(env, index, base, off, size, base.size, `${what}=${base.size}`, zero);
}

/** check_mem_region_access(): inside whatever the variable part is. */
function checkRegion(
  env: Env,
  index: number,
  base: Register,
  off: number,
  size: number,
  limit: number,
  what: string,
  zero: boolean,
): void {
  const fixed = BigInt(base.off + off);
  const { smin, umax } = base.range.wide;
  const check = (at: bigint, complaint: string): void => {
    const inside = at >= 0n && (size > 0 || zero) && at + BigInt(size) <= BigInt(limit);
    if (!inside) env.fail(`${what} off=${at} size=${size}`, `R${index} ${complaint}`);
  };
  if (smin < 0n && smin + fixed < 0n) {
    if (isConstant(base.range)) check(smin + fixed, 'min value is outside of the allowed memory range');
    env.fail(`R${index} min value is negative, either use unsigned index or do a if (index >=0) check.`);
  }
  check(smin + fixed, 'min value is outside of the allowed memory range');
  // A constant negative part wraps as an unsigned number.
  const highest = isConstant(base.range) ? smin : umax;
  if (highest >= MAX_VAR_OFF) {
    env.fail(`R${index} unbounded memory access, make sure to bounds check any such access`);
  }
  check(highest + fixed, 'max value is outside of the allowed memory range');
}
