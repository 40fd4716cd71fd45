import type { SemanticsBuilder } from '../../ir/builder.js';
import type { Value, Width } from '../../ir/ir.js';

/** Width of an instruction by its bit `sf`. */
export function widthOf(f: { readonly sf: number }): Width {
  return f.sf ? 64 : 32;
}

/** Rm, shifted (Arm ARM, ShiftReg). */
export function shiftedOperand(
  m: SemanticsBuilder,
  f: { readonly sf: number; readonly Rm: number; readonly shift: number; readonly imm6: number },
): Value {
  const width = widthOf(f);
  const value = m.x(f.Rm, width);
  if (f.imm6 === 0) return value;
  return m.binary((['shl', 'lsr', 'asr', 'ror'] as const)[f.shift]!, value, m.const(f.imm6, width));
}

/** Rm, its low bits extended and shifted left (Arm ARM, ExtendReg). */
export function extendedOperand(
  m: SemanticsBuilder,
  f: { readonly sf: number; readonly Rm: number; readonly option: number; readonly imm3: number },
): Value {
  const value = extendBy(m, f.Rm, f.option, widthOf(f));
  return f.imm3 === 0 ? value : m.shl(value, m.const(f.imm3, widthOf(f)));
}

/** A register extended to `width` by UXTB..SXTX, `option` 0..7. */
export function extendBy(m: SemanticsBuilder, reg: number, option: number, width: Width): Value {
  const from = 8 << (option & 3);
  return from >= width ? m.x(reg, width) : m.extend(m.x(reg, width), from, option >= 4, width);
}
