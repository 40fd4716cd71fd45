import type { SemanticsBuilder } from '../ir/builder.js';
import type { TimingClass } from './timing-class.js';

/** Field values of one instruction word, as unsigned numbers of the field's bits. */
export type Fields = Readonly<Record<string, number>>;

/** Architecture extension that a core must have for a row to be decoded; absent means ARMv8.0. */
export type Feature = 'crc32' | 'lse' | 'pauth' | 'bti' | 'simd';

/** Fixed bits that a pattern is put together from. */
export type Bits = `0${string}` | `1${string}`;

type Tokens<P extends string> = P extends `${infer Head} ${infer Tail}` ? Head | Tokens<Tail> : P;
type FieldName<T extends string> = string extends T
  ? never
  : T extends `${'0' | '1' | '('}${string}`
    ? never
    : T extends `${infer Name}:${string}`
      ? Name
      : T;
/** The fields that a pattern names, so that a typo in a row does not compile. */
export type FieldsOf<P extends string> = Readonly<Record<FieldName<Tokens<P>>, number>>;

/** Another way to write a row's instruction: accepted by the encoder, preferred by the printer. */
export interface Alias<F = Fields> {
  readonly mnemonic: string;
  readonly syntax: string;
  /** Field values that the alias stands for; operands give the others. */
  readonly where?: Partial<F>;
  /** What else the fields must be like, apart from `where` and from what the operands can express. */
  readonly when?: (f: F) => boolean;
  /** The printer takes the first alias that stands for the fields, unless the encoder alone is to know it. */
  readonly printed?: false;
}

export interface RowBody<F = Fields> {
  /** Operands in GNU syntax, see `operands.ts` for the notation. */
  readonly syntax: string;
  readonly does: (m: SemanticsBuilder, f: F) => void;
  readonly class: TimingClass | ((f: F) => TimingClass);
  readonly feature?: Feature;
  /** Some words are another row's for a core without the feature: what was a hint does something now. */
  readonly overlays?: true;
  /** Refuses field values that the manual leaves unallocated; such words are undefined. */
  readonly valid?: (f: F) => boolean;
  readonly aliases?: readonly Alias<F>[];
}

/** Where a field lies in the word. */
export interface FieldPlace {
  readonly name: string;
  readonly shift: number;
  readonly width: number;
}

/** One instruction encoding. `mask` selects the fixed bits of the pattern, `value` is what they must be. */
export interface Row extends RowBody {
  readonly mnemonic: string;
  /** Unique in the table, e.g. `add_imm`. */
  readonly name: string;
  readonly pattern: string;
  readonly mask: number;
  readonly value: number;
  /** From the highest bit down. A name that comes twice has the same value in both places, or the word is another's. */
  readonly layout: readonly FieldPlace[];
}

/** A decoded word. */
export interface Instruction {
  readonly word: number;
  readonly row: Row;
  readonly fields: Fields;
}

/** An alias that only some rows of a family have a name for. */
export function aliasNamed(mnemonic: string | undefined, alias: Omit<Alias, 'mnemonic'>): readonly Alias[] {
  return mnemonic === undefined ? [] : [{ mnemonic, ...alias }];
}

/** Widths of the fields that patterns name without one; `R..` are 5 bits and `imm12` and the like say it themselves. */
const widths: Readonly<Record<string, number>> = {
  sf: 1, sh: 1, N: 1, S: 1, Q: 1, hw: 2, shift: 2, size: 2, option: 3, cond: 4, nzcv: 4,
  immr: 6, imms: 6, immlo: 2, immhi: 19, b5: 1, b40: 5,
  o0: 1, op1: 3, CRn: 4, CRm: 4, op2: 3,
};

function widthOf(token: string): number {
  const [name = '', width] = token.split(':');
  return Number(width ?? widths[name] ?? (/^R\w/.test(name) ? 5 : /^imm(\d+)$/.exec(name)?.[1]));
}

/**
 * One instruction encoding. The pattern is read from bit 31 down: tokens are fixed bits (`0`, `100010`), bits that should have
 * a value but are not looked at (`(11111)`, as in the manual), or fields (`Rd`, `name:width`).
 */
export function row<const P extends string>(
  mnemonic: string,
  pattern: P,
  { name = mnemonic, ...body }: RowBody<FieldsOf<P>> & { readonly name?: string },
): Row {
  const layout: FieldPlace[] = [];
  let mask = 0, value = 0, bit = 32;
  for (const token of pattern.split(' ')) {
    const bits = /^\(?([01]+)\)?$/.exec(token)?.[1];
    const width = bits?.length ?? widthOf(token);
    bit -= width;
    if (bits !== undefined) {
      if (bits === token) mask += (2 ** width - 1) * 2 ** bit;
      value += parseInt(bits, 2) * 2 ** bit;
    } else {
      layout.push({ name: token.split(':')[0]!, shift: bit, width });
    }
  }
  if (bit !== 0) throw new Error(`${name}: pattern "${pattern}" has ${32 - bit} bits instead of 32`);
  return { ...(body as RowBody), mnemonic, name, pattern, mask, value, layout };
}
