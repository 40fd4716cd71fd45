import type { OperationOf } from '../insn/operation.js';
import { read } from './alu.js';
import type { Env } from './env.js';
import { loadMemory, storeMemory } from './memory.js';
import { isPointer, number, UNKNOWN_NUMBER } from './register.js';
import { ofSize } from './scalar.js';
import type { State } from './state.js';

/** check_atomic(): read and written, where an exclusive access is possible: aligned, in memory of the program's own. */
export function atomic(env: Env, state: State, { op, fetch, size, base, off, src }: OperationOf<'atomic'>): void {
  read(env, state, src);
  if (op === 'cmpxchg') read(env, state, 0);
  const target = read(env, state, base);
  if (target.type === 'ctx' || target.type === 'ptr') {
    env.fail(`BPF_ATOMIC stores into R${base} ${env.typeName(target)} is not allowed`);
  }
  const old = loadMemory(env, state, base, off, size, true);
  storeMemory(env, state, base, off, size, UNKNOWN_NUMBER, true);
  if (!fetch) return;
  const known = isPointer(old) || size === 8 ? UNKNOWN_NUMBER : number(ofSize(size));
  state.set(op === 'cmpxchg' ? 0 : src, known);
}
