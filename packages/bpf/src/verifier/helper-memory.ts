import type { Env } from './env.js';
import { checkMapValue, checkSized, checkWritable } from './region.js';
import { isNull, isNumber } from './register.js';
import { isConstant } from './scalar.js';
import { readStackByHelper, stackExtent, writeStackByHelper } from './stack.js';
import type { State } from './state.js';

/** What a helper does with memory that it is given. */
export interface MemoryUse {
  readonly reads: boolean;
  readonly writes: boolean;
  /** It always touches that many bytes. */
  readonly exact: boolean;
}
export const READS: MemoryUse = { reads: true, writes: false, exact: true };
export const UPDATES: MemoryUse = { reads: true, writes: true, exact: true };

/** check_helper_mem_access(): `size` bytes from where R`index` points. */
export function checkHelperMemory(env: Env, state: State, index: number, size: number, use: MemoryUse): void {
  const base = state.get(index);
  switch (base.type) {
    case 'fp':
      if (size === 0) return void stackExtent(env, state, index, 0, 0, 'indirect access to');
      if (use.reads) readStackByHelper(env, state, index, size);
      if (use.writes) writeStackByHelper(env, state, index, size, use.exact);
      return;
    case 'map_value':
      if (use.writes) checkWritable(env, base, 0, size);
      return checkMapValue(env, index, base, 0, size, true);
    case 'map_key':
      if (use.writes) env.fail(`R${index} cannot write into map_key`);
      return checkSized(env, index, base, 0, size, true);
    case 'mem':
    case 'alloc_mem':
      if (use.writes && base.readOnly) env.fail(`R${index} cannot write into ${env.typeName(base)}`);
      return checkSized(env, index, base, 0, size, true);
    default:
      // Null, where the argument may be.
      if (size === 0 && isNull(base)) return;
      return env.fail(`R${index} type=${env.typeName(base)} expected=${MEMORY_TYPES.join(', ')}`);
  }
}
export const MEMORY_TYPES = ['fp', 'map_key', 'map_value', 'mem', 'alloc_mem'] as const;

/** check_mem_size_reg(): the size in R`index` of memory that the register before it points to. */
export function checkSizedMemory(env: Env, state: State, index: number, zeroAllowed: boolean, writes: boolean): number {
  const size = state.get(index);
  if (!isNumber(size)) env.fail(`R${index} type=${env.typeName(size)} expected=scalar`);
  const { smin, umin, umax } = size.range.wide;
  if (smin < 0n) env.fail(`R${index} min value is negative, either use unsigned or 'var &= const'`);
  if (umin === 0n && !zeroAllowed) env.fail(`R${index} invalid zero-sized read: u64=[${umin},${umax}]`);
  if (umax >= 1n << 29n) env.fail(`R${index} unbounded memory access, use 'var &= const' or 'if (var < const)'`);
  const exact = isConstant(size.range);
  // A helper that fills memory may fill less than what it is given: what it leaves must have been written.
  checkHelperMemory(env, state, index - 1, Number(umax), { reads: !writes || !exact, writes, exact });
  return Number(umax);
}
