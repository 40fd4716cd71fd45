import { decode, disassemble, encode, type EncodeContext, type Row } from '../../src/isa/index.js';
import type { Random } from '../qemu/random.js';
import { objdump } from './objdump.js';

/** Where the table and objdump, or the disassembler and the encoder, disagree. */
export interface Difference {
  readonly word: string;
  readonly ours: string | undefined;
  readonly theirs: string | undefined;
}

/** Random words of a row; every fourth field is all zeroes, all ones or 1, where aliases and special cases live. */
export function wordsOf(row: Row, count: number, random: Random): number[] {
  const words: number[] = [];
  for (let attempt = 0; words.length < count && attempt < 20 * count; attempt++) {
    let word = ((random.below(2 ** 32) & ~row.mask) | (row.value & row.mask)) >>> 0;
    for (const { shift, width } of row.layout) {
      const ones = 2 ** width - 1;
      const special = [0, ones, 1][random.below(12)];
      if (special !== undefined) word = ((word & ~(ones << shift)) | (special << shift)) >>> 0;
    }
    if (decode(word)?.row === row) words.push(word);
  }
  return words;
}

/** Extensions that objdump knows and the table leaves out, by mnemonic. */
const laterExtensions = [
  /^ldlar[bh]?$|^stllr[bh]?$/, // FEAT_LOR
  /^ldar[bh]?$/, // not an extension: binutils overlooks one of the (1) bits that it insists on otherwise
  /^ldapu?r|^stlur/, // FEAT_LRCPC, FEAT_LRCPC2
  /^(st|stz|ld)2?g(m|p)?$|^stzgm$|^(add|sub)g$|^(irg|gmi|subps?|cmpp)$/, // FEAT_MTE
  /^(cpy|set)/, // FEAT_MOPS; SETF8 and SETF16 of FEAT_FlagM
  /^bc\./, // FEAT_HBC
  /^[su](max|min)$|^(abs|cnt|ctz)$/, // FEAT_CSSC
  /^(rmif|cfinv|[ax]+flag)$/, // FEAT_FlagM, FEAT_FlagM2
  /^(ld|st)64b/, // FEAT_LS64
  /^(tstart|tcommit|tcancel|ttest)$/, // FEAT_TME
  /^(wfet|wfit|sb|smstart|smstop)$/, // FEAT_WFxT, FEAT_SB, FEAT_SME
];

/**
 * What the scope leaves out: SVE and SME, whose op0 is 0000 or 0010 (C4.1); SIMD&FP data processing but for moves; structure
 * loads and stores of vectors; extensions of later versions; system registers and PSTATE fields of those.
 */
function isOutOfScope(word: number, theirs: string): boolean {
  const op0 = (word >>> 25) & 15;
  const structures = (op0 & 5) === 4 && ((word >>> 24) & 0xbe) === 0x0c;
  if (op0 === 0 || op0 === 2 || op0 === 7 || op0 === 15 || structures) return true;
  const [mnemonic = '', operands = ''] = theirs.split('\t');
  if (/^(mrs|msr)$/.test(mnemonic) && (/s0_/.test(operands) || mnemonic === 'msr')) return ((word >>> 19) & 3) === 0;
  return laterExtensions.some((pattern) => pattern.test(mnemonic));
}

/** Registers and operations of later versions have names for objdump, and are written by number here. */
function isUnnamed(ours: string, theirs: string): boolean {
  if (/^(mrs|msr)\t/.test(ours)) return ours.replace(/\bs[23]_\d_c\d+_c\d+_\d\b/, '') === withoutRegister(theirs);
  // objdump does not look at the register of an operation that takes none.
  return /^sys\t/.test(ours) && /^(dc|ic|at|tlbi|cfp|dvp|cpp)\t/.test(theirs);
}

const withoutRegister = (text: string): string =>
  text.startsWith('mrs') ? text.replace(/, \w+$/, ', ') : text.replace(/\t\w+/, '\t');

/** The differences between the disassembler and objdump. */
export function compareWithObjdump(words: readonly number[]): Difference[] {
  return objdump(words).flatMap(({ address, word, text: theirs }) => {
    const ours = disassemble(word, address);
    if (ours === theirs) return [];
    if (ours === undefined && theirs !== undefined && isOutOfScope(word, theirs)) return [];
    if (ours !== undefined && theirs !== undefined && isUnnamed(ours, theirs)) return [];
    return [{ word: word.toString(16), ours, theirs }];
  });
}

/** For operands that are numbers alone. */
export function numbersAt(pc: bigint): EncodeContext {
  return { pc, evaluate: (text) => (text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text)) };
}

/** The words whose own text the encoder makes another instruction of. Bits that should be but are not looked at may differ. */
export function compareRoundTrip(words: readonly number[]): Difference[] {
  return words.flatMap((word, i) => {
    const pc = BigInt(4 * i);
    const ours = disassemble(word, pc);
    if (ours === undefined) return [];
    const [mnemonic = '', operands = ''] = ours.split('\t');
    const again = encode(mnemonic, operands, numbersAt(pc)).word;
    if (again === word || disassemble(again, pc) === ours) return [];
    return [{ word: word.toString(16), ours, theirs: again.toString(16) }];
  });
}

