import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value } from '../../ir/ir.js';
import { signed } from '../bits.js';
import { row, type Feature, type Row } from '../row.js';
import type { TimingClass } from '../timing-class.js';

/** Where the address of a pair comes from, by bits 24:23. */
const modes = [
  { bits: '000', mode: 'noallocate', memory: (scale: number) => `[Xn|SP{, #±imm7*${scale}}]` },
  { bits: '001', mode: 'post', memory: (scale: number) => `[Xn|SP], #±imm7*${scale}` },
  { bits: '010', mode: 'offset', memory: (scale: number) => `[Xn|SP{, #±imm7*${scale}}]` },
  { bits: '011', mode: 'pre', memory: (scale: number) => `[Xn|SP, #±imm7*${scale}]!` },
] as const;

/** What a pair instruction moves. */
export interface PairAccess {
  readonly load: boolean;
  readonly opc: '00' | '01' | '10';
  readonly V: '0' | '1';
  /** The letter of both registers in the notation of the syntax. */
  readonly letter: string;
  readonly bytes: 4 | 8 | 16;
  readonly class: TimingClass;
  readonly feature?: Feature;
  /** LDPSW alone. */
  readonly mnemonic?: string;
  /** Does both memory accesses. What it gives writes the registers, once nothing can fault any more. */
  readonly transfer: (m: SemanticsBuilder, regs: readonly [number, number], addresses: readonly [Value, Value]) => () => void;
}

/** The rows of one pair instruction in every addressing mode. */
export function pairRows(access: PairAccess): Row[] {
  const { load, opc, V, letter, bytes, feature, transfer } = access;
  return modes
    .filter(({ mode }) => access.mnemonic === undefined || mode !== 'noallocate')
    .map(({ bits, mode, memory }) => {
      const mnemonic = access.mnemonic ?? `${load ? 'ld' : 'st'}${mode === 'noallocate' ? 'n' : ''}p`;
      return row(mnemonic, `${opc} 101 ${V} ${bits} ${load ? '1' : '0'} imm7 Rt2 Rn Rt`, {
        name: `${mnemonic}_${letter}_${mode}`,
        syntax: `${letter}t, ${letter}t2, ${memory(bytes)}`,
        does: (m, f) => {
          const base = m.xsp(f.Rn);
          const moved = m.add(base, m.const(signed(f.imm7, 7) * bytes));
          const first = mode === 'post' ? base : moved;
          const finish = transfer(m, [f.Rt, f.Rt2], [first, m.add(first, m.const(bytes))]);
          if (mode === 'post' || mode === 'pre') m.setXsp(f.Rn, moved);
          finish();
        },
        class: access.class,
        ...(feature && { feature }),
        // CONSTRAINED UNPREDICTABLE: binutils takes LDPSW alone for undefined.
        ...(access.mnemonic && {
          valid: (f) =>
            f.Rt !== f.Rt2 && (mode === 'offset' || f.Rn === 31 || (f.Rt !== f.Rn && f.Rt2 !== f.Rn)),
        }),
      });
    });
}

function loadPair(opc: PairAccess['opc'], letter: 'W' | 'X', bytes: 4 | 8, mnemonic?: 'ldpsw'): PairAccess {
  return {
    load: true, opc, V: '0', letter, bytes, class: 'load-pair',
    ...(mnemonic && { mnemonic }),
    transfer: (m, [Rt, Rt2], addresses) => {
      const [low, high] = addresses.map((address) => {
        const loaded = m.load(address, bytes);
        return mnemonic ? m.sext(loaded, 32, 64) : loaded;
      });
      return () => {
        m.setX(Rt, low!);
        m.setX(Rt2, high!);
      };
    },
  };
}

function storePair(opc: PairAccess['opc'], letter: 'W' | 'X', bytes: 4 | 8): PairAccess {
  const width = letter === 'X' ? 64 : 32;
  return {
    load: false, opc, V: '0', letter, bytes, class: width === 64 ? 'store-pair64' : 'store-pair32',
    transfer: (m, regs, addresses) => {
      const values = regs.map((reg) => m.x(reg, width));
      addresses.forEach((address, i) => m.store(address, values[i]!, bytes));
      return () => {};
    },
  };
}

export const loadStorePairs = [
  // C6.2 LDP, LDNP
  loadPair('00', 'W', 4),
  loadPair('10', 'X', 8),
  // C6.2 LDPSW
  loadPair('01', 'X', 4, 'ldpsw'),
  // C6.2 STP, STNP
  storePair('00', 'W', 4),
  storePair('10', 'X', 8),
].flatMap(pairRows);
