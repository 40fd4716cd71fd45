import type { OperandReader } from '../operand-reader.js';
import type { Fields } from '../row.js';

/** Where an instruction is printed. */
export interface PrintContext {
  readonly pc: bigint;
  readonly symbolize: (address: bigint) => string | undefined;
}

/** One operand of a syntax template: text to fields and back. */
export interface Operand {
  /** Reads the operand into the reader's fields. False, with the failure noted, where the text is something else. */
  parse(reader: OperandReader): boolean;
  print(f: Fields, context: PrintContext): string;
  /** Whether the printer may write these fields so; it passes over an alias of which an operand says no. */
  matches?(f: Fields): boolean;
  /** Whether the optional group around the operand may be left out. */
  isDefault?(f: Fields): boolean;
}

/** A field that the row's pattern is known to have. */
export function field(f: Fields, name: string): number {
  const value = f[name];
  if (value === undefined) throw new Error(`no field ${name} among ${Object.keys(f).join(', ')}`);
  return value;
}

/** Width of an instruction that has the field `sf`, or that is 64 bits wide alone. */
export function widthOf(f: Fields): 32 | 64 {
  return f['sf'] === 0 ? 32 : 64;
}
