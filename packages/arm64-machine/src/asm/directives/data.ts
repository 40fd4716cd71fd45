import type { Assembler } from '../assembler.js';
import { readingAt, StatementError } from '../assembly-error.js';
import { operandsOf, sizeOf, type Directive } from './directive.js';
import { stringBytes } from './string.js';

const numbers =
  (size: number): Directive =>
  (assembler, text) => {
    for (const operand of operandsOf(text, 0, Infinity)) assembler.emitData(operand, size);
  };

const strings =
  (terminator: readonly number[]): Directive =>
  (assembler, text) => {
    for (const operand of operandsOf(text, 0, Infinity)) {
      assembler.section.append(Uint8Array.from([...stringBytes(operand), ...terminator]));
    }
  };

/** `.skip size, fill`. */
const skip: Directive = (assembler, text) => {
  const [size, fill] = operandsOf(text, 1, 2);
  const bytes = sizeOf(assembler, size!);
  const value = fill ? assembler.number(fill) : 0n;
  readingAt(fill?.column ?? 0, () => assembler.section.reserve(bytes, Number(BigInt.asUintN(8, value))));
};

/** `.fill repeat, size, value`: of the value's bytes only the low four count. */
function fill(assembler: Assembler, text: string): void {
  const [repeat, size, value] = operandsOf(text, 1, 3);
  const times = sizeOf(assembler, repeat!);
  const bytes = Math.min(size ? sizeOf(assembler, size) : 1, 8);
  const pattern = BigInt.asUintN(32, value ? assembler.number(value) : 0n);
  const { section } = assembler;
  const start = section.reserve(times * bytes);
  for (let i = 0; i < times * bytes; i += bytes) section.write(start + i, bytes, pattern);
}

/** `.inst word, ...`: instructions by their encoding. */
function inst(assembler: Assembler, text: string): void {
  if (assembler.section.size % 4 !== 0) throw new StatementError('.inst at an offset that is no multiple of 4');
  assembler.section.alignTo(4);
  numbers(4)(assembler, text);
}

export const dataDirectives: Readonly<Record<string, Directive>> = {
  '.byte': numbers(1), '.1byte': numbers(1),
  '.hword': numbers(2), '.2byte': numbers(2), '.short': numbers(2),
  '.word': numbers(4), '.long': numbers(4), '.int': numbers(4), '.4byte': numbers(4),
  '.quad': numbers(8), '.xword': numbers(8), '.dword': numbers(8), '.8byte': numbers(8),
  '.ascii': strings([]), '.asciz': strings([0]), '.string': strings([0]),
  '.skip': skip, '.space': skip, '.zero': skip,
  '.fill': fill,
  '.inst': inst,
};
