import { StatementError } from '../assembly-error.js';
import { operandsOf, sizeOf, type Directive } from './directive.js';

/** `.align n, fill, most`: to a multiple of `bytesOf(n)` bytes, unless that skips more than `most`. */
const align =
  (bytesOf: (n: number) => number, largest: number): Directive =>
  (assembler, text) => {
    const [amount, fill, most] = operandsOf(text, 0, 3);
    const bytes = amount ? bytesOf(sizeOf(assembler, amount, largest)) : 1;
    if (!Number.isInteger(Math.log2(bytes))) throw new StatementError(`${bytes} is no power of two`, amount?.column);
    assembler.section.alignTo(
      bytes,
      fill && fill.text !== '' ? assembler.number(fill) : undefined,
      most ? sizeOf(assembler, most) : undefined,
    );
  };
const alignToPower = align((n) => 2 ** n, 16);

/** `.org place, fill`: on to a place in the section, never back. */
const org: Directive = (assembler, text) => {
  const [target, fill] = operandsOf(text, 1, 2);
  const { section } = assembler;
  const value = assembler.scope.evaluateText(target!.text, assembler.site());
  const base = value.plus && !value.minus && value.plus.location?.section === section ? value.plus.location.offset : 0;
  if (value.minus || (value.plus && value.plus.location?.section !== section)) {
    throw new StatementError(`"${target!.text}" is no place in section "${section.name}"`, target!.column);
  }
  const distance = base + Number(value.constant) - section.size;
  if (distance < 0) throw new StatementError(`.org ${-distance} bytes back`, target!.column);
  section.reserve(distance, fill ? Number(BigInt.asUintN(8, assembler.number(fill))) : 0);
};

export const layoutDirectives: Readonly<Record<string, Directive>> = {
  '.align': alignToPower,
  '.p2align': alignToPower,
  '.balign': align((n) => Math.max(n, 1), 2 ** 16),
  '.org': org,
  '.ltorg': (assembler) => assembler.placeLiterals(assembler.section),
  '.pool': (assembler) => assembler.placeLiterals(assembler.section),
};
