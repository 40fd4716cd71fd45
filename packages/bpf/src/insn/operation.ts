import type { AluOperation, AtomicOperation, JumpCondition, Size } from './opcode.js';

/** The second operand: a register's number, or a sign-extended 32-bit immediate. */
export type Source = { readonly register: number } | { readonly immediate: number };

/** What an instruction does, its reserved fields checked. Targets are slot indices. */
export type Operation =
  | {
      readonly kind: 'alu';
      readonly op: AluOperation;
      /** 64 bits; otherwise on the low 32, clearing the rest. */
      readonly wide: boolean;
      /** Of division and modulo (v4). */
      readonly signed: boolean;
      readonly dst: number;
      readonly source: Source;
    }
  | {
      readonly kind: 'mov';
      readonly wide: boolean;
      readonly dst: number;
      readonly source: Source;
      /** Sign-extends from this many bits (v4); all of the operand when 0. */
      readonly extend: 0 | 8 | 16 | 32;
    }
  | { readonly kind: 'neg'; readonly wide: boolean; readonly dst: number }
  | { readonly kind: 'swap'; readonly to: 'le' | 'be' | 'bswap'; readonly bits: 16 | 32 | 64; readonly dst: number }
  | { readonly kind: 'imm64'; readonly dst: number; readonly pseudo: number; readonly value: bigint }
  | {
      readonly kind: 'load';
      readonly size: Size;
      readonly signed: boolean;
      readonly dst: number;
      readonly base: number;
      readonly off: number;
    }
  | {
      readonly kind: 'store';
      readonly size: Size;
      readonly base: number;
      readonly off: number;
      readonly source: Source;
    }
  | {
      readonly kind: 'atomic';
      readonly op: AtomicOperation;
      /** The old value goes to `src` (to R0 for cmpxchg). Always for xchg and cmpxchg. */
      readonly fetch: boolean;
      readonly size: 4 | 8;
      readonly base: number;
      readonly off: number;
      readonly src: number;
    }
  | { readonly kind: 'goto'; readonly target: number }
  | {
      readonly kind: 'branch';
      readonly condition: JumpCondition;
      readonly wide: boolean;
      readonly dst: number;
      readonly source: Source;
      readonly target: number;
    }
  | { readonly kind: 'call'; readonly helper: number }
  | { readonly kind: 'callLocal'; readonly target: number }
  /** A helper whose number is in a register: LLVM emits it for function pointers at -O0; Linux refuses it. */
  | { readonly kind: 'callRegister'; readonly register: number }
  | { readonly kind: 'exit' };

export type OperationOf<K extends Operation['kind']> = Extract<Operation, { kind: K }>;
