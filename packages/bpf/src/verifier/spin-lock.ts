import type { Env } from './env.js';
import { offset } from './region.js';
import type { Register } from './register.js';
import { isConstant } from './scalar.js';
import type { State } from './state.js';

/** process_spin_lock(): taken and given back by the same function of the same value, one at a time. */
export function spinLock(env: Env, state: State, index: number): void {
  const { map, id } = lockIn(env, state, index);
  if (state.lock) env.fail('Locking two bpf_spin_locks are not allowed');
  state.lock = { map, id };
}

export function spinUnlock(env: Env, state: State, index: number): void {
  const { map, id } = lockIn(env, state, index);
  if (!state.lock) env.fail('bpf_spin_unlock without taking a lock');
  if (state.lock.map !== map || state.lock.id !== id) env.fail('bpf_spin_unlock of different lock');
  state.lock = undefined;
}

function lockIn(env: Env, state: State, index: number): Register {
  const { context } = env;
  // A probe may hit where the lock is held already.
  if (context.attach !== 'memory' && !('target' in context)) env.fail('tracing progs cannot use bpf_spin_lock yet');
  const register = state.get(index);
  const { name, spinLock: at } = env.map(register.map);
  if (!isConstant(register.range)) {
    env.fail(`R${index} doesn't have constant offset. bpf_spin_lock has to be at the constant offset`);
  }
  if (at === undefined) env.fail(`map '${name}' has no valid bpf_spin_lock`);
  if (offset(register) !== at)
    env.fail(`off ${offset(register)} doesn't point to 'struct bpf_spin_lock' that is at ${at}`);
  return register;
}
