import { BpfLoadError } from '../load-error.js';
import { HELPERS } from './helpers.js';
import { ALU, ATOMIC, CLASS, FETCH, JMP, MODE, PSEUDO_CALL, PSEUDO_LD, SIZES, SOURCE_X, type Size } from './opcode.js';
import type { Slot } from './slot.js';

export interface AssembleOptions {
  /** Names of the maps, for `map[NAME]`. */
  readonly maps?: readonly string[];
}

/** How far it is from the next instruction to a label, or a number of slots. */
type Resolve = (target: string) => number;
type Form = readonly [pattern: string, make: (match: readonly string[], resolve: Resolve) => Slot | readonly Slot[]];

const ALU_SIGNS: Readonly<Record<string, keyof typeof ALU>> = {
  '+': 'add',
  '-': 'sub',
  '*': 'mul',
  '/': 'div',
  '%': 'mod',
  '|': 'or',
  '&': 'and',
  '^': 'xor',
  '<<': 'lsh',
  '>>': 'rsh',
  's>>': 'arsh',
};
const JUMP_SIGNS: Readonly<Record<string, keyof typeof JMP>> = {
  '==': 'jeq',
  '!=': 'jne',
  '>': 'jgt',
  '>=': 'jge',
  '<': 'jlt',
  '<=': 'jle',
  's>': 'jsgt',
  's>=': 'jsge',
  's<': 'jslt',
  's<=': 'jsle',
  '&': 'jset',
};

const any = (words: readonly string[]): string =>
  `(${[...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[|*^+/$]/g, '\\$&'))
    .join('|')})`;
const REG = '([rw]\\d+)';
const NUMBER = '(-?(?:0x[0-9a-f]+|\\d+))';
const OPERAND = `([rw]\\d+|-?(?:0x[0-9a-f]+|\\d+))`;
const MEMORY = '\\(([us])(8|16|32|64) \\*\\)\\(r(\\d+) *([+-] *\\d+)\\)';
const TARGET = '([\\w.]+|(?:pc)?[+-]\\d+)';
const ATOMIC_SIGNS = any(['+', '|', '&', '^']);

const half = (bits: bigint): number => Number(BigInt.asIntN(32, bits));
const integer = (text: string): bigint => (text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text));
const index = (register: string): number => Number(register.slice(1));
const wide = (register: string): boolean => register.startsWith('r');
const spaced = (text: string): number => Number(text.replaceAll(' ', ''));
const sizeBits = (bits: string): number => SIZES.indexOf((Number(bits) / 8) as Size) << 3;

const isRegister = (operand: string): boolean => /^[rw]/.test(operand);
const second = (operand: string): Pick<Slot, 'src' | 'imm'> =>
  isRegister(operand) ? { src: index(operand), imm: 0 } : { src: 0, imm: half(integer(operand)) };
const sourceBit = (operand: string): number => (isRegister(operand) ? SOURCE_X : 0);

function alu(op: keyof typeof ALU, dst: string, operand: string, off = 0): Slot {
  const code = (ALU[op] << 4) | sourceBit(operand) | (wide(dst) ? CLASS.alu64 : CLASS.alu);
  return { code, dst: index(dst), off, ...second(operand) };
}

function atomic(op: number, [, bits, base, off]: readonly string[], src: string): Slot {
  const code = CLASS.stx | sizeBits(bits!) | (MODE.atomic << 5);
  return { code, dst: Number(base), src: index(src), off: spaced(off!), imm: op };
}

function load64(dst: string, src: number, low: number, high: number): readonly Slot[] {
  const code = CLASS.ld | sizeBits('64') | (MODE.imm << 5);
  return [
    { code, dst: index(dst), src, off: 0, imm: low },
    { code: 0, dst: 0, src: 0, off: 0, imm: high },
  ];
}

