import type { Assembler } from '../assembler.js';
import { StatementError } from '../assembly-error.js';
import { splitOperands, type Operand } from '../statement.js';

/** What a directive does with its operand text. */
export type Directive = (assembler: Assembler, operands: string) => void;

/** Operands of a directive that takes `least` to `most` of them. */
export function operandsOf(text: string, least: number, most = least): Operand[] {
  const operands = splitOperands(text);
  if (operands.length < least || operands.length > most) {
    const wanted = least === most ? `${least}` : most === Infinity ? `${least} or more` : `${least} to ${most}`;
    throw new StatementError(`expected ${wanted} operand${wanted === '1' ? '' : 's'}, not ${operands.length}`);
  }
  return operands;
}

/** A number that must be at least 0 and at most `most`. */
export function sizeOf(assembler: Assembler, operand: Operand, most = 2 ** 28): number {
  const value = assembler.number(operand);
  if (value >= 0n && value <= BigInt(most)) return Number(value);
  throw new StatementError(`expected 0..${most}, not ${value}`, operand.column);
}

/** @throws StatementError where an operand is no symbol's name */
export function symbolName({ text, column }: Operand): string {
  const quoted = /^"([^"]+)"$/.exec(text)?.[1];
  if (quoted !== undefined || /^[A-Za-z_.$][\w.$]*$/.test(text)) return quoted ?? text;
  throw new StatementError(`expected a symbol instead of "${text}"`, column);
}
