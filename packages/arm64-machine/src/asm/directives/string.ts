import { StatementError } from '../assembly-error.js';
import type { Operand } from '../statement.js';

const escapes: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, b: 8, f: 12, '"': 34, '\\': 92 };

const utf8 = new TextEncoder();

/** The bytes of `"text"`, or of several strings in a row: UTF-8, with C's escapes, octal and hexadecimal ones too. */
export function stringBytes({ text, column }: Operand): number[] {
  if (!/^(?:"(?:[^"\\]|\\.)*"\s*)+$/s.test(text))
    throw new StatementError(`expected a string in double quotes instead of ${text}`, column);
  const inner = [...text.matchAll(/"((?:[^"\\]|\\.)*)"/gs)].map((string) => string[1]!).join('');
  const bytes: number[] = [];
  for (const [written, octal, hex, escape] of inner.matchAll(/\\(?:([0-7]{1,3})|[xX]([\da-fA-F]+)|(.))|[^\\]+/gs)) {
    if (octal !== undefined) bytes.push(parseInt(octal, 8) & 0xff);
    else if (hex !== undefined) bytes.push(Number(BigInt(`0x${hex}`) & 0xffn));
    else if (escape === undefined) bytes.push(...utf8.encode(written));
    else if (escape in escapes) bytes.push(escapes[escape]!);
    else
      throw new StatementError(
        `unknown escape "\\${escape}" in a string: one of \\${Object.keys(escapes).join(' \\')}`,
        column,
      );
  }
  return bytes;
}