const control = (op: keyof typeof JMP, more: Partial<Slot> = {}): Slot => ({
  code: (JMP[op] << 4) | CLASS.jmp,
  dst: 0,
  src: 0,
  off: 0,
  imm: 0,
  ...more,
});

/** The kernel's notation, as printOperation() writes it, and names in place of numbers. The first form that fits is meant. */
const forms = (maps: readonly string[]): readonly Form[] => {
  const map = (name: string): number => {
    const at = maps.indexOf(name);
    if (at < 0)
      throw new BpfLoadError(`no map "${name}": ${maps.length ? `one of ${maps.join(', ')}` : 'there are none'}`);
    return at;
  };
  return [
    ['exit', () => control('exit')],
    [`goto ${TARGET}`, ([, to], resolve) => control('ja', { off: resolve(to!) })],
    [
      `gotol ${TARGET}`,
      ([, to], resolve) => ({ ...control('ja', { imm: resolve(to!) }), code: (JMP.ja << 4) | CLASS.jmp32 }),
    ],
    [`call bpf_(\\w+)(?:#\\d+)?`, ([, name]) => control('call', { imm: helperNumber(name!) })],
    [`call unknown#(\\d+)`, ([, number]) => control('call', { imm: Number(number) })],
    [
      `callx r(\\d+)`,
      ([, register]) => ({
        ...control('call', { dst: Number(register) }),
        code: (JMP.call << 4) | CLASS.jmp | SOURCE_X,
      }),
    ],
    [`call ${TARGET}`, ([, to], resolve) => control('call', { src: PSEUDO_CALL.subprogram, imm: resolve(to!) })],
    [
      `if ${REG} ${any(Object.keys(JUMP_SIGNS))} ${OPERAND} goto ${TARGET}`,
      ([, dst, sign, operand, to], resolve) => {
        const code = (JMP[JUMP_SIGNS[sign!]!] << 4) | sourceBit(operand!) | (wide(dst!) ? CLASS.jmp : CLASS.jmp32);
        return { code, dst: index(dst!), off: resolve(to!), ...second(operand!) };
      },
    ],
    [
      `lock \\*${MEMORY} ${ATOMIC_SIGNS}= ${REG}`,
      ([, , ...rest]) => atomic(atomicOf(rest[3]!), ['', ...rest], rest[4]!),
    ],
    [
      `${REG} = atomic(?:64)?_fetch_(add|or|and|xor)\\(${MEMORY}, ${REG}\\)`,
      ([, src, op, , ...place]) => atomic(ATOMIC[op as 'add'] | FETCH, ['', ...place], src!),
    ],
    [
      `${REG} = atomic(?:64)?_xchg\\(${MEMORY}, ${REG}\\)`,
      ([, src, , ...place]) => atomic(ATOMIC.xchg, ['', ...place], src!),
    ],
    [
      `r0 = atomic(?:64)?_cmpxchg\\(${MEMORY}, r0, ${REG}\\)`,
      ([, , ...place]) => atomic(ATOMIC.cmpxchg, ['', ...place], place[3]!),
    ],
    [
      `\\*${MEMORY} = ${OPERAND}`,
      ([, , bits, base, off, operand]) => {
        const code = (isRegister(operand!) ? CLASS.stx : CLASS.st) | sizeBits(bits!) | (MODE.mem << 5);
        return { code, dst: Number(base), off: spaced(off!), ...second(operand!) };
      },
    ],
    [
      `${REG} = \\*${MEMORY}`,
      ([, dst, sign, bits, base, off]) => {
        const mode = sign === 's' ? MODE.memsx : MODE.mem;
        const code = CLASS.ldx | sizeBits(bits!) | (mode << 5);
        return { code, dst: index(dst!), src: Number(base), off: spaced(off!), imm: 0 };
      },
    ],
    [
      `${REG} = ${NUMBER} ll`,
      ([, dst, value]) => load64(dst!, PSEUDO_LD.value, half(integer(value!)), half(integer(value!) >> 32n)),
    ],
    [`${REG} = map\\[(\\w+)\\]`, ([, dst, name]) => load64(dst!, PSEUDO_LD.mapFd, map(name!), 0)],
    [
      `${REG} = map\\[(\\w+)\\]\\[0\\]\\+(\\d+)`,
      ([, dst, name, off]) => load64(dst!, PSEUDO_LD.mapValue, map(name!), Number(off)),
    ],
    [`${REG} = btf_id (\\d+)`, ([, dst, id]) => load64(dst!, PSEUDO_LD.btfId, Number(id), 0)],
    [`${REG} = func ${TARGET}`, ([, dst, to], resolve) => load64(dst!, PSEUDO_LD.func, resolve(to!), 0)],
    [`${REG} = \\(s(8|16|32)\\) ?${REG}`, ([, dst, bits, src]) => alu('mov', dst!, src!, Number(bits))],
    [`${REG} = -\\1`, ([, dst]) => ({ ...alu('neg', dst!, '0') })],
    [
      `${REG} = (le|be|bswap)(16|32|64) \\1`,
      ([, dst, to, bits]) => {
        const code = (ALU.end << 4) | (to === 'bswap' ? CLASS.alu64 : CLASS.alu) | (to === 'be' ? SOURCE_X : 0);
        return { code, dst: index(dst!), src: 0, off: 0, imm: Number(bits) };
      },
    ],
    [`${REG} = ${OPERAND}`, ([, dst, operand]) => alu('mov', dst!, operand!)],
    [`${REG} s(/|%)= ${OPERAND}`, ([, dst, sign, operand]) => alu(ALU_SIGNS[sign!]!, dst!, operand!, 1)],
    [
      `${REG} ${any(Object.keys(ALU_SIGNS))}= ${OPERAND}`,
      ([, dst, sign, operand]) => alu(ALU_SIGNS[sign!]!, dst!, operand!),
    ],
  ];
};

