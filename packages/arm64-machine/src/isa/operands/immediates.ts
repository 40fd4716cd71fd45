import { signed } from '../bits.js';
import { decodeBitmask, encodeBitmask, type Bitmask } from '../bitmask.js';
import type { RelocationType } from '../relocation.js';
import type { Fields, Row } from '../row.js';
import { field, widthOf, type Operand } from './operand.js';

const hex = (value: bigint | number): string => `#0x${value.toString(16)}`;

/** `#imm5`, `#0ximm16`, `#±imm9`, `#imm12*8`: one field. */
export function immediate(notation: string, row: Row): Operand {
  const [, style = '', name = '', factor = '1'] = /^#(0x|±)?(\w+)(?:\*(\d+))?$/.exec(notation)!;
  const place = row.layout.find((place) => place.name === name);
  if (!place) throw new Error(`${row.name}: "${notation}" is no field of "${row.pattern}"`);
  const scale = Number(factor), span = 2 ** place.width;
  const low = style === '±' ? -span / 2 : 0;
  const high = low + span - 1;
  const range = `${low * scale}..${high * scale}`;
  const expected = scale === 1 ? `an immediate ${range}` : `a multiple of ${scale}, ${range}`;
  const low12 = `R_AARCH64_LDST${scale * 8}_ABS_LO12_NC` as RelocationType;
  const value = (f: Fields): number =>
    scale * (style === '±' ? signed(field(f, name), place.width) : field(f, name));
  return {
    parse: (reader) => {
      const start = reader.position;
      if (notation.includes('imm12*')) {
        if (reader.specifier() === 'lo12') {
          return reader.symbol(low12, (address) => {
            if (address % BigInt(scale) !== 0n) return reader.failValue(`an address that is a multiple of ${scale}`);
            reader.fields[name] = Number(address & 0xfffn) / scale;
            return true;
          });
        }
        reader.position = start;
      }
      const given = reader.immediate();
      if (given === undefined) return reader.fail(expected);
      const units = Number(given) / scale;
      if (!Number.isInteger(units) || units < low || units > high) {
        reader.position = start;
        return reader.failValue(expected);
      }
      reader.fields[name] = units & (span - 1);
      return true;
    },
    print: (f) => (style === '0x' ? hex(value(f)) : `#${value(f)}`),
    isDefault: (f) => field(f, name) === 0,
  };
}

/** `#0`: an offset that may be written, but has no field. */
export const zero: Operand = {
  parse: (reader) => {
    const start = reader.position;
    const value = reader.immediate();
    if (value === 0n) return true;
    reader.position = start;
    return value === undefined ? reader.fail('"#0"') : reader.failValue('no offset but 0');
  },
  print: () => '#0',
  isDefault: () => true,
};

/** The fields sh and imm12 of ADD and SUB (immediate), or `:lo12:symbol`. `negated` is for ADD written of a SUB. */
export function addImmediate(negated: boolean): Operand {
  const expected = 'an immediate 0..4095, or a multiple of 4096 up to 4095*4096';
  return {
    parse: (reader) => {
      const start = reader.position;
      if (!negated && reader.specifier() === 'lo12') {
        reader.fields['sh'] = 0;
        return reader.symbol('R_AARCH64_ADD_ABS_LO12_NC', (address) => {
          reader.fields['imm12'] = Number(address & 0xfffn);
          return true;
        });
      }
      reader.position = start;
      const given = reader.immediate();
      if (given === undefined) return reader.fail(expected);
      const value = negated ? -given : given;
      const shifted = value > 4095n && value % 4096n === 0n;
      const imm12 = shifted ? value / 4096n : value;
      if (imm12 < 0n || imm12 > 4095n || (negated && value === 0n)) {
        reader.position = start;
        return reader.failValue(expected);
      }
      Object.assign(reader.fields, { sh: shifted ? 1 : 0, imm12: Number(imm12) });
      const afterImmediate = reader.position;
      if (!reader.accept(',')) return true;
      const amount = reader.accept('lsl') ? reader.immediate() : undefined;
      if (amount === 0n) return true;
      if (amount !== 12n || shifted) {
        reader.position = afterImmediate;
        return reader.fail('"lsl #0" or "lsl #12"');
      }
      reader.fields['sh'] = 1;
      return true;
    },
    print: (f) => hex(field(f, 'imm12')) + (f['sh'] ? ', lsl #12' : ''),
  };
}

/** The fields N, immr and imms of the logical instructions; `inverted` is for BIC written of an AND. */
export function bitmask(inverted: boolean): Operand {
  const expected = 'a logical immediate: a rotated run of ones, repeated every 2, 4, ... 64 bits';
  return {
    parse: (reader) => {
      const start = reader.position;
      const given = reader.immediate();
      if (given === undefined) return reader.fail(expected);
      const width = widthOf(reader.fields);
      const wanted = inverted ? ~given : given;
      const fits = BigInt.asIntN(width, given) === given || BigInt.asUintN(width, given) === given;
      const fields = fits ? encodeBitmask(BigInt.asUintN(width, wanted), width) : undefined;
      if (!fields) {
        reader.position = start;
        return reader.failValue(expected);
      }
      Object.assign(reader.fields, fields);
      return true;
    },
    print: (f) => hex(bitmaskOf(f)),
  };
}

