import type { Field } from '@tracelab/arm64-machine';

/** A number, an expression over symbols, a nested initialiser for bytes without members, elements of an array by index. */
type Value = number | bigint | string | Readonly<Record<number, number | bigint | string>>;

const DIRECTIVE: Readonly<Record<number, string>> = { 1: '.byte', 2: '.hword', 4: '.word', 8: '.quad' };

/** A static object of a layout, as C's designated initialiser: what is not named is zero. */
export function initialiser<S extends { readonly structSize: number }>(layout: S, values: { readonly [K in Members<S>]?: Value }): string {
  const pieces = Object.entries(values as Record<string, Value>)
    .flatMap(([name, value]) => piecesOf((layout as unknown as Record<string, Field>)[name]!, value))
    .sort((a, b) => a.offset - b.offset);
  const lines: string[] = [];
  let end = 0;
  for (const { offset, size, text } of pieces) {
    if (offset > end) lines.push(`.zero ${offset - end}`);
    lines.push(text);
    end = offset + size;
  }
  if (layout.structSize > end) lines.push(`.zero ${layout.structSize - end}`);
  return lines.join('\n');
}

type Members<S> = Exclude<keyof S, 'structName' | 'structSize'>;

interface Piece {
  readonly offset: number;
  readonly size: number;
  readonly text: string;
}

function piecesOf(field: Field, value: Value): Piece[] {
  const { type } = field;
  if (type.kind === 'opaque') return [{ offset: field.offset, size: type.size, text: String(value) }];
  const scalar = (offset: number, size: number, one: number | bigint | string): Piece =>
    ({ offset, size, text: `${DIRECTIVE[size]!} ${one}` });
  if (type.kind === 'scalar') return [scalar(field.offset, type.size, value as number)];
  return Object.entries(value as Record<number, number>).map(([i, one]) => scalar(field.at(Number(i)), type.of.size, one));
}
