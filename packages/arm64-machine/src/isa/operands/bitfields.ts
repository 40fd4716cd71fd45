import type { OperandReader } from '../operand-reader.js';
import type { Fields } from '../row.js';
import { field, widthOf, type Operand } from './operand.js';

/** An amount that the fields immr and imms hold between them, in the manner of one alias of a bitfield move. */
interface View {
  readonly low?: number;
  readonly high: (f: Fields, width: number) => number;
  readonly get: (f: Fields, width: number) => number;
  readonly set: (value: number, width: number, f: Fields) => Record<string, number>;
  readonly matches?: (f: Fields, width: number) => boolean;
}

const immr = (f: Fields): number => field(f, 'immr');
const imms = (f: Fields): number => field(f, 'imms');

const views = {
  /** LSL: shift. */
  lsl: {
    high: (_, w) => w - 1,
    get: (f, w) => w - 1 - imms(f),
    set: (by, w) => ({ immr: (w - by) % w, imms: w - 1 - by }),
    matches: (f, w) => imms(f) !== w - 1 && imms(f) + 1 === immr(f),
  },
  /** LSR and ASR: shift. */
  shiftRight: {
    high: (_, w) => w - 1,
    get: immr,
    set: (by, w) => ({ immr: by, imms: w - 1 }),
    matches: (f, w) => imms(f) === w - 1,
  },
  /** BFI, UBFIZ, SBFIZ: lsb and width. */
  insertLsb: {
    high: (_, w) => w - 1,
    get: (f, w) => (w - immr(f)) % w,
    set: (lsb, w) => ({ immr: (w - lsb) % w }),
    matches: (f) => imms(f) < immr(f),
  },
  insertWidth: {
    low: 1,
    high: (f, w) => w - ((w - immr(f)) % w),
    get: (f) => imms(f) + 1,
    set: (width) => ({ imms: width - 1 }),
  },
  /** BFXIL, UBFX, SBFX: lsb and width. */
  extractLsb: {
    high: (_, w) => w - 1,
    get: immr,
    set: (lsb) => ({ immr: lsb }),
    matches: (f) => imms(f) >= immr(f),
  },
  extractWidth: {
    low: 1,
    high: (f, w) => w - immr(f),
    get: (f) => imms(f) - immr(f) + 1,
    set: (width, _, f) => ({ imms: immr(f) + width - 1 }),
  },
} satisfies Record<string, View>;

export function bitfield(name: string): Operand {
  if (!(name in views)) throw new Error(`no bitfield operand "${name}"`);
  const view: View = views[name as keyof typeof views];
  return {
    parse: (reader: OperandReader) => {
      const start = reader.position;
      const width = widthOf(reader.fields);
      const [low, high] = [view.low ?? 0, view.high(reader.fields, width)];
      const value = reader.immediate();
      if (value === undefined || value < low || value > high) {
        reader.position = start;
        return reader.fail(`an immediate ${low}..${high}`, value !== undefined);
      }
      Object.assign(reader.fields, view.set(Number(value), width, reader.fields));
      return true;
    },
    print: (f) => `#${view.get(f, widthOf(f))}`,
    ...(view.matches && { matches: (f: Fields) => view.matches!(f, widthOf(f)) }),
  };
}