const atomicOf = (sign: string): number => ATOMIC[ALU_SIGNS[sign] as 'add'];

function helperNumber(name: string): number {
  const number = (HELPERS as Readonly<Record<string, number>>)[name];
  if (number === undefined) throw new BpfLoadError(`no helper bpf_${name}`);
  return number;
}

/**
 * Instructions from the kernel's notation, one on a line or separated by `;`. `NAME:` is a label to jump to; `map[NAME]`,
 * `map[NAME][0]+8` and `func LABEL` stand for what a loader resolves.
 * @throws BpfLoadError naming the line.
 */
export function assembleBpf(source: string, { maps = [] }: AssembleOptions = {}): Slot[] {
  const table = forms(maps).map(([pattern, make]) => [new RegExp(`^${pattern}$`), make] as const);
  const labels = new Map<string, number>();
  const lines: { readonly text: string; readonly at: number }[] = [];
  let at = 0;
  for (const piece of source.split(/[;\n]/)) {
    const [, label, rest] = /^\s*(?:(\w+):)?(.*)$/.exec(piece)!;
    if (label !== undefined) labels.set(label, at);
    const text = rest!.trim().replaceAll(/\s+/g, ' ');
    if (text === '') continue;
    lines.push({ text, at });
    at += /= (.* ll|map\[.*|func .*|btf_id .*)$/.test(text) ? 2 : 1;
  }
  return lines.flatMap(({ text, at: slot }) => {
    const resolve: Resolve = (target) => {
      const relative = /^(?:pc)?([+-]\d+)$/.exec(target);
      if (relative) return Number(relative[1]);
      const there = labels.get(target);
      if (there === undefined) throw new BpfLoadError(`"${text}": no label "${target}"`);
      return there - slot - 1;
    };
    for (const [pattern, make] of table) {
      const match = pattern.exec(text);
      if (match) return make(match, resolve);
    }
    throw new BpfLoadError(
      `"${text}": not an instruction in the kernel's notation, such as "r0 = 1" or "if r1 > 2 goto +3"`,
    );
  });
}
