import type { AluOperation } from '../insn/opcode.js';
import type { OperationOf } from '../insn/operation.js';
import { isAddSubImmediate, logicalImmediate, moveImmediate } from './immediates.js';
import { r, scratch, TMP1, TMP2, x } from './registers.js';

/** Operations of one A64 instruction: `op dst, dst, src`. */
const DIRECT: Readonly<Partial<Record<AluOperation, string>>> = {
  add: 'add',
  sub: 'sub',
  and: 'and',
  or: 'orr',
  xor: 'eor',
  mul: 'mul',
  lsh: 'lsl',
  rsh: 'lsr',
  arsh: 'asr',
};

export function alu({ op, wide, signed, dst, source }: OperationOf<'alu'>): string[] {
  const to = r(dst, wide);
  if ('immediate' in source) {
    const { immediate } = source;
    const encoded = immediateForm(op, to, immediate, wide);
    if (encoded) return [encoded];
    // The quotient of a modulo needs TMP1.
    const operand = scratch(op === 'mod' ? TMP2 : TMP1, wide);
    return [...moveImmediate(operand, immediate), ...registerForm(op, signed, to, operand, wide)];
  }
  return registerForm(op, signed, to, r(source.register, wide), wide);
}

/** A64 divides by zero as BPF wants it: the quotient is 0, so the remainder is the dividend. */
function registerForm(op: AluOperation, signed: boolean, to: string, operand: string, wide: boolean): string[] {
  const divide = signed ? 'sdiv' : 'udiv';
  if (op === 'div') return [`${divide} ${to}, ${to}, ${operand}`];
  if (op === 'mod') {
    const quotient = scratch(TMP1, wide);
    return [`${divide} ${quotient}, ${to}, ${operand}`, `msub ${to}, ${quotient}, ${operand}, ${to}`];
  }
  return [`${DIRECT[op]} ${to}, ${to}, ${operand}`];
}

function immediateForm(op: AluOperation, to: string, value: number, wide: boolean): string | undefined {
  switch (op) {
    case 'add':
    case 'sub':
      if (isAddSubImmediate(value)) return `${op} ${to}, ${to}, #${value}`;
      return isAddSubImmediate(-value) ? `${op === 'add' ? 'sub' : 'add'} ${to}, ${to}, #${-value}` : undefined;
    case 'and':
    case 'or':
    case 'xor': {
      const mask = logicalImmediate(value, wide);
      return mask && `${DIRECT[op]} ${to}, ${to}, ${mask}`;
    }
    case 'lsh':
    case 'rsh':
    case 'arsh':
      // RFC 9669 4.1: modulo the width. (Linux's verifier refuses larger ones.)
      return `${DIRECT[op]} ${to}, ${to}, #${value & (wide ? 63 : 31)}`;
    default:
      return undefined;
  }
}

export function mov({ wide, dst, source, extend }: OperationOf<'mov'>): string[] {
  const to = r(dst, wide);
  if ('immediate' in source) return moveImmediate(to, source.immediate);
  switch (extend) {
    case 0:
      return [`mov ${to}, ${r(source.register, wide)}`];
    case 8:
      return [`sxtb ${to}, ${r(source.register, false)}`];
    case 16:
      return [`sxth ${to}, ${r(source.register, false)}`];
    case 32:
      return [`sxtw ${to}, ${r(source.register, false)}`];
  }
}

export function neg({ wide, dst }: OperationOf<'neg'>): string[] {
  return [`neg ${r(dst, wide)}, ${r(dst, wide)}`];
}

/** A64 is little-endian here: `le` only truncates. Writing the W register clears the upper half. */
export function swap({ to, bits, dst }: OperationOf<'swap'>): string[] {
  const w = r(dst, false);
  if (bits === 64) return to === 'le' ? [] : [`rev ${x(dst)}, ${x(dst)}`];
  if (to === 'le') return [`ubfm ${w}, ${w}, #0, #${bits - 1}`];
  return bits === 16 ? [`rev16 ${w}, ${w}`, `uxth ${w}, ${w}`] : [`rev ${w}, ${w}`];
}
