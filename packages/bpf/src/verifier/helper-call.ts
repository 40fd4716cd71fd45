import { helperPrototype, type HelperPrototype } from '../helpers/prototypes.js';
import { helperName } from '../insn/helpers.js';
import { poisonReason } from '../insn/poison.js';
import type { Env } from './env.js';
import { checkArgument, type Call } from './helper-argument.js';
import { isGplCompatible } from './license.js';
import { checkPlain } from './memory.js';
import { NOT_INIT, number, pointer, UNKNOWN_NUMBER, type Register } from './register.js';
import { all } from './bounds.js';
import { settle, UNKNOWN } from './scalar.js';
import { spinLock, spinUnlock } from './spin-lock.js';
import type { State } from './state.js';
import { typedMemory } from './variable.js';

/** A call that runs a function of the program: that function, its arguments, and how often at most. */
export interface CallbackCall {
  readonly func: number;
  readonly args: readonly Register[];
  readonly times: number;
}

/** BPF_MAX_LOOPS. */
const MAX_LOOPS = 1n << 23n;

/** check_helper_call(). R0 to R5 are as the call leaves them; a callback is still to be followed. */
export function helperCall(env: Env, state: State, id: number): CallbackCall | undefined {
  const prototype = requirePrototype(env, id);
  const { name, args, maps } = prototype;
  env.fact.helper = name;
  if (state.lock && name !== 'spin_unlock') env.fail('function calls are not allowed while holding a lock');
  const call: Call = { prototype, map: undefined, size: 0 };
  args.forEach((type, n) => checkArgument(env, state, type, n + 1, call));
  if (call.map !== undefined) {
    env.fact.note(call.map);
    const { type } = env.map(call.map);
    if (maps && !maps.includes(type)) env.fail(`cannot pass map_type ${type} into func bpf_${name}#${id}`);
  }
  if (name === 'spin_lock') spinLock(env, state, 1);
  if (name === 'spin_unlock') spinUnlock(env, state, 1);
  if (args[0] === 'PTR_TO_RINGBUF_MEM') release(env, state);
  const callback = callbackOf(env, state, call);
  const result = returned(env, state, call);
  for (let n = 1; n <= 5; n++) state.set(n, NOT_INIT);
  state.set(0, result);
  return callback;
}

function requirePrototype(env: Env, id: number): HelperPrototype {
  const { context, input } = env;
  const prototype = helperPrototype(id);
  const name = helperName(id);
  const poisoned = poisonReason(id, input.slots[env.at]?.missing);
  if (poisoned !== undefined) return env.fail(`invalid func unknown#${id}: ${poisoned}`);
  if (!prototype) return env.fail(name === 'unknown' ? `invalid func unknown#${id}` : `unknown func ${name}#${id}`);
  const { attach } = prototype;
  if (attach && context.attach !== 'memory' && !attach.includes(context.attach)) {
    return env.fail(`unknown func ${name}#${id} for ${context.attach}: programs of ${attach.join(', ')} have it`);
  }
  if (prototype.gplOnly && !isGplCompatible(input.license)) {
    return env.fail(`cannot call GPL-restricted function ${name} from non-GPL compatible program`);
  }
  return prototype;
}

/** Memory of a ring buffer goes back, whole. */
function release(env: Env, state: State): void {
  const register = state.get(1);
  checkPlain(env, 1, register);
  if (!state.release(register.ref)) env.fail('arg 1 is an unacquired reference');
}

function callbackOf(env: Env, state: State, { prototype, map }: Call): CallbackCall | undefined {
  if (!prototype.args.includes('PTR_TO_FUNC')) return undefined;
  const context = state.get(3);
  const { func } = state.get(2);
  if (map === undefined) {
    const { umax } = state.get(1).range.wide;
    return { func, args: [UNKNOWN_NUMBER, context], times: Number(umax < MAX_LOOPS ? umax : MAX_LOOPS) };
  }
  const { keySize, maxEntries } = env.map(map);
  const key = pointer('map_key', { size: keySize });
  const value = pointer('map_value', { map, id: env.newId() });
  return { func, args: [pointer('map_ptr', { map }), key, value, context], times: maxEntries };
}

/** Bytes written by helpers that return how many. */
const RETURNS_LENGTH: ReadonlySet<string> = new Set(['get_stack', 'probe_read_kernel_str', 'probe_read_str']);
const MAX_ERRNO = 4095n;

/** R0 by the prototype, and do_refine_retval_range(). */
function returned(env: Env, state: State, { prototype, map, size }: Call): Register {
  switch (prototype.returns) {
    case 'VOID':
      return NOT_INIT;
    case 'INTEGER': {
      if (!RETURNS_LENGTH.has(prototype.name)) return UNKNOWN_NUMBER;
      const range = { smin: -MAX_ERRNO, smax: BigInt(size) };
      return number(settle({ ...UNKNOWN, wide: { ...all(64), ...range }, narrow: { ...all(32), ...range } }));
    }
    case 'PTR_TO_MAP_VALUE_OR_NULL':
      return pointer('map_value', { map: map!, orNull: true, id: env.newId() });
    case 'PTR_TO_RINGBUF_MEM_OR_NULL': {
      const id = env.newId();
      state.references = [...state.references, { id, at: env.at }];
      return pointer('alloc_mem', { size, orNull: true, id, ref: id });
    }
    case 'PTR_TO_BTF_ID_TRUSTED': {
      const btf = env.btf?.findId('struct', prototype.struct!);
      return btf === undefined
        ? env.fail(`the kernel's BTF has no struct ${prototype.struct}`)
        : pointer('ptr', { btf });
    }
    case 'PTR_TO_MEM_OR_BTF_ID':
      return typedMemory(env, state.get(1).btf);
    case 'PTR_TO_MEM_OR_BTF_ID_OR_NULL':
      return { ...typedMemory(env, state.get(1).btf), orNull: true, id: env.newId() };
  }
}
