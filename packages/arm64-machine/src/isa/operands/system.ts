import { systemRegister, systemRegisterByName, systemRegisterName } from '../system-registers.js';
import type { Fields } from '../row.js';
import { field, type Operand } from './operand.js';

/** The encoding op0:op1:CRn:CRm:op2 of a system instruction whose op0 is `1:o0`. */
export function encodingOf(f: Fields): number {
  return systemRegister(2 + field(f, 'o0'), field(f, 'op1'), field(f, 'CRn'), field(f, 'CRm'), field(f, 'op2'));
}

function splitEncoding(encoding: number): Record<string, number> {
  return {
    o0: (encoding >> 14) & 1, op1: (encoding >> 11) & 7, CRn: (encoding >> 7) & 15, CRm: (encoding >> 3) & 15,
    op2: encoding & 7,
  };
}

/** `<sysreg>`: the register that MRS reads and MSR writes. */
export const systemRegisterOperand: Operand = {
  parse: (reader) => {
    const encoding = systemRegisterByName(reader.peekWord());
    if (encoding === undefined) return reader.fail('a system register by name, or as S3_<op1>_C<n>_C<m>_<op2>');
    reader.skipWord();
    Object.assign(reader.fields, splitEncoding(encoding));
    return true;
  },
  print: (f) => systemRegisterName(encodingOf(f)),
};

/** Reads and prints names that stand for values of some fields. */
function names(what: string, table: ReadonlyMap<string, Fields>): Operand {
  const find = (f: Fields): string | undefined => {
    for (const [name, values] of table) if (Object.keys(values).every((key) => f[key] === values[key])) return name;
    return undefined;
  };
  return {
    parse: (reader) => {
      const values = table.get(reader.peekWord());
      if (!values) return reader.fail(`${what} ${[...table.keys()].join(', ')}`);
      reader.skipWord();
      Object.assign(reader.fields, values);
      return true;
    },
    print: (f) => find(f) ?? '?',
    matches: (f) => find(f) !== undefined,
  };
}

const pstateFields = new Map([
  ['spsel', { op1: 0, op2: 5 }],
  ['daifset', { op1: 3, op2: 6 }],
  ['daifclr', { op1: 3, op2: 7 }],
  ['pan', { op1: 0, op2: 4 }],
  ['uao', { op1: 0, op2: 3 }],
]);

/** `<pstate>`: what MSR (immediate) changes, the fields op1 and op2 (Arm ARM, C6.2 MSR (immediate)). */
export const pstateField = names('a PSTATE field', pstateFields);

/** Whether MSR (immediate) has such a field, and the value fits: of DAIF there are four bits, of the others one. */
export function isPstateField(f: { readonly op1: number; readonly op2: number; readonly CRm: number }): boolean {
  return [...pstateFields].some(
    ([name, { op1, op2 }]) => op1 === f.op1 && op2 === f.op2 && (f.CRm < 2 || name.startsWith('daif')),
  );
}

/** Names of the options of DMB and DSB by CRm. */
export const barrierOptions: Readonly<Record<string, number>> = {
  sy: 15, st: 14, ld: 13, ish: 11, ishst: 10, ishld: 9, nsh: 7, nshst: 6, nshld: 5, osh: 3, oshst: 2, oshld: 1,
};

