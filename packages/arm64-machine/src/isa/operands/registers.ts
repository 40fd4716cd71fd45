import type { OperandReader } from '../operand-reader.js';
import { field, type Operand } from './operand.js';

/** Names that GNU as takes beside the architecture's. */
const synonyms: Readonly<Record<string, string>> = { lr: 'x30', fp: 'x29', ip0: 'x16', ip1: 'x17' };

interface General {
  readonly sf: number;
  readonly reg: number;
  readonly sp: boolean;
}

export function generalName(reg: number, sf: number, sp = false): string {
  const letter = sf ? 'x' : 'w';
  if (reg !== 31) return `${letter}${reg}`;
  return sp ? (sf ? 'sp' : 'wsp') : `${letter}zr`;
}

/** By name: X0..X30, W0..W30, the zero registers and the stack pointers. */
const generals: ReadonlyMap<string, General> = new Map(
  [0, 1].flatMap((sf) =>
    Array.from({ length: 32 }, (_, reg) => reg).flatMap((reg) =>
      (reg === 31 ? [false, true] : [false]).map((sp): [string, General] => [generalName(reg, sf, sp), { sf, reg, sp }]))),
);

function expected(sf: number | undefined, sp: boolean): string {
  const [x, w] = sp ? ['x0..x30 or sp', 'w0..w30 or wsp'] : ['x0..x30 or xzr', 'w0..w30 or wzr'];
  return sf === undefined ? `a register ${x}, or ${w}` : `a register ${sf ? x : w}`;
}

/** Reads a general register of width `sf`, or of either where that is undefined. */
export function parseGeneral(reader: OperandReader, sf: number | undefined, sp: boolean): General | undefined {
  const word = reader.peekWord();
  const found = generals.get(synonyms[word] ?? word);
  if (!found || (sf !== undefined && found.sf !== sf) || (found.reg === 31 && found.sp !== sp)) {
    // A register, if not this one: the form may well be meant.
    reader.fail(expected(sf, sp), found !== undefined);
    return undefined;
  }
  reader.skipWord();
  return found;
}

/** `Xn`, `Wn`, or `Rn`, whose width is the field `sf`. `Rn=m` stands for two fields with the same register. */
export function general(kind: 'R' | 'W' | 'X', name: string, also: string | undefined, sp: boolean): Operand {
  const fixed = kind === 'R' ? undefined : kind === 'X' ? 1 : 0;
  return {
    parse: (reader) => {
      const found = parseGeneral(reader, fixed ?? reader.fields['sf'], sp);
      if (!found) return false;
      if (kind === 'R') reader.fields['sf'] = found.sf;
      reader.fields[name] = found.reg;
      if (also !== undefined) reader.fields[also] = found.reg;
      return true;
    },
    print: (f) => generalName(field(f, name), fixed ?? field(f, 'sf'), sp),
    ...(also !== undefined && { matches: (f) => f[name] === f[also] }),
  };
}

/** `<pair Xs>`: an even register and the next, as CASP has them. */
export function pair(register: string): Operand {
  const [sf, name] = [register.startsWith('X') ? 1 : 0, `R${register.slice(1)}`];
  return {
    parse: (reader) => {
      const first = parseGeneral(reader, sf, false);
      if (!first) return false;
      if (!reader.accept(',')) return reader.fail('","');
      const next = generalName(first.reg + 1, sf);
      if (first.reg % 2 !== 0 || !reader.accept(next)) return reader.failValue(`${next}, after an even register`);
      reader.fields[name] = first.reg;
      return true;
    },
    print: (f) => `${generalName(field(f, name), sf)}, ${generalName(field(f, name) + 1, sf)}`,
  };
}
