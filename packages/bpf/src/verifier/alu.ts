import { PSEUDO_LD, type AluOperation } from '../insn/opcode.js';
import type { OperationOf, Source } from '../insn/operation.js';
import type { Env } from './env.js';
import { namedMap } from './named-map.js';
import { functionTarget } from './program.js';
import { isNumber, isPointer, number, pointer, type Register } from './register.js';
import { constant, isConstant, ofSize, UNKNOWN, type Scalar } from './scalar.js';
import { arithmetic, immediate, move, negate, swap } from './scalar-alu.js';
import type { State } from './state.js';
import { percpuVariable } from './variable.js';

const SIGNS: Readonly<Record<AluOperation, string>> = {
  add: '+=',
  sub: '-=',
  mul: '*=',
  div: '/=',
  mod: '%=',
  or: '|=',
  and: '&=',
  xor: '^=',
  lsh: '<<=',
  rsh: '>>=',
  arsh: 's>>=',
};
/** BPF_MAX_VAR_OFF. */
const MAX_VAR_OFF = 1n << 29n;

/** A register that is read: it must have been written. */
export function read(env: Env, state: State, index: number): Register {
  const register = state.get(index);
  return register.type === 'not_init' ? env.fail(`R${index} !read_ok`) : register;
}

export const operand = (env: Env, state: State, source: Source): Register =>
  'register' in source ? read(env, state, source.register) : number(immediate(source.immediate));

/** check_alu_op() of what has two operands. */
export function alu(env: Env, state: State, { op, wide, signed, dst, source }: OperationOf<'alu'>): void {
  const right = operand(env, state, source);
  const left = read(env, state, dst);
  const bits = wide ? 64 : 32;
  if ('immediate' in source) {
    if ((op === 'div' || op === 'mod') && source.immediate === 0) env.fail('div by zero');
    const shifts = op === 'lsh' || op === 'rsh' || op === 'arsh';
    if (shifts && (source.immediate < 0 || source.immediate >= bits)) env.fail(`invalid shift ${source.immediate}`);
  }
  if (isNumber(left) && isNumber(right)) {
    return state.set(dst, number(arithmetic(op, bits, signed, left.range, right.range)));
  }
  if (isPointer(left) && isPointer(right)) {
    if (op !== 'sub') env.fail(`R${dst} pointer ${SIGNS[op]} pointer prohibited`);
    return state.set(dst, number(wide ? UNKNOWN : ofSize(4)));
  }
  if (!wide) env.fail(`R${dst} 32-bit pointer arithmetic prohibited`);
  const [base, amount] = isPointer(left) ? [left, right] : [right, left];
  if (op === 'sub' && base !== left) env.fail(`R${dst} tried to subtract pointer from scalar`);
  state.set(dst, movePointer(env, op, dst, base, amount.range));
}

/** adjust_ptr_min_max_vals(). */
function movePointer(env: Env, op: AluOperation, dst: number, base: Register, amount: Scalar): Register {
  const name = env.typeName(base);
  if (base.orNull) env.fail(`R${dst} pointer arithmetic on ${name} prohibited, null-check it first`);
  if (base.type === 'map_ptr' || base.type === 'func' || base.type === 'percpu_ptr') {
    env.fail(`R${dst} pointer arithmetic on ${name} prohibited`);
  }
  if (op === 'and' || op === 'or' || op === 'xor')
    env.fail(`R${dst} bitwise operator ${SIGNS[op]} on pointer prohibited`);
  if (op !== 'add' && op !== 'sub') env.fail(`R${dst} pointer arithmetic with ${SIGNS[op]} operator prohibited`);
  if (op === 'sub' && base.type === 'fp') env.fail(`R${dst} subtraction from stack pointer prohibited`);
  requireSane(env, amount, name);
  const moved = isConstant(amount)
    ? { ...base, off: base.off + Number(op === 'add' ? amount.wide.smin : -amount.wide.smin) }
    : { ...base, range: arithmetic(op, 64, false, base.range, amount) };
  if (BigInt(Math.abs(moved.off)) >= MAX_VAR_OFF) env.fail(`${name} pointer offset ${moved.off} is not allowed`);
  if (!isConstant(amount)) requireSane(env, moved.range, name);
  return moved;
}

/** check_reg_sane_offset(): no sum of such offsets wraps. */
function requireSane(env: Env, range: Scalar, name: string): void {
  const { smin } = range.wide;
  const huge = smin >= MAX_VAR_OFF || smin <= -MAX_VAR_OFF;
  if (isConstant(range)) {
    if (huge) env.fail(`math between ${name} pointer and ${smin} is not allowed`);
    return;
  }
  if (smin === -(1n << 63n))
    env.fail(`math between ${name} pointer and register with unbounded min value is not allowed`);
  if (huge) env.fail(`value ${smin} makes ${name} pointer be out of bounds`);
}

export function mov(env: Env, state: State, { wide, dst, source, extend }: OperationOf<'mov'>): void {
  const value = operand(env, state, source);
  if (isPointer(value)) {
    if (extend) env.fail(`R${dst} sign-extension part of pointer`);
    return state.set(dst, wide ? value : number(ofSize(4)));
  }
  const range = move(wide ? 64 : 32, extend, value.range);
  const same = !extend && (wide || value.range.wide.umax <= 0xffff_ffffn);
  if (!same || !('register' in source) || isConstant(range)) return state.set(dst, number(range));
  // From here on a branch on one of the two tells of both.
  const id = value.id || env.newId();
  state.set(source.register, { ...value, id });
  state.set(dst, { ...value, range, id });
}

export function unary(env: Env, state: State, operation: OperationOf<'neg'> | OperationOf<'swap'>): void {
  const value = read(env, state, operation.dst);
  const bits = operation.kind === 'neg' && !operation.wide ? 32 : 64;
  const range = isPointer(value) ? UNKNOWN : value.range;
  state.set(operation.dst, number(operation.kind === 'neg' ? negate(bits, range) : swap(operation, range)));
}

/** check_ld_imm(). */
export function immediate64(env: Env, state: State, { dst, pseudo, value }: OperationOf<'imm64'>): void {
  const low = Number(BigInt.asUintN(32, value));
  switch (pseudo) {
    case PSEUDO_LD.value:
      return state.set(dst, number(constant(value)));
    case PSEUDO_LD.mapFd:
      namedMap(env, low);
      return state.set(dst, pointer('map_ptr', { map: low }));
    case PSEUDO_LD.mapValue: {
      namedMap(env, low);
      const { type, valueSize, maxEntries, name } = env.map(low);
      const off = Number(value >> 32n);
      if (type !== 'array' || maxEntries !== 1)
        env.fail(`map '${name}' has no direct value: an array of one element has`);
      if (off >= valueSize) env.fail(`direct value offset of ${off} is not allowed`);
      return state.set(dst, pointer('map_value', { map: low, off }));
    }
    case PSEUDO_LD.func:
      return state.set(dst, pointer('func', { func: functionTarget(value, env.at) }));
    case PSEUDO_LD.btfId:
      return state.set(dst, percpuVariable(env, low));
    default:
      return env.fail(`unrecognized bpf_ld_imm64 insn: src_reg=${pseudo}`);
  }
}
