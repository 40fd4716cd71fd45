import type { ObjectCode } from '../image/object-code.js';
import { Assembler } from './assembler.js';

export { asm, dedent } from './asm-template.js';
export { AssemblyError, type Diagnostic, type Place } from './assembly-error.js';

/**
 * Assembles A64 source in GNU as's syntax. `name` stands in errors, as a file's name does.
 *
 * @throws AssemblyError with a line `name:line:column: what is wrong` for each of the first twenty errors
 */
export function assemble(source: string, { name = 'asm' }: { readonly name?: string } = {}): ObjectCode {
  return new Assembler(source, name).assemble();
}
