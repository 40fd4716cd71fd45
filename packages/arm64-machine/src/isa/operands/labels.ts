import { signed } from '../bits.js';
import type { OperandReader } from '../operand-reader.js';
import type { RelocationType } from '../relocation.js';
import type { Fields, Row } from '../row.js';
import { field, type Operand, type PrintContext } from './operand.js';
import { generalName, parseGeneral } from './registers.js';

function printAddress(address: bigint, { symbolize }: PrintContext): string {
  const wrapped = BigInt.asUintN(64, address);
  const symbol = symbolize(wrapped);
  return `0x${wrapped.toString(16)}${symbol === undefined ? '' : ` <${symbol}>`}`;
}

/** Reads an address as a count of `unit`s from `pc`, into `width` bits that `set` takes. */
function parseAddress(
  reader: OperandReader, type: RelocationType, width: number, unit: bigint, set: (count: number) => void,
): boolean {
  return reader.symbol(type, (address) => {
    const page = unit === 4096n ? ~0xfffn : -1n;
    const distance = BigInt.asIntN(64, (address & page) - (reader.context.pc & page));
    const reach = unit << BigInt(width - 1);
    if (distance % unit !== 0n || distance < -reach || distance >= reach) {
      return reader.failValue(`a label ${unit === 4n ? 'at a multiple of 4 bytes ' : ''}within ±${reach} bytes`);
    }
    set(Number(distance / unit));
    return true;
  });
}

/** `<label imm19 R_AARCH64_CONDBR19>`: an address that a field gives in words from the instruction. */
export function label(name: string, type: string, row: Row): Operand {
  const width = row.layout.find((place) => place.name === name)?.width ?? 0;
  return {
    parse: (reader) =>
      parseAddress(reader, type as RelocationType, width, 4n, (words) => {
        reader.fields[name] = words & (2 ** width - 1);
      }),
    print: (f, context) => printAddress(context.pc + BigInt(signed(field(f, name), width)) * 4n, context),
  };
}

/** The fields immhi and immlo: bytes from the instruction for ADR, pages from its page for ADRP. */
export function address(paged: boolean): Operand {
  const unit = paged ? 4096n : 1n;
  const types = paged
    ? { '': 'R_AARCH64_ADR_PREL_PG_HI21', pg_hi21: 'R_AARCH64_ADR_PREL_PG_HI21', pg_hi21_nc: 'R_AARCH64_ADR_PREL_PG_HI21_NC' }
    : { '': 'R_AARCH64_ADR_PREL_LO21' };
  return {
    parse: (reader) => {
      const start = reader.position;
      const type = (types as Record<string, RelocationType>)[reader.specifier() ?? ''];
      if (!type) {
        reader.position = start;
        return reader.fail('a label');
      }
      return parseAddress(reader, type, 21, unit, (count) => {
        Object.assign(reader.fields, { immhi: (count >> 2) & 0x7ffff, immlo: count & 3 });
      });
    },
    print: (f, context) => printAddress(addressOf(f, context.pc, paged), context),
  };
}

/** The address that ADR or ADRP makes at `pc`. */
export function addressOf(f: Fields, pc: bigint, paged: boolean): bigint {
  const distance = BigInt(adrImmediate(f));
  return paged ? (pc & ~0xfffn) + distance * 4096n : pc + distance;
}

/** immhi:immlo, signed. */
export function adrImmediate(f: Fields): number {
  return signed(field(f, 'immhi') * 4 + field(f, 'immlo'), 21);
}

/** `<bit Rt>`: the register of TBZ and TBNZ and a bit of it, the fields b5 and b40; b5 makes it an X register. */
export function testedBit(name: string): Operand {
  return {
    parse: (reader) => {
      const register = parseGeneral(reader, undefined, false);
      if (!register) return false;
      if (!reader.accept(',')) return reader.fail('","');
      const start = reader.position;
      const bit = reader.immediate();
      const high = register.sf ? 63 : 31;
      if (bit === undefined || bit < 0n || bit > high) {
        reader.position = start;
        return reader.fail(`a bit 0..${high}`, bit !== undefined);
      }
      Object.assign(reader.fields, { [name]: register.reg, b5: Number(bit) >> 5, b40: Number(bit) & 31 });
      return true;
    },
    print: (f) => `${generalName(field(f, name), field(f, 'b5'))}, #${field(f, 'b5') * 32 + field(f, 'b40')}`,
  };
}
