/** Opcode fields (RFC 9669 section 3; linux/bpf.h). The low three bits are the class. */
export const CLASS = { ld: 0, ldx: 1, st: 2, stx: 3, alu: 4, jmp: 5, jmp32: 6, alu64: 7 } as const;

/** Bit 3 of arithmetic and jumps: the second operand is the immediate, or a register. */
export const SOURCE_X = 0x08;

/** The high four bits of an arithmetic opcode. */
export const ALU = {
  add: 0x0,
  sub: 0x1,
  mul: 0x2,
  div: 0x3,
  or: 0x4,
  and: 0x5,
  lsh: 0x6,
  rsh: 0x7,
  neg: 0x8,
  mod: 0x9,
  xor: 0xa,
  mov: 0xb,
  arsh: 0xc,
  end: 0xd,
} as const;
export type AluOperation = Exclude<keyof typeof ALU, 'mov' | 'neg' | 'end'>;

/** The high four bits of a jump opcode. */
export const JMP = {
  ja: 0x0,
  jeq: 0x1,
  jgt: 0x2,
  jge: 0x3,
  jset: 0x4,
  jne: 0x5,
  jsgt: 0x6,
  jsge: 0x7,
  call: 0x8,
  exit: 0x9,
  jlt: 0xa,
  jle: 0xb,
  jslt: 0xc,
  jsle: 0xd,
} as const;
export type JumpCondition = Exclude<keyof typeof JMP, 'ja' | 'call' | 'exit'>;

/** Bits 3..4 of a load or store, in bytes. */
export const SIZES = [4, 2, 1, 8] as const;
export type Size = (typeof SIZES)[number];

/** Bits 5..7 of a load or store. */
export const MODE = { imm: 0, abs: 1, ind: 2, mem: 3, memsx: 4, atomic: 6 } as const;

/** The immediate of an atomic operation: an ALU operation's bits 4..7, and whether the old value is fetched. */
export const FETCH = 0x01;
export const ATOMIC = { add: 0x00, or: 0x40, and: 0x50, xor: 0xa0, xchg: 0xe1, cmpxchg: 0xf1 } as const;
export type AtomicOperation = keyof typeof ATOMIC;

/** BPF_LD | BPF_IMM | BPF_DW: the one instruction of two slots. */
export const LD_IMM64 = 0x18;
/** src_reg of the 64-bit immediate load: what the immediate stands for. */
export const PSEUDO_LD = { value: 0, mapFd: 1, mapValue: 2, btfId: 3, func: 4 } as const;
/** BPF_JMP | BPF_CALL */
export const CALL = 0x85;
/** src_reg of a call: what is called. */
export const PSEUDO_CALL = { helper: 0, subprogram: 1, kfunc: 2 } as const;

/** R10, the read-only frame pointer. */
export const FRAME_POINTER = 10;
export const MAX_BPF_STACK = 512;
