import { dataRelocation } from '../image/data-relocation.js';
import { absoluteSymbol, type ObjectRelocation } from '../image/object-code.js';
import type { RelocationType, SymbolicValue } from '../isa/index.js';
import { StatementError } from './assembly-error.js';
import { describeTerm, isAbsolute, type Location, type Term, type Value } from './value.js';

/** Operands that hold a distance in bytes or words; those of pages depend on where the section goes. */
const fromPlace: ReadonlySet<RelocationType | 'immediate'> = new Set<RelocationType>([
  'R_AARCH64_CALL26',
  'R_AARCH64_JUMP26',
  'R_AARCH64_CONDBR19',
  'R_AARCH64_TSTBR14',
  'R_AARCH64_LD_PREL_LO19',
  'R_AARCH64_ADR_PREL_LO21',
]);
const ofPage: ReadonlySet<RelocationType | 'immediate'> = new Set<RelocationType>([
  'R_AARCH64_ADR_PREL_PG_HI21',
  'R_AARCH64_ADR_PREL_PG_HI21_NC',
]);

/** Global symbols are left to the linker even where they are near: another object's may take their place. */
function preemptible({ symbol }: Term): boolean {
  return symbol !== undefined && symbol.binding !== 'local';
}

/** How an object file names a term: local places count from their section's start. */
function symbolic(term: Term, constant: bigint): SymbolicValue {
  if (term.location && !preemptible(term)) {
    return { symbol: term.location.section.name, addend: BigInt(term.location.offset) + constant };
  }
  return { symbol: term.symbol!.name, addend: constant };
}

/** What an operand takes of a value: a number, an offset in the instruction's section, or a symbol to relocate by. */
export function operandValue(
  { plus, minus, constant }: Value,
  use: RelocationType | 'immediate',
  at: Location,
): bigint | SymbolicValue {
  if (minus) throw new StatementError(`a distance from "${describeTerm(minus)}" is not known before the link`);
  if (!plus) {
    // A number where a label belongs is a distance to GNU as.
    if (fromPlace.has(use)) return BigInt(at.offset) + constant;
    return ofPage.has(use) ? { symbol: absoluteSymbol, addend: constant } : constant;
  }
  const near = plus.location?.section === at.section && !preemptible(plus);
  if (near && fromPlace.has(use)) return BigInt(plus.location.offset) + constant;
  return symbolic(plus, constant);
}

/** The number that `size` bytes of data hold, or the relocation that makes it. */
export function dataValue(value: Value, size: number, at: Location): bigint | ObjectRelocation {
  const { plus, minus, constant } = value;
  if (isAbsolute(value)) {
    const bits = BigInt(size * 8);
    if (constant < -(1n << (bits - 1n)) || constant >= 1n << bits) {
      throw new StatementError(`${constant} does not fit in ${size} byte${size === 1 ? '' : 's'}`);
    }
    return constant;
  }
  const relative = minus !== undefined;
  const type = dataRelocation(size, relative);
  const subtrahendIsHere = !minus || (minus.location?.section === at.section && minus.symbol?.binding !== 'weak');
  if (!plus || !type || !subtrahendIsHere) {
    const what = minus ? `a distance from "${describeTerm(minus)}"` : `the address of "${describeTerm(plus!)}"`;
    throw new StatementError(`no relocation puts ${what} into ${size} byte${size === 1 ? '' : 's'} here`);
  }
  const fromHere = minus ? BigInt(at.offset - minus.location!.offset) : 0n;
  return { offset: at.offset, type, ...symbolic(plus, constant + fromHere) };
}
