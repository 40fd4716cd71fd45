import type { OperandReader } from '../operand-reader.js';
import type { Fields } from '../row.js';
import { field, widthOf, type Operand } from './operand.js';
import { generalName, parseGeneral } from './registers.js';

const shifts = ['lsl', 'lsr', 'asr', 'ror'];
const extends_ = ['uxtb', 'uxth', 'uxtw', 'uxtx', 'sxtb', 'sxth', 'sxtw', 'sxtx'];

/** Reads an amount `low..high` of bits. */
function amount(reader: OperandReader, low: number, high: number): number | undefined {
  const start = reader.position;
  const value = reader.immediate();
  if (value !== undefined && value >= low && value <= high) return Number(value);
  reader.position = start;
  reader.fail(`an amount ${low}..${high}`, value !== undefined);
  return undefined;
}

/** `lsl #3`: the fields shift and imm6 of a shifted register. */
export function shift(withRor: boolean): Operand {
  const allowed = withRor ? shifts : shifts.slice(0, 3);
  return {
    parse: (reader) => {
      const kind = allowed.indexOf(reader.peekWord());
      if (kind < 0) return reader.fail(`a shift ${allowed.join(', ')}`);
      reader.skipWord();
      const by = amount(reader, 0, widthOf(reader.fields) - 1);
      if (by === undefined) return false;
      Object.assign(reader.fields, { shift: kind, imm6: by });
      return true;
    },
    print: (f) => `${shifts[field(f, 'shift')]} #${field(f, 'imm6')}`,
    isDefault: (f) => f['shift'] === 0 && f['imm6'] === 0,
  };
}

/**
 * `<extended>`: Rm, an extension and a left shift, the fields Rm, option and imm3. Where `base` fields name SP, UXTX (UXTW of
 * W registers) is written LSL, and not at all when it shifts by 0.
 */
export function extended(...bases: string[]): Operand {
  const plain = (f: Fields): number => (widthOf(f) === 64 ? 3 : 2);
  const width = (option: number): number => ((option & 3) === 3 ? 1 : 0);
  return {
    parse: (reader) => {
      const f = reader.fields;
      const start = reader.position;
      const rm = parseGeneral(reader, f['sf'] === 0 ? 0 : undefined, false);
      if (!rm) return false;
      const unextended = Math.min(plain(f), 2 + rm.sf);
      Object.assign(f, { Rm: rm.reg, option: unextended, imm3: 0 });
      const hasSp = bases.some((base) => f[base] === 31);
      const beforeComma = reader.position;
      if (reader.accept(',')) {
        const word = reader.peekWord();
        const option = word === 'lsl' && hasSp ? unextended : extends_.indexOf(word);
        if (option < 0) {
          reader.position = beforeComma;
          return reader.fail(`an extension ${extends_.join(', ')}`);
        }
        reader.skipWord();
        f['option'] = option;
        if (!reader.atEnd() || word === 'lsl') {
          const by = amount(reader, 0, 4);
          if (by === undefined) return false;
          f['imm3'] = by;
        }
      } else if (!hasSp) {
        return reader.fail(`", " and an extension ${extends_.join(', ')}`);
      }
      // x registers are extended by uxtx and sxtx alone; GNU as takes them for the narrower ones as well.
      if (rm.sf < width(f['option']!) && widthOf(f) === 64) {
        reader.position = start;
        return reader.failValue('an x register');
      }
      return true;
    },
    print: (f) => {
      const [option, by] = [field(f, 'option'), field(f, 'imm3')];
      const rm = generalName(field(f, 'Rm'), widthOf(f) === 64 ? width(option) : 0);
      const asLsl = option === plain(f) && bases.some((base) => f[base] === 31);
      if (asLsl) return by === 0 ? rm : `${rm}, lsl #${by}`;
      return `${rm}, ${extends_[option]}${by === 0 ? '' : ` #${by}`}`;
    },
  };
}

/** `<index*8>`: Rm, option and S of a register offset, whose amount is 0 or log2 of the size that is loaded. */
export function index(size: number): Operand {
  const log2 = Math.log2(size);
  const options: Readonly<Record<string, number>> = { uxtw: 2, lsl: 3, sxtw: 6, sxtx: 7 };
  return {
    parse: (reader) => {
      const f = reader.fields;
      const start = reader.position;
      const rm = parseGeneral(reader, undefined, false);
      if (!rm) return false;
      Object.assign(f, { Rm: rm.reg, option: 3, S: 0 });
      if (reader.accept(',')) {
        const word = reader.peekWord();
        const option = options[word];
        if (option === undefined) return reader.fail(`an extension ${Object.keys(options).join(', ')}`);
        reader.skipWord();
        f['option'] = option;
        const hasAmount = reader.peekWord() !== '' || /^\s*#/.test(reader.text.slice(reader.position));
        if (word === 'lsl' && !hasAmount) return reader.fail(`an amount of 0 or ${log2}`);
        if (hasAmount) {
          const beforeAmount = reader.position;
          const by = amount(reader, 0, log2);
          if (by === undefined) return false;
          if (by !== 0 && by !== log2) {
            reader.position = beforeAmount;
            return reader.failValue(`an amount of 0 or ${log2}`);
          }
          // A byte is shifted by #0 either way; S says whether that is written.
          f['S'] = by === log2 ? 1 : 0;
        }
      }
      if (rm.sf !== (f['option']! & 1)) {
        reader.position = start;
        return reader.failValue(rm.sf ? 'lsl or sxtx for an x register' : 'uxtw or sxtw for a w register');
      }
      return true;
    },
    print: (f) => {
      const [option, S] = [field(f, 'option'), field(f, 'S')];
      const rm = generalName(field(f, 'Rm'), option & 1);
      if (option === 3) return S ? `${rm}, lsl #${log2}` : rm;
      return `${rm}, ${extends_[option]}${S ? ` #${log2}` : ''}`;
    },
  };
}
