import type { OperationOf } from '../insn/operation.js';
import { operand, read } from './alu.js';
import type { Env } from './env.js';
import { isNull, isNumber, isPointer, type Register } from './register.js';
import { compare, type Pair } from './scalar-branch.js';
import type { State } from './state.js';

/** Where a conditional jump may lead, and what is known there. */
export interface Fork {
  readonly taken: State | undefined;
  readonly passed: State | undefined;
}

/** check_cond_jmp_op(). `state` itself is one of the two. */
export function branch(env: Env, state: State, operation: OperationOf<'branch'>): Fork {
  const { condition, wide, dst, source } = operation;
  const right = operand(env, state, source);
  const left = read(env, state, dst);
  if (isNumber(left) && isNumber(right)) {
    const { taken, passed } = compare(condition, wide ? 64 : 32, left.range, right.range);
    const learn = (to: State, pair: Pair): State => {
      narrow(to, dst, left, pair[0]);
      if ('register' in source) narrow(to, source.register, right, pair[1]);
      return to;
    };
    const other = taken && passed && state.copy();
    return { taken: taken && learn(other ?? state, taken), passed: passed && learn(state, passed) };
  }
  const equality = condition === 'jeq' || condition === 'jne';
  const pointer = isPointer(left) ? left : right;
  if (wide && equality && (isNull(left) || isNull(right))) return nullCheck(env, state, pointer, condition === 'jeq');
  return { taken: state.copy(), passed: state };
}

function narrow(state: State, index: number, register: Register, range: Register['range']): void {
  if (range === register.range) return;
  state.set(index, { ...register, range });
  state.learn(register.id, range);
}

/** mark_ptr_or_null_regs(): both outcomes, where the pointer may be null at all. */
function nullCheck(env: Env, state: State, pointer: Register, takenIfNull: boolean): Fork {
  const outcome = (isNull: State | undefined, other: State | undefined): Fork =>
    takenIfNull ? { taken: isNull, passed: other } : { taken: other, passed: isNull };
  // A kernel structure may be null without saying so.
  if (!pointer.orNull) return pointer.type === 'ptr' ? outcome(state.copy(), state) : outcome(undefined, state);
  const isNull = state.copy();
  const hasLock = ({ map }: Register): boolean => map >= 0 && env.map(map).spinLock !== undefined;
  isNull.settleNull(pointer.id, true, hasLock);
  state.settleNull(pointer.id, false, hasLock);
  return outcome(isNull, state);
}
