import type { OperationOf } from '../insn/operation.js';
import { alu, mov, operand, read, unary } from './alu.js';
import { atomic } from './atomic.js';
import type { Env } from './env.js';
import { loadMemory, storeMemory, truncated } from './memory.js';
import { isNumber, number } from './register.js';
import { signExtend } from './scalar.js';
import type { State } from './state.js';

type Simple = OperationOf<'alu' | 'mov' | 'neg' | 'swap' | 'load' | 'store' | 'atomic'>;

/** Instructions that leave control alone. */
export function step(env: Env, state: State, operation: Simple): void {
  switch (operation.kind) {
    case 'alu':
      return alu(env, state, operation);
    case 'mov':
      return mov(env, state, operation);
    case 'neg':
    case 'swap':
      return unary(env, state, operation);
    case 'load':
      return load(env, state, operation);
    case 'store':
      return store(env, state, operation);
    case 'atomic':
      return atomic(env, state, operation);
  }
}

function load(env: Env, state: State, { base, off, size, signed, dst }: OperationOf<'load'>): void {
  read(env, state, base);
  const value = loadMemory(env, state, base, off, size);
  state.set(dst, signed ? number(signExtend(value.range, size * 8)) : value);
}

function store(env: Env, state: State, { base, off, size, source }: OperationOf<'store'>): void {
  const value = operand(env, state, source);
  read(env, state, base);
  if (size !== 8) return storeMemory(env, state, base, off, size, truncated(value, size));
  if ('register' in source && isNumber(value) && value.id === 0) {
    // What comes back from the stack is known to be the same.
    state.set(source.register, { ...value, id: env.newId() });
    return storeMemory(env, state, base, off, size, state.get(source.register));
  }
  storeMemory(env, state, base, off, size, value);
}
