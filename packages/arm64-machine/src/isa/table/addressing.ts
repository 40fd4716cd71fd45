import type { SemanticsBuilder } from '../../ir/builder.js';
import type { AccessOptions, Value } from '../../ir/ir.js';
import { signed } from '../bits.js';
import { row, type Feature, type Row } from '../row.js';
import type { TimingClass } from '../timing-class.js';
import { extendBy } from './operand-values.js';

/** What a load or store moves, apart from where the address comes from. */
export interface Access {
  readonly mnemonic: string;
  /** Bits of the encoding: the size, general or SIMD register, and the operation. */
  readonly size: '00' | '01' | '10' | '11';
  readonly V: '0' | '1';
  readonly opc: '00' | '01' | '10' | '11';
  /** The transferred register in the notation of the syntax. */
  readonly register: string;
  readonly bytes: 1 | 2 | 4 | 8 | 16;
  readonly class: TimingClass;
  readonly indexedClass: TimingClass;
  readonly feature?: Feature;
  /** Does the memory access. What it gives writes the registers, once nothing can fault any more. */
  readonly transfer: (m: SemanticsBuilder, Rt: number, address: Value, access?: AccessOptions) => () => void;
}

const nameOf = ({ mnemonic, register }: Access, mode: string): string => `${mnemonic}_${register}_${mode}`;
const featureOf = ({ feature }: Access) => (feature === undefined ? {} : { feature });

/** `ldr` to `ldur`, `strb` to `sturb`, `prfm` to `prfum`. */
const unscaledName = (mnemonic: string): string => mnemonic.replace(/^(ld|st|prf)/, '$1u');

/** [base, #offset], the offset a positive multiple of the size. */
export function unsignedOffset(access: Access): Row {
  const { mnemonic, size, V, opc, register, bytes, transfer } = access;
  return row(mnemonic, `${size} 111 ${V} 01 ${opc} imm12 Rn Rt`, {
    name: nameOf(access, 'imm'),
    syntax: `${register}, [Xn|SP{, #imm12*${bytes}}]`,
    does: (m, f) => transfer(m, f.Rt, m.add(m.xsp(f.Rn), m.const(f.imm12 * bytes)))(),
    class: access.class,
    ...featureOf(access),
  });
}

/** [base, #offset], the offset any signed number of bytes: LDUR and STUR. */
export function unscaledOffset(access: Access): Row {
  const { mnemonic, size, V, opc, register, transfer } = access;
  const syntax = `${register}, [Xn|SP{, #±imm9}]`;
  return row(unscaledName(mnemonic), `${size} 111 ${V} 00 ${opc} 0 imm9 00 Rn Rt`, {
    name: nameOf(access, 'unscaled'),
    syntax,
    does: (m, f) => transfer(m, f.Rt, m.add(m.xsp(f.Rn), m.const(signed(f.imm9, 9))))(),
    class: access.class,
    ...featureOf(access),
    aliases: [{ mnemonic, syntax, printed: false }],
  });
}

/** [base], #offset and [base, #offset]!: the base is written back, before Rt where they are the same register. */
export function writeBack(access: Access): Row[] {
  const { mnemonic, size, V, opc, register, transfer } = access;
  return (['post', 'pre'] as const).map((mode) =>
    row(mnemonic, `${size} 111 ${V} 00 ${opc} 0 imm9 ${mode === 'post' ? '01' : '11'} Rn Rt`, {
      name: nameOf(access, mode),
      syntax: mode === 'post' ? `${register}, [Xn|SP], #±imm9` : `${register}, [Xn|SP, #±imm9]!`,
      does: (m, f) => {
        const base = m.xsp(f.Rn);
        const moved = m.add(base, m.const(signed(f.imm9, 9)));
        const finish = transfer(m, f.Rt, mode === 'post' ? base : moved);
        m.setXsp(f.Rn, moved);
        finish();
      },
      class: access.class,
      ...featureOf(access),
    }),
  );
}

/** [base, index{, extension}] */
export function registerOffset(access: Access): Row {
  const { mnemonic, size, V, opc, register, bytes, transfer } = access;
  return row(mnemonic, `${size} 111 ${V} 00 ${opc} 1 Rm option S 10 Rn Rt`, {
    name: nameOf(access, 'reg'),
    syntax: `${register}, [Xn|SP, <index ${bytes}>]`,
    valid: (f) => (f.option & 2) !== 0,
    does: (m, f) => {
      const index = extendBy(m, f.Rm, f.option, 64);
      const scaled = f.S && bytes > 1 ? m.shl(index, m.const(Math.log2(bytes))) : index;
      transfer(m, f.Rt, m.add(m.xsp(f.Rn), scaled))();
    },
    class: access.indexedClass,
    ...featureOf(access),
  });
}

/** LDTR and STTR: with EL0's permissions. */
export function unprivileged(access: Access): Row {
  const { mnemonic, size, opc, register, transfer } = access;
  return row(mnemonic.replace(/^(ld|st)/, '$1t'), `${size} 111 0 00 ${opc} 0 imm9 10 Rn Rt`, {
    name: nameOf(access, 'unprivileged'),
    syntax: `${register}, [Xn|SP{, #±imm9}]`,
    does: (m, f) => transfer(m, f.Rt, m.add(m.xsp(f.Rn), m.const(signed(f.imm9, 9))), { unprivileged: true })(),
    class: access.class,
  });
}

/** An address that the assembler gives as a label. */
export function literal(
  access: Pick<Access, 'mnemonic' | 'V' | 'opc' | 'register' | 'class' | 'feature' | 'transfer'>,
): Row {
  const { mnemonic, V, opc, register, transfer, feature } = access;
  return row(mnemonic, `${opc} 011 ${V} 00 imm19 Rt`, {
    name: `${mnemonic}_${register}_literal`,
    syntax: `${register}, <label imm19 R_AARCH64_LD_PREL_LO19>`,
    does: (m, f) => transfer(m, f.Rt, m.add(m.pc(), m.const(signed(f.imm19, 19) * 4)))(),
    class: access.class,
    ...(feature && { feature }),
  });
}
