import type { AluOperation, JumpCondition } from './opcode.js';
import type { Operation, Source } from './operation.js';
import { helperName } from './helpers.js';

const ALU_SIGNS: Readonly<Record<AluOperation, string>> = {
  add: '+',
  sub: '-',
  mul: '*',
  div: '/',
  mod: '%',
  or: '|',
  and: '&',
  xor: '^',
  lsh: '<<',
  rsh: '>>',
  arsh: 's>>',
};
const JUMP_SIGNS: Readonly<Record<JumpCondition, string>> = {
  jeq: '==',
  jne: '!=',
  jgt: '>',
  jge: '>=',
  jlt: '<',
  jle: '<=',
  jsgt: 's>',
  jsge: 's>=',
  jslt: 's<',
  jsle: 's<=',
  jset: '&',
};

const hex = (value: bigint): string => `0x${value.toString(16)}`;
const signedOffset = (off: number): string => (off < 0 ? `${off}` : `+${off}`);

/** The instruction in slot `index` as the kernel's verifier log writes it. */
export function printOperation(operation: Operation, index: number): string {
  const register = (number: number, wide = true): string => `${wide ? 'r' : 'w'}${number}`;
  const value = (source: Source, wide = true): string =>
    'register' in source ? register(source.register, wide) : `${source.immediate}`;
  const relative = (target: number): string => `pc${signedOffset(target - index - 1)}`;
  const memory = (size: number, base: number, off: number, signed = false): string =>
    `(${signed ? 's' : 'u'}${size * 8} *)(r${base} ${signedOffset(off)})`;

  switch (operation.kind) {
    case 'alu': {
      const { op, wide, signed, dst, source } = operation;
      return `${register(dst, wide)} ${signed ? 's' : ''}${ALU_SIGNS[op]}= ${value(source, wide)}`;
    }
    case 'mov': {
      const { wide, dst, source, extend } = operation;
      return `${register(dst, wide)} = ${extend ? `(s${extend})` : ''}${value(source, wide)}`;
    }
    case 'neg':
      return `${register(operation.dst, operation.wide)} = -${register(operation.dst, operation.wide)}`;
    case 'swap':
      return `r${operation.dst} = ${operation.to}${operation.bits} r${operation.dst}`;
    case 'imm64':
      return `r${operation.dst} = ${hex(operation.value)} ll`;
    case 'load':
      return `r${operation.dst} = *${memory(operation.size, operation.base, operation.off, operation.signed)}`;
    case 'store':
      return `*${memory(operation.size, operation.base, operation.off)} = ${value(operation.source)}`;
    case 'atomic': {
      const { op, fetch, size, base, off, src } = operation;
      const place = memory(size, base, off);
      const call = `atomic${size === 8 ? '64' : ''}_`;
      if (op === 'cmpxchg') return `r0 = ${call}cmpxchg(${place}, r0, r${src})`;
      if (op === 'xchg') return `r${src} = ${call}xchg(${place}, r${src})`;
      return fetch ? `r${src} = ${call}fetch_${op}(${place}, r${src})` : `lock *${place} ${ALU_SIGNS[op]}= r${src}`;
    }
    case 'goto':
      return `goto ${relative(operation.target)}`;
    case 'branch': {
      const { condition, wide, dst, source, target } = operation;
      return `if ${register(dst, wide)} ${JUMP_SIGNS[condition]} ${value(source, wide)} goto ${relative(target)}`;
    }
    case 'call':
      return `call ${helperName(operation.helper)}#${operation.helper}`;
    case 'callLocal':
      return `call ${relative(operation.target)}`;
    case 'callRegister':
      return `callx r${operation.register}`;
    case 'exit':
      return 'exit';
  }
}
