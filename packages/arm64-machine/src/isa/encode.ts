import { wordOf } from './decoder.js';
import type { Form } from './forms.js';
import type { OperandReader } from './operand-reader.js';
import type { RelocationType } from './relocation.js';

/** What the encoder asks of the assembler around it. */
export interface EncodeContext {
  /** Address of the instruction, in the same space as the values that `evaluate` gives. */
  readonly pc: bigint;
  /**
   * Value of an expression when it is absolute now, or symbol and addend when it must be relocated. `use` is the
   * relocation that the operand takes for a symbol, or 'immediate' where only an absolute value will do. A page-relative
   * use (`R_AARCH64_ADR_PREL_PG_HI21`, `..._LO12_NC`) should get a bigint only if the final address is known.
   */
  evaluate(expression: string, use: RelocationType | 'immediate'): bigint | SymbolicValue;
}

export interface SymbolicValue {
  readonly symbol: string;
  readonly addend: bigint;
}

/** An instruction word, and the relocation that completes it. */
export interface Encoded {
  readonly word: number;
  readonly relocation?: Relocation;
}

export interface Relocation extends SymbolicValue {
  readonly type: RelocationType;
}

/** An instruction that cannot be encoded as written. */
export class OperandError extends Error {
  /** Where in the operand text the trouble is. */
  readonly column: number;

  constructor(message: string, column: number) {
    super(message);
    this.name = 'OperandError';
    this.column = column;
  }
}

/** Encodes an instruction of which these are the forms. Where several take the operands, the first does. */
export function encodeAs(forms: readonly Form[], mnemonic: string, reader: OperandReader): Encoded {
  const { text } = reader;
  let unallocated = false;
  for (const { row, where, template, standsFor } of forms) {
    reader.restart({ ...where });
    if (!template.parse(reader)) continue;
    const fields = Object.fromEntries(row.layout.map(({ name }) => [name, reader.fields[name] ?? 0]));
    if (!standsFor(fields)) continue;
    if (row.valid?.(fields) ?? true) {
      const word = wordOf(row, fields);
      return reader.relocation ? { word, relocation: reader.relocation } : { word };
    }
    unallocated = true;
  }
  if (unallocated) throw new OperandError(`${mnemonic}: "${text.trim()}": the architecture leaves these operands unallocated`, 0);
  const { column, expected } = reader.failure;
  throw new OperandError(`${mnemonic}: ${describeOperand(text, column)}: ${listed(expected)}`, column);
}

/** What would be accepted; not all of it, for a mnemonic as manifold as MOV. */
function listed(expected: readonly string[]): string {
  const shown = expected.slice(0, 4);
  return [...shown, ...(expected.length > shown.length ? ['...'] : [])].join(', or ');
}

/** `operand 3 "#5000"`, from a place in the operand text. */
function describeOperand(text: string, column: number): string {
  const starts = [0];
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '[' || text[i] === '(') depth++;
    else if (text[i] === ']' || text[i] === ')') depth--;
    else if (text[i] === ',' && depth === 0) starts.push(i + 1);
  }
  const missing = column >= text.trimEnd().length;
  if (missing) return text.trim() === '' ? 'no operands' : `nothing after "${text.trim()}"`;
  const number = starts.findLastIndex((start) => start <= column) + 1;
  const operand = text.slice(starts[number - 1], (starts[number] ?? text.length + 1) - 1).trim();
  return `operand ${number} "${operand}"`;
}
