import type { ArgType, HelperPrototype } from '../helpers/prototypes.js';
import { read } from './alu.js';
import type { Env } from './env.js';
import { checkHelperMemory, checkSizedMemory, MEMORY_TYPES, READS, UPDATES } from './helper-memory.js';
import { checkPlain } from './memory.js';
import { offset } from './region.js';
import { isNull, type Register, type RegisterType } from './register.js';
import { isConstant } from './scalar.js';
import type { State } from './state.js';

/** Register types that an argument may have; any where there are none. */
const EXPECTED: Readonly<Partial<Record<ArgType, readonly RegisterType[]>>> = {
  CONST_MAP_PTR: ['map_ptr'],
  PTR_TO_MAP_KEY: ['fp', 'map_key', 'map_value'],
  PTR_TO_MAP_VALUE: ['fp', 'map_key', 'map_value'],
  PTR_TO_MEM: MEMORY_TYPES,
  PTR_TO_MEM_OR_NULL: MEMORY_TYPES,
  PTR_TO_UNINIT_MEM: MEMORY_TYPES,
  CONST_SIZE: ['scalar'],
  CONST_SIZE_OR_ZERO: ['scalar'],
  CONST_ALLOC_SIZE_OR_ZERO: ['scalar'],
  PTR_TO_CTX: ['ctx'],
  PTR_TO_LONG: MEMORY_TYPES,
  PTR_TO_SPIN_LOCK: ['map_value'],
  PTR_TO_RINGBUF_MEM: ['alloc_mem'],
  PTR_TO_FUNC: ['func'],
  PTR_TO_STACK_OR_NULL: ['fp'],
  PTR_TO_CONST_STR: ['map_value'],
  PTR_TO_PERCPU_BTF_ID: ['percpu_ptr'],
};

/** PTR_MAYBE_NULL: the helper looks. */
const NULLABLE: ReadonlySet<ArgType> = new Set<ArgType>(['PTR_TO_MEM_OR_NULL', 'PTR_TO_STACK_OR_NULL']);

/** What the arguments of one call have shown: struct bpf_call_arg_meta. */
export interface Call {
  readonly prototype: HelperPrototype;
  map: number | undefined;
  /** Bytes of memory that is allocated, or of the memory argument. */
  size: number;
}

/** check_func_arg(). */
export function checkArgument(env: Env, state: State, type: ArgType, index: number, call: Call): void {
  const register = read(env, state, index);
  if (type === 'ANYTHING') return;
  const nullable = NULLABLE.has(type);
  if (nullable && isNull(register)) return;
  const expected = EXPECTED[type]!;
  if ((register.orNull && !nullable) || !expected.includes(register.type)) {
    env.fail(`R${index} type=${env.typeName(register)} expected=${expected.join(', ')}`);
  }
  const map = call.map === undefined ? undefined : env.map(call.map);
  switch (type) {
    case 'CONST_MAP_PTR':
      call.map = register.map;
      break;
    case 'PTR_TO_MAP_KEY':
      checkHelperMemory(env, state, index, map!.keySize, READS);
      break;
    case 'PTR_TO_MAP_VALUE':
      checkHelperMemory(env, state, index, map!.valueSize, READS);
      break;
    case 'CONST_SIZE':
    case 'CONST_SIZE_OR_ZERO': {
      const writes = call.prototype.args[index - 2] === 'PTR_TO_UNINIT_MEM';
      call.size = checkSizedMemory(env, state, index, type === 'CONST_SIZE_OR_ZERO', writes);
      break;
    }
    case 'CONST_ALLOC_SIZE_OR_ZERO':
      if (!isConstant(register.range)) env.fail(`R${index} is not a known constant`);
      if (register.range.wide.umax >= 1n << 30n)
        env.fail(`R${index} memory size ${register.range.wide.umax} is too large`);
      call.size = Number(register.range.wide.umax);
      break;
    case 'PTR_TO_CTX':
      checkPlain(env, index, register);
      break;
    case 'PTR_TO_LONG':
      checkLong(env, state, index);
      break;
    case 'PTR_TO_CONST_STR':
      checkString(env, index, register);
      break;
    default:
      break;
  }
}

function checkLong(env: Env, state: State, index: number): void {
  checkHelperMemory(env, state, index, 8, UPDATES);
  const { range, off } = state.get(index);
  if (range.bits.mask & 7n || (range.bits.value + BigInt(off)) & 7n) env.fail(`R${index} misaligned access size 8`);
}

/** A string that nobody can change, with its end. */
function checkString(env: Env, index: number, register: Register): void {
  const { readOnly, initial, valueSize } = env.map(register.map);
  if (!readOnly || !initial) env.fail(`R${index} does not point to a readonly map`);
  if (!isConstant(register.range)) env.fail(`R${index} is not a constant address`);
  const at = offset(register);
  const terminated = at >= 0 && at < valueSize && (valueSize > initial.length || initial.indexOf(0, at) >= 0);
  if (!terminated) env.fail('string is not zero-terminated');
}
