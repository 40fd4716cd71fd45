import { EC } from '../../src/index.js';

/**
 * Programs for the rows that do not run beside qemu-aarch64 (see `reasonToLeaveOut`), by the row's name. A program starts at EL1 with a
 * pointer in X0, a modifier in X1 and all keys enabled.
 */
export interface SystemRow {
  readonly source: string;
  /** The exception that it ends with; absent, `brk #77`, which `passed` is. */
  readonly ends?: { readonly ec: number; readonly iss: number };
}

const passed = 'brk #77';
const failed = 'brk #78';
export const PASSED = { ec: EC.breakpoint, iss: 77 };

/** Ends with `passed` where two registers are equal. */
const equal = (a: string, b: string): string => `cmp ${a}, ${b}\nb.ne 9f\n${passed}\n9: ${failed}`;
const undefinedInstruction = { ec: EC.unknown, iss: 0 };

const exceptions: Record<string, SystemRow> = {
  svc: { source: 'svc #3', ends: { ec: EC.svc64, iss: 3 } },
  brk: { source: 'brk #4', ends: { ec: EC.breakpoint, iss: 4 } },
  ...Object.fromEntries(
    ['udf #1', 'hvc #1', 'smc #1', 'hlt #1', 'dcps1', 'dcps2', 'dcps3', 'drps', 'sysl x0, #3, c7, c4, #1'].map((source) =>
      [source.split(' ')[0]!, { source, ends: undefinedInstruction }]),
  ),
  eret: { source: returnTo('', 'eret') },
  msr_imm: { source: `msr daifset, #3\nmsr daifclr, #1\nmrs x0, daif\nmov x1, #${2 << 6}\n${equal('x0', 'x1')}` },
};

/** An exception return to `passed`, at EL1. */
function returnTo(sign: string, eret: string): string {
  return `adr x2, 1f\n${sign}\nmsr elr_el1, x2\nmov x2, #5\nmsr spsr_el1, x2\n${eret}\n${failed}\n1: ${passed}`;
}

const keys = ['ia', 'ib', 'da', 'db'];

/** What is signed differs from the pointer, and authenticates. */
const signed = keys.flatMap((key): [string, SystemRow][] => {
  const source = `mov x2, x0\npac${key} x2, x1\ncmp x2, x0\nb.eq 9f\naut${key} x2, x1\n${equal('x2', 'x0')}`;
  return [[`pac${key}`, { source }], [`aut${key}`, { source }]];
});

/** Forms whose modifier is implied do what the general form does with it: X2 is the general form's, the register the other's. */
const implied = keys.flatMap((key) => {
  const general = (direction: string, modifier: string): string => (direction === 'pac' ? `pac${key} x2, ${modifier}` : `pac${key} x2, ${modifier}\npac${key} x3, ${modifier}\naut${key} x2, ${modifier}`);
  return ['pac', 'aut'].flatMap((direction): [string, SystemRow][] => {
    const forms: [mnemonic: string, operand: string, register: string, modifier: string][] = [
      [`${direction}${key[0]}z${key[1]}`, ' x3', 'x3', 'x4'],
      ...(key[0] === 'i'
        ? ([[`${direction}${key}z`, '', 'x30', 'x4'], [`${direction}${key}sp`, '', 'x30', 'sp'], [`${direction}${key}1716`, '', 'x17', 'x1']] as [string, string, string, string][])
        : []),
    ];
    return forms.map(([mnemonic, operand, register, modifier]): [string, SystemRow] => [
      mnemonic,
      { source: `mov x2, x0\nmov x3, x0\nmov x4, #0\nmov x16, x1\n${general(direction, modifier)}\n${register === 'x3' ? '' : `mov ${register}, x3`}\n${mnemonic}${operand}\n${equal(register, 'x2')}` },
    ]);
  });
});

const stripped = (['xpaci', 'xpacd', 'xpaclri'] as const).map((mnemonic): [string, SystemRow] => {
  const register = mnemonic === 'xpaclri' ? 'x30' : 'x2';
  const sign = mnemonic === 'xpacd' ? 'pacda' : 'pacia';
  return [mnemonic, { source: `mov ${register}, x0\n${sign} ${register}, x1\n${mnemonic}${register === 'x30' ? '' : ' x2'}\n${equal(register, 'x0')}` }];
});

/** Branches, returns and loads by a signed pointer, keys A and B. */
const used = ['a', 'b'].flatMap((key): [string, SystemRow][] => {
  const to = (sign: string, branch: string): string => `adr x2, 1f\n${sign}\n${branch}\n0: ${failed}\n1:`;
  const linked = `adr x3, 0b\n${equal('x30', 'x3')}`;
  const data = (rest: string): string => `adr x2, 2f\nmov x5, x2\npacdz${key} x2\n${rest}\n2: .quad 5, 6`;
  return [
    [`bra${key}`, { source: `${to(`paci${key} x2, x1`, `bra${key} x2, x1`)} ${passed}` }],
    [`bra${key}z`, { source: `${to(`paciz${key} x2`, `bra${key}z x2`)} ${passed}` }],
    [`blra${key}`, { source: `${to(`paci${key} x2, x1`, `blra${key} x2, x1`)} ${linked}` }],
    [`blra${key}z`, { source: `${to(`paciz${key} x2`, `blra${key}z x2`)} ${linked}` }],
    [`reta${key}`, { source: `adr x30, 1f\npaci${key}sp\nreta${key}\n${failed}\n1: ${passed}` }],
    [`ereta${key}`, { source: returnTo(`paci${key} x2, sp`, `ereta${key}`) }],
    [`ldra${key}_offset`, { source: data(`ldra${key} x0, [x2, #8]\nmov x1, #6\n${equal('x0', 'x1')}`) }],
    [`ldra${key}_pre`, { source: data(`ldra${key} x0, [x2, #8]!\nadd x0, x0, x5\nadd x2, x2, #6\nsub x2, x2, #8\n${equal('x0', 'x2')}`) }],
  ];
});

const generic: [string, SystemRow] = ['pacga', { source: `pacga x2, x0, x1\npacga x3, x0, x4\ncbz x2, 9f\ncmp x2, x3\nb.eq 9f\n${equal('w2', 'wzr')}` }];

export const systemRows: Readonly<Record<string, SystemRow>> = {
  ...exceptions,
  ...Object.fromEntries([...signed, ...implied, ...stripped, ...used, generic]),
};