/** The logical immediate of a valid instruction. */
function bitmaskOf(f: Fields): bigint {
  return decodeBitmask(f as unknown as Bitmask, widthOf(f)) ?? 0n;
}

const relocations: Readonly<Record<string, RelocationType>> = Object.fromEntries(
  ['g0', 'g1', 'g2', 'g3'].flatMap((group) => {
    const type = (prefix: string, suffix = ''): string => `R_AARCH64_MOVW_${prefix}_${group.toUpperCase()}${suffix}`;
    const all = [[`abs_${group}`, type('UABS')]];
    if (group !== 'g3') all.push([`abs_${group}_nc`, type('UABS', '_NC')], [`abs_${group}_s`, type('SABS')]);
    return all;
  }),
);

/** The fields hw and imm16 of MOVZ, MOVN and MOVK: `#imm{, lsl #16}`, or `#:abs_g1:symbol`. */
export const moveWide: Operand = {
  parse: (reader) => {
    const start = reader.position;
    const specifier = reader.specifier();
    if (specifier !== undefined) {
      const type = relocations[specifier];
      if (!type) {
        reader.position = start;
        return reader.failValue(`one of ${Object.keys(relocations).map((name) => `:${name}:`).join(' ')}`);
      }
      const hw = Number(specifier[5]);
      reader.fields['hw'] = hw;
      return reader.symbol(type, (value) => {
        reader.fields['imm16'] = Number((value >> BigInt(16 * hw)) & 0xffffn);
        return true;
      });
    }
    const value = reader.immediate();
    if (value === undefined || value < 0n || value > 0xffffn) {
      reader.position = start;
      return reader.fail('an immediate 0..65535', value !== undefined);
    }
    Object.assign(reader.fields, { imm16: Number(value), hw: 0 });
    const afterImmediate = reader.position;
    if (!reader.accept(',')) return true;
    const shift = reader.accept('lsl') ? reader.immediate() : undefined;
    if (shift === undefined || shift % 16n !== 0n || shift < 0n || shift >= widthOf(reader.fields)) {
      reader.position = afterImmediate;
      return reader.failValue(`"lsl" by a multiple of 16 below ${widthOf(reader.fields)}`);
    }
    reader.fields['hw'] = Number(shift) / 16;
    return true;
  },
  print: (f) => hex(field(f, 'imm16')) + (f['hw'] ? `, lsl #${16 * f['hw']}` : ''),
};

/** MOV (wide immediate) and MOV (inverted wide immediate): any value that one MOVZ, or one MOVN, makes. */
export function moved(inverted: boolean): Operand {
  const expected = 'an immediate that one movz or movn can make';
  const valueOf = (f: Fields): bigint => {
    const value = BigInt(field(f, 'imm16')) << BigInt(16 * field(f, 'hw'));
    return BigInt.asUintN(widthOf(f), inverted ? ~value : value);
  };
  return {
    parse: (reader) => {
      const start = reader.position;
      const given = reader.immediate();
      if (given === undefined) return reader.fail(expected);
      const width = widthOf(reader.fields);
      const value = BigInt.asUintN(width, inverted ? ~given : given);
      const fits = BigInt.asIntN(width, given) === given || BigInt.asUintN(width, given) === given;
      for (let hw = 0; fits && hw < width / 16; hw++) {
        const imm16 = value >> BigInt(16 * hw);
        if (imm16 > 0xffffn || imm16 << BigInt(16 * hw) !== value) continue;
        Object.assign(reader.fields, { hw, imm16: Number(imm16) });
        return true;
      }
      reader.position = start;
      return reader.failValue(expected);
    },
    print: (f) => hex(valueOf(f)),
    // 0 is MOVZ's without a shift, and what MOVZ can make is not written of a MOVN.
    matches: (f) =>
      !(f['imm16'] === 0 && f['hw'] !== 0) && !(inverted && f['sf'] === 0 && f['imm16'] === 0xffff),
  };
}

/** `<authenticatedOffset>`: S:imm9 of LDRAA and LDRAB, signed, times 8. */
export const authenticatedOffset: Operand = {
  parse: (reader) => {
    const start = reader.position;
    const value = reader.immediate();
    if (value === undefined || value % 8n !== 0n || value < -4096n || value > 4088n) {
      reader.position = start;
      return reader.fail('a multiple of 8, -4096..4088', value !== undefined);
    }
    const units = Number(value / 8n);
    Object.assign(reader.fields, { S: units < 0 ? 1 : 0, imm9: units & 511 });
    return true;
  },
  print: (f) => `#${authenticatedOffsetOf(f)}`,
  isDefault: (f) => authenticatedOffsetOf(f) === 0,
};

/** The offset of LDRAA and LDRAB in bytes. */
export function authenticatedOffsetOf(f: Fields): number {
  return signed(field(f, 'S') * 512 + field(f, 'imm9'), 10) * 8;
}