/** `<barrier>`: an option by name, or any number as `#0x4`. */
export const barrier: Operand = {
  parse: (reader) => {
    const option = barrierOptions[reader.peekWord()];
    if (option !== undefined) {
      reader.skipWord();
      reader.fields['CRm'] = option;
      return true;
    }
    const start = reader.position;
    const value = /^\s*(?:#|\d)/.test(reader.text.slice(start)) ? reader.immediate() : undefined;
    if (value === undefined || value < 0n || value > 15n) {
      reader.position = start;
      return reader.fail(`a barrier option ${Object.keys(barrierOptions).join(', ')}, or #0..#15`, value !== undefined);
    }
    reader.fields['CRm'] = Number(value);
    return true;
  },
  print: (f) =>
    Object.keys(barrierOptions).find((name) => barrierOptions[name] === f['CRm']) ??
    `#0x${field(f, 'CRm').toString(16).padStart(2, '0')}`,
};

/** `<C CRn>`: `C7`, a number that is written like a control register. */
export function controlRegister(name: string): Operand {
  return {
    parse: (reader) => {
      const match = /^c(\d|1[0-5])$/.exec(reader.peekWord());
      if (!match) return reader.fail('C0..C15');
      reader.skipWord();
      reader.fields[name] = Number(match[1]);
      return true;
    },
    print: (f) => `C${field(f, name)}`,
  };
}

const prefetchTypes = ['pld', 'pli', 'pst'];

/** `<prefetch>`: `pldl1keep` and its like, the field Rt; the others are numbers. */
export const prefetch: Operand = {
  parse: (reader) => {
    const match = /^(pld|pli|pst)l([123])(keep|strm)$/.exec(reader.peekWord());
    if (match) {
      reader.skipWord();
      const [, type, level, policy] = match;
      reader.fields['Rt'] =
        (prefetchTypes.indexOf(type!) << 3) | ((Number(level) - 1) << 1) | (policy === 'strm' ? 1 : 0);
      return true;
    }
    const start = reader.position;
    const value = /^\s*(?:#|\d)/.test(reader.text.slice(start)) ? reader.immediate() : undefined;
    if (value === undefined || value < 0n || value > 31n) {
      reader.position = start;
      return reader.fail('a prefetch such as pldl1keep, or #0..#31', value !== undefined);
    }
    reader.fields['Rt'] = Number(value);
    return true;
  },
  print: (f) => {
    const Rt = field(f, 'Rt');
    const [type, level] = [prefetchTypes[Rt >> 3], (Rt >> 1) & 3];
    if (type === undefined || level === 3) return `#0x${Rt.toString(16).padStart(2, '0')}`;
    return `${type}l${level + 1}${Rt & 1 ? 'strm' : 'keep'}`;
  },
};

/** op1, CRn, CRm and op2 of one operation of DC, IC, AT or TLBI. */
const op = (op1: number, CRn: number, CRm: number, op2: number): Fields => ({ op1, CRn, CRm, op2 });

/** The operations that take an address or another argument in a register. */
const withRegister: Readonly<Record<string, Readonly<Record<string, Fields>>>> = {
  dc: {
    ivac: op(0, 7, 6, 1), isw: op(0, 7, 6, 2), csw: op(0, 7, 10, 2), cisw: op(0, 7, 14, 2), zva: op(3, 7, 4, 1),
    cvac: op(3, 7, 10, 1), cvau: op(3, 7, 11, 1), cvap: op(3, 7, 12, 1), civac: op(3, 7, 14, 1),
  },
  ic: { ivau: op(3, 7, 5, 1) },
  at: {
    s1e1r: op(0, 7, 8, 0), s1e1w: op(0, 7, 8, 1), s1e0r: op(0, 7, 8, 2), s1e0w: op(0, 7, 8, 3),
    s1e1rp: op(0, 7, 9, 0), s1e1wp: op(0, 7, 9, 1), s1e2r: op(4, 7, 8, 0), s1e2w: op(4, 7, 8, 1),
    s12e1r: op(4, 7, 8, 4), s12e1w: op(4, 7, 8, 5), s12e0r: op(4, 7, 8, 6), s12e0w: op(4, 7, 8, 7),
    s1e3r: op(6, 7, 8, 0), s1e3w: op(6, 7, 8, 1),
  },
  tlbi: {
    vae1is: op(0, 8, 3, 1), aside1is: op(0, 8, 3, 2), vaae1is: op(0, 8, 3, 3), vale1is: op(0, 8, 3, 5),
    vaale1is: op(0, 8, 3, 7), vae1: op(0, 8, 7, 1), aside1: op(0, 8, 7, 2), vaae1: op(0, 8, 7, 3),
    vale1: op(0, 8, 7, 5), vaale1: op(0, 8, 7, 7),
    ipas2e1is: op(4, 8, 0, 1), ipas2le1is: op(4, 8, 0, 5), vae2is: op(4, 8, 3, 1), vale2is: op(4, 8, 3, 5),
    ipas2e1: op(4, 8, 4, 1), ipas2le1: op(4, 8, 4, 5), vae2: op(4, 8, 7, 1), vale2: op(4, 8, 7, 5),
    vae3is: op(6, 8, 3, 1), vale3is: op(6, 8, 3, 5), vae3: op(6, 8, 7, 1), vale3: op(6, 8, 7, 5),
  },
};

/** The operations on everything, without a register. */
const alone: typeof withRegister = {
  ic: { ialluis: op(0, 7, 1, 0), iallu: op(0, 7, 5, 0) },
  tlbi: {
    vmalle1is: op(0, 8, 3, 0), vmalle1: op(0, 8, 7, 0), alle2is: op(4, 8, 3, 0), alle1is: op(4, 8, 3, 4),
    vmalls12e1is: op(4, 8, 3, 6), alle2: op(4, 8, 7, 0), alle1: op(4, 8, 7, 4), vmalls12e1: op(4, 8, 7, 6),
    alle3is: op(6, 8, 3, 0), alle3: op(6, 8, 7, 0),
  },
};

/** `dc zva` and its like by the encoding op0:op1:CRn:CRm:op2 of SYS, whose op0 is 1. */
const operationNames = new Map(
  [withRegister, alone].flatMap((table) => Object.entries(table)).flatMap(([mnemonic, operations]) =>
    Object.entries(operations).map(([name, f]): [number, string] => [
      systemRegister(1, field(f, 'op1'), field(f, 'CRn'), field(f, 'CRm'), field(f, 'op2')), `${mnemonic} ${name}`,
    ]),
  ),
);

/** What SYS with an encoding is, such as `at s1e1r`; undefined where it is nothing that the table names. */
export function systemOperationName(encoding: number): string | undefined {
  return operationNames.get(encoding);
}

/** `<dc>`, `<tlbi>` ...: an operation with a register; `<tlbi alone>`: one without. */
export function operation(mnemonic: string, kind: string | undefined): Operand {
  const table = (kind === 'alone' ? alone : withRegister)[mnemonic] ?? {};
  return names(`an operation`, new Map(Object.entries(table)));
}
