import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { authenticatedOffsetOf } from '../operands/immediates.js';
import { row } from '../row.js';
import { systemRegisterByName } from '../system-registers.js';
import { authenticate, genericCode, sign, strip, type Key } from './pointer-authentication-code.js';

const ELR_EL1 = systemRegisterByName('elr_el1')!;

const keys: readonly { key: Key; bits: '00' | '01' | '10' | '11' }[] = [
  { key: 'ia', bits: '00' },
  { key: 'ib', bits: '01' },
  { key: 'da', bits: '10' },
  { key: 'db', bits: '11' },
];

const directions = [
  { mnemonic: 'pac', bit: '0', does: sign },
  { mnemonic: 'aut', bit: '1', does: authenticate },
] as const;

/** Key A or B of branches and loads, the bit M. */
const branchKeys = [
  { M: '0', key: 'ia', suffix: 'a' },
  { M: '1', key: 'ib', suffix: 'b' },
] as const;

/** The modifier of the hints: X16, zero or SP; X17 is signed with X16, the link register with the others. */
const hintModifiers = [
  { ending: '1716', CRm: '0001', low: '0', reg: 17, modifier: (m: SemanticsBuilder): Value => m.x(16) },
  { ending: 'z', CRm: '0011', low: '0', reg: 30, modifier: (m: SemanticsBuilder): Value => m.const(0) },
  { ending: 'sp', CRm: '0011', low: '1', reg: 30, modifier: (m: SemanticsBuilder): Value => m.xsp(31) },
] as const;

/** Branches to a register: the opcode, and the kind of branch. */
const registerBranches = [
  { mnemonic: 'br', opc: '00', kind: 'indirect', class: 'branch-register' },
  { mnemonic: 'blr', opc: '01', kind: 'indirectCall', class: 'branch-link-register' },
] as const;

export const pointerAuthentication = [
  ...directions.flatMap(({ mnemonic, bit, does }) => [
    ...keys.flatMap(({ key, bits }) => [
      // C6.2 PACIA, AUTIA ...
      row(`${mnemonic}${key}`, `1 1 0 11010110 00001 000 ${bit} ${bits} Rn Rd`, {
        syntax: 'Xd, Xn|SP',
        feature: 'pauth',
        does: (m, f) => m.setX(f.Rd, does(m, m.x(f.Rd), m.xsp(f.Rn), key)),
        class: 'pauth',
      }),
      row(`${mnemonic}${key.replace(/./, '$&z')}`, `1 1 0 11010110 00001 001 ${bit} ${bits} 11111 Rd`, {
        syntax: 'Xd',
        feature: 'pauth',
        does: (m, f) => m.setX(f.Rd, does(m, m.x(f.Rd), m.const(0), key)),
        class: 'pauth',
      }),
    ]),

    // C6.2 PACIASP, AUTIASP ...: hints to a core without the feature
    ...(['ia', 'ib'] as const).flatMap((key) =>
      hintModifiers.map(({ ending, CRm, low, reg, modifier }) =>
        row(`${mnemonic}${key}${ending}`, `1101010100 0 00 011 0010 ${CRm} ${bit} ${key === 'ia' ? '0' : '1'} ${low} 11111`, {
          syntax: '',
          feature: 'pauth',
          overlays: true,
          does: (m) => m.setX(reg, does(m, m.x(reg), modifier(m), key)),
          class: 'pauth',
        }),
      ),
    ),
  ]),

  // C6.2 XPACI, XPACD, XPACLRI
  ...(['xpaci', 'xpacd'] as const).map((mnemonic) =>
    row(mnemonic, `1 1 0 11010110 00001 010 00 ${mnemonic === 'xpaci' ? '0' : '1'} 11111 Rd`, {
      syntax: 'Xd',
      feature: 'pauth',
      does: (m, f) => m.setX(f.Rd, strip(m, m.x(f.Rd))),
      class: 'pauth',
    }),
  ),
  row('xpaclri', '1101010100 0 00 011 0010 0000 111 11111', {
    syntax: '',
    feature: 'pauth',
    overlays: true,
    does: (m) => m.setX(30, strip(m, m.x(30))),
    class: 'pauth',
  }),

  // C6.2 PACGA
  row('pacga', '1 0 0 11010110 Rm 001100 Rn Rd', {
    syntax: 'Xd, Xn, Xm|SP',
    feature: 'pauth',
    does: (m, f) => m.setX(f.Rd, genericCode(m, m.x(f.Rn), m.xsp(f.Rm))),
    class: 'pauth',
  }),

  ...branchKeys.flatMap(({ M, key, suffix }) => [
    // C6.2 BRAA, BRAAZ, BLRAA, BLRAAZ
    ...registerBranches.flatMap(({ mnemonic, opc, kind, class: timed }) => {
      const branch = (m: SemanticsBuilder, Rn: number, modifier: Value): void => {
        const to = authenticate(m, m.x(Rn), modifier, key);
        if (kind === 'indirectCall') m.setX(30, m.add(m.pc(), m.const(4)));
        m.branch(kind, to);
      };
      return [
        row(`${mnemonic}a${suffix}z`, `1101011 0 0 ${opc} 11111 0000 1 ${M} Rn 11111`, {
          syntax: 'Xn',
          feature: 'pauth',
          does: (m, f) => branch(m, f.Rn, m.const(0)),
          class: timed,
        }),
        row(`${mnemonic}a${suffix}`, `1101011 1 0 ${opc} 11111 0000 1 ${M} Rn Rm`, {
          syntax: 'Xn, Xm|SP',
          feature: 'pauth',
          does: (m, f) => branch(m, f.Rn, m.xsp(f.Rm)),
          class: timed,
        }),
      ];
    }),

    // C6.2 RETAA, RETAB
    row(`reta${suffix}`, `1101011 0 0 10 11111 0000 1 ${M} 11111 11111`, {
      syntax: '',
      feature: 'pauth',
      does: (m) => m.branch('return', authenticate(m, m.x(30), m.xsp(31), key)),
      class: 'return',
    }),

    // C6.2 ERETAA, ERETAB: the engine takes the address from ELR, where it is authenticated first
    row(`ereta${suffix}`, `1101011 0 100 11111 0000 1 ${M} 11111 11111`, {
      syntax: '',
      feature: 'pauth',
      does: (m) => {
        m.setSysreg(ELR_EL1, authenticate(m, m.sysreg(ELR_EL1), m.xsp(31), key));
        m.eret();
      },
      class: 'eret',
    }),

    // C6.2 LDRAA, LDRAB
    ...(['offset', 'pre'] as const).map((mode) =>
      row(`ldra${suffix}`, `11 111 0 00 ${M} S 1 imm9 ${mode === 'pre' ? '1' : '0'} 1 Rn Rt`, {
        name: `ldra${suffix}_${mode}`,
        syntax: mode === 'pre' ? 'Xt, [Xn|SP{, <authenticatedOffset>}]!' : 'Xt, [Xn|SP{, <authenticatedOffset>}]',
        feature: 'pauth',
        does: (m, f) => {
          const base = authenticate(m, m.xsp(f.Rn), m.const(0), suffix === 'a' ? 'da' : 'db');
          const address = m.add(base, m.const(authenticatedOffsetOf(f)));
          const value = m.load(address, 8);
          if (mode === 'pre') m.setXsp(f.Rn, address);
          m.setX(f.Rt, value);
        },
        class: 'load',
      }),
    ),
  ]),
];
