/**
 * The notation of a row's syntax: GNU assembler syntax with operands in place of values.
 *
 * | written | stands for |
 * | --- | --- |
 * | `Xd` `Wn` | general register of 64 or 32 bits in the field Rd or Rn; 31 is the zero register |
 * | `Rd` | the same, as wide as the field `sf` says |
 * | `Xn\|SP` | 31 is the stack pointer |
 * | `Rn=m` | one register in two fields, Rn and Rm |
 * | `Bt` `Ht` `St` `Dt` `Qt` | SIMD&FP register as a scalar |
 * | `Vd.16b` `Vn.d[1]` `Vn.s[i]` | SIMD&FP register as a vector, or the element that a number or a field says |
 * | `#imm5` | a field as an unsigned number, printed in decimal |
 * | `#0ximm16` | the same, printed in hexadecimal |
 * | `#±imm9` | a field as a signed number |
 * | `#imm12*8` | a number that is the field times 8; of `imm12` it may be `:lo12:symbol` |
 * | `#0` | an offset of 0, which has no field |
 * | `<name arguments>` | an operand of its own kind, from the list below |
 * | `{...}` | may be left out, and is by the printer where its operands have their default values |
 * | `lsl` `[` `]` `!` `,` | themselves |
 */
import type { Fields, Row } from './row.js';
import type { OperandReader } from './operand-reader.js';
import type { Operand, PrintContext } from './operands/operand.js';
import { bitfield } from './operands/bitfields.js';
import { condition } from './operands/conditions.js';
import { addImmediate, authenticatedOffset, bitmask, immediate, moveWide, moved, zero } from './operands/immediates.js';
import { address, label, testedBit } from './operands/labels.js';
import { general, pair } from './operands/registers.js';
import { extended, index, shift } from './operands/shifts.js';
import { barrier, controlRegister, operation, prefetch, pstateField, systemRegisterOperand } from './operands/system.js';
import { byteMask, byteShift, float, imm8, scalar, vector } from './operands/vectors.js';

type OperandMaker = (row: Row, ...args: string[]) => Operand;

/** Operands written `<name arguments>`. */
const named: Readonly<Record<string, OperandMaker>> = {
  addImmediate: () => addImmediate(false),
  negatedAddImmediate: () => addImmediate(true),
  bitmask: () => bitmask(false),
  invertedBitmask: () => bitmask(true),
  moveWide: () => moveWide,
  moved: () => moved(false),
  movedInverted: () => moved(true),
  shift: () => shift(false),
  shiftOrRotate: () => shift(true),
  extended: (_, ...bases) => extended(...bases),
  index: (_, size = '') => index(Number(size)),
  bitfield: (_, view = '') => bitfield(view),
  cond: () => condition(false),
  '!cond': () => condition(true),
  label: (row, name = '', relocation = '') => label(name, relocation, row),
  authenticatedOffset: () => authenticatedOffset,
  adr: () => address(false),
  adrp: () => address(true),
  bit: (_, register = '') => testedBit(register),
  pair: (_, register = '') => pair(register),
  sysreg: () => systemRegisterOperand,
  pstate: () => pstateField,
  barrier: () => barrier,
  prefetch: () => prefetch,
  C: (_, name = '') => controlRegister(name),
  imm8: () => imm8,
  byteMask: () => byteMask,
  lsl: (_, name = '', largest) => byteShift('lsl', name, Number(largest)),
  msl: (_, name = '') => byteShift('msl', name, 16),
  float: (_, split) => float(split === 'split'),
  operation: (_, mnemonic = '', kind) => operation(mnemonic, kind),
};

type Part = string | Operand | { readonly optional: readonly Part[] };

const token = /\s*([{}[\]!,]|<[^>]+>|#[^\s,\]}]+|[A-Z][a-z]\w*(?:=\w+)?(?:\|SP|\.\w+(?:\[\w+\])?)?|[a-z]\w*)/y;

function operandFrom(text: string, row: Row): Operand {
  if (text === '#0') return zero;
  if (text.startsWith('#')) return immediate(text, row);
  if (text.startsWith('<')) {
    const [name = '', ...args] = text.slice(1, -1).split(' ');
    const make = named[name];
    if (!make) throw new Error(`${row.name}: no operand "${text}"`);
    return make(row, ...args);
  }
  const [, letter = '', name = '', also, sp, arrangement] =
    /^([A-Z])([a-z]\w*)(?:=(\w+))?(?:(\|SP)|\.(.*))?$/.exec(text) ?? [];
  if (letter === 'R' || letter === 'W' || letter === 'X') {
    return general(letter, `R${name}`, also && `R${also}`, sp !== undefined);
  }
  return letter === 'V' ? vector(`R${name}`, also && `R${also}`, arrangement ?? '') : scalar(letter, `R${name}`);
}

function compile(syntax: string, row: Row): readonly Part[] {
  const outer: Part[] = [];
  let current = outer;
  for (token.lastIndex = 0; token.lastIndex < syntax.length; ) {
    const text = token.exec(syntax)?.[1];
    if (text === undefined) throw new Error(`${row.name}: syntax "${syntax}" is not in the notation`);
    if (text === '{') {
      current = [];
      outer.push({ optional: current });
    } else if (text === '}') {
      current = outer;
    } else {
      current.push(/^[<#A-Z]/.test(text) ? operandFrom(text, row) : text);
    }
  }
  return outer;
}

/** A row's or an alias's syntax, ready to read and print. */
export class Template {
  readonly #parts: readonly Part[];

  constructor(syntax: string, row: Row) {
    this.#parts = compile(syntax, row);
  }

  /** Reads all of the operand text. False, with the failure noted in the reader, where it is not of this syntax. */
  parse(reader: OperandReader): boolean {
    return this.#parseAll(this.#parts, reader) && (reader.atEnd() || reader.fail('no more operands'));
  }

  print(f: Fields, context: PrintContext): string {
    return this.#printAll(this.#parts, f, context);
  }

  /** Whether the operands can express these fields. */
  matches(f: Fields): boolean {
    return this.#operands(this.#parts).every((operand) => operand.matches?.(f) ?? true);
  }

  #parseAll(parts: readonly Part[], reader: OperandReader): boolean {
    return parts.every((part) => {
      if (typeof part === 'string') return reader.accept(part) || reader.fail(`"${part}"`);
      if (!('optional' in part)) return part.parse(reader);
      const { position, fields, relocation } = reader;
      reader.fields = { ...fields };
      if (!this.#parseAll(part.optional, reader)) Object.assign(reader, { position, fields, relocation });
      return true;
    });
  }

  #printAll(parts: readonly Part[], f: Fields, context: PrintContext): string {
    const texts = parts.map((part) => {
      if (typeof part === 'string') return part === ',' ? ', ' : part;
      if (!('optional' in part)) return part.print(f, context);
      const isDefault = this.#operands(part.optional).every((operand) => operand.isDefault?.(f) ?? false);
      return isDefault ? '' : this.#printAll(part.optional, f, context);
    });
    return texts.join('');
  }

  #operands(parts: readonly Part[]): Operand[] {
    return parts.flatMap((part) => {
      if (typeof part === 'string') return [];
      return 'optional' in part ? this.#operands(part.optional) : [part];
    });
  }
}
