import type { AluOperation, AtomicOperation, JumpCondition } from '../insn/opcode.js';

/** RFC 9669 4.1 on operands of `bits`; the result is unsigned and zero above them. */
export function arithmetic(op: AluOperation, signed: boolean, bits: 32 | 64, left: bigint, right: bigint): bigint {
  const a = BigInt.asUintN(bits, left);
  const b = BigInt.asUintN(bits, right);
  return BigInt.asUintN(bits, compute(op, signed, bits, a, b));
}

function compute(op: AluOperation, signed: boolean, bits: 32 | 64, a: bigint, b: bigint): bigint {
  const asSigned = (value: bigint): bigint => BigInt.asIntN(bits, value);
  const shift = b & BigInt(bits - 1);
  switch (op) {
    case 'add':
      return a + b;
    case 'sub':
      return a - b;
    case 'mul':
      return a * b;
    case 'div':
      if (b === 0n) return 0n;
      return signed ? asSigned(a) / asSigned(b) : a / b;
    case 'mod':
      if (b === 0n) return a;
      return signed ? asSigned(a) % asSigned(b) : a % b;
    case 'or':
      return a | b;
    case 'and':
      return a & b;
    case 'xor':
      return a ^ b;
    case 'lsh':
      return a << shift;
    case 'rsh':
      return a >> shift;
    case 'arsh':
      return asSigned(a) >> shift;
  }
}

/** RFC 9669 4.3: whether the branch is taken. */
export function holds(condition: JumpCondition, bits: 32 | 64, left: bigint, right: bigint): boolean {
  const [a, b] = [BigInt.asUintN(bits, left), BigInt.asUintN(bits, right)];
  const [sa, sb] = [BigInt.asIntN(bits, left), BigInt.asIntN(bits, right)];
  switch (condition) {
    case 'jeq':
      return a === b;
    case 'jne':
      return a !== b;
    case 'jgt':
      return a > b;
    case 'jge':
      return a >= b;
    case 'jlt':
      return a < b;
    case 'jle':
      return a <= b;
    case 'jset':
      return (a & b) !== 0n;
    case 'jsgt':
      return sa > sb;
    case 'jsge':
      return sa >= sb;
    case 'jslt':
      return sa < sb;
    case 'jsle':
      return sa <= sb;
  }
}

/** What an atomic operation leaves in memory. */
export function atomicResult(op: AtomicOperation, old: bigint, operand: bigint, expected: bigint): bigint {
  switch (op) {
    case 'add':
      return old + operand;
    case 'or':
      return old | operand;
    case 'and':
      return old & operand;
    case 'xor':
      return old ^ operand;
    case 'xchg':
      return operand;
    case 'cmpxchg':
      return old === expected ? operand : old;
  }
}

/** The low `bits` with their bytes in the other order. */
export function reverseBytes(value: bigint, bits: number): bigint {
  let reversed = 0n;
  for (let at = 0; at < bits; at += 8) reversed = (reversed << 8n) | ((value >> BigInt(at)) & 0xffn);
  return reversed;
}
