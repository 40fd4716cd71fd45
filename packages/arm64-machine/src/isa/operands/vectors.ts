import type { Fields } from '../row.js';
import { field, type Operand } from './operand.js';

/** `Bt`, `Ht`, `St`, `Dt`, `Qt`: a SIMD&FP register as a scalar. */
export function scalar(letter: string, name: string): Operand {
  const prefix = letter.toLowerCase();
  return {
    parse: (reader) => {
      const match = /^([bhsdq])(\d|[12]\d|3[01])$/.exec(reader.peekWord());
      if (match?.[1] !== prefix) return reader.fail(`a register ${prefix}0..${prefix}31`);
      reader.skipWord();
      reader.fields[name] = Number(match[2]);
      return true;
    },
    print: (f) => `${prefix}${field(f, name)}`,
  };
}

/**
 * `Vd.16b`, `Vd.d[1]`, `Vd.s[i]`: a SIMD&FP register as a vector of the arrangement after the dot, or the element of it that a
 * number or a field says. `Vn=m.16b` stands for two fields with the same register.
 */
export function vector(name: string, also: string | undefined, arrangement: string): Operand {
  const [, lanes = '', index] = /^(\w+)(?:\[(\w+)\])?$/.exec(arrangement) ?? [];
  const elementOf = (f: Fields): string =>
    index === undefined ? '' : `[${/^\d/.test(index) ? index : field(f, index)}]`;
  return {
    parse: (reader) => {
      const match = /^v(\d|[12]\d|3[01])\.(\w+)$/.exec(reader.peekWord());
      if (match?.[2] !== lanes) return reader.fail(`a vector v0..v31 with .${lanes}${index ? '[index]' : ''}`);
      reader.skipWord();
      reader.fields[name] = Number(match[1]);
      if (also !== undefined) reader.fields[also] = Number(match[1]);
      return index === undefined || readIndex();

      function readIndex(): boolean {
        const last = /^\d/.test(index!) ? Number(index) : { b: 15, h: 7, s: 3, d: 1 }[lanes]!;
        const first = /^\d/.test(index!) ? last : 0;
        if (!reader.accept('[')) return reader.fail('"["');
        const start = reader.position;
        const value = reader.immediate();
        if (value === undefined || value < first || value > last) {
          reader.position = start;
          return reader.failValue(first === last ? `element ${last}` : `an element ${first}..${last}`);
        }
        if (!/^\d/.test(index!)) reader.fields[index!] = Number(value);
        return reader.accept(']') || reader.fail('"]"');
      }
    },
    print: (f) => `v${field(f, name)}.${lanes}${elementOf(f)}`,
    ...(also !== undefined && { matches: (f) => f[name] === f[also] }),
  };
}

/** The eight bits of a SIMD immediate, which lie apart: the fields abc and defgh. */
export function imm8Of(f: Fields): number {
  return field(f, 'abc') * 32 + field(f, 'defgh');
}

const split = (imm8: number): Record<string, number> => ({ abc: imm8 >> 5, defgh: imm8 & 31 });

/** `<imm8>`: the fields abc and defgh as one number. */
export const imm8: Operand = {
  parse: (reader) => {
    const start = reader.position;
    const value = reader.immediate();
    if (value === undefined || value < 0n || value > 255n) {
      reader.position = start;
      return reader.fail('an immediate 0..255', value !== undefined);
    }
    Object.assign(reader.fields, split(Number(value)));
    return true;
  },
  print: (f) => `#0x${imm8Of(f).toString(16)}`,
};

/** Each bit of imm8 as eight of the same. */
export function expandBytes(imm8: number): bigint {
  let value = 0n;
  for (let bit = 0; bit < 8; bit++) if ((imm8 >> bit) & 1) value |= 0xffn << BigInt(8 * bit);
  return value;
}

/** `<byteMask>`: 64 bits of which every byte is 0 or 255. */
export const byteMask: Operand = {
  parse: (reader) => {
    const start = reader.position;
    const given = reader.immediate();
    if (given === undefined) return reader.fail('an immediate');
    for (let bits = 0; bits < 256; bits++) {
      if (expandBytes(bits) !== BigInt.asUintN(64, given)) continue;
      Object.assign(reader.fields, split(bits));
      return true;
    }
    reader.position = start;
    return reader.failValue('an immediate whose bytes are 0x00 or 0xff');
  },
  print: (f) => `#0x${expandBytes(imm8Of(f)).toString(16)}`,
};

/** `<lsl amount>`, `<msl amount>`: a left shift by bytes; MSL, which shifts ones in, by one or two. */
export function byteShift(kind: string, name: string, largest: number): Operand {
  const smallest = kind === 'msl' ? 8 : 0;
  return {
    parse: (reader) => {
      if (!reader.accept(kind)) return reader.fail(kind);
      const start = reader.position;
      const value = reader.immediate();
      if (value === undefined || value % 8n !== 0n || value < smallest || value > largest) {
        reader.position = start;
        return reader.fail(`a multiple of 8, ${smallest}..${largest}`, value !== undefined);
      }
      reader.fields[name] = (Number(value) - smallest) / 8;
      return true;
    },
    print: (f) => `${kind} #${field(f, name) * 8 + smallest}`,
    ...(kind === 'lsl' && { isDefault: (f) => field(f, name) === 0 }),
  };
}

/** The number that an 8-bit floating-point immediate stands for (Arm ARM, VFPExpandImm). */
export function expandFloat(imm8: number): number {
  const exponent = (imm8 & 0x40 ? -3 : 1) + ((imm8 >> 4) & 3);
  return (imm8 & 0x80 ? -1 : 1) * (1 + (imm8 & 15) / 16) * 2 ** exponent;
}

/** `<float>`, `<float split>`: a floating-point number in the field imm8, or in abc and defgh. */
export function float(isSplit: boolean): Operand {
  const expected = 'a floating-point number ±n/16 * 2^r with n 16..31, r -3..4';
  return {
    parse: (reader) => {
      reader.accept('#');
      const match = /^\s*[-+]?\d+(?:\.\d*)?(?:e[-+]?\d+)?/i.exec(reader.text.slice(reader.position));
      if (!match) return reader.fail(expected);
      for (let bits = 0; bits < 256; bits++) {
        if (expandFloat(bits) !== Number(match[0])) continue;
        reader.position += match[0].length;
        Object.assign(reader.fields, isSplit ? split(bits) : { imm8: bits });
        return true;
      }
      return reader.failValue(expected);
    },
    print: (f) => {
      const [digits, exponent = ''] = expandFloat(isSplit ? imm8Of(f) : field(f, 'imm8')).toExponential(18).split('e');
      return `#${digits}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
    },
  };
}
