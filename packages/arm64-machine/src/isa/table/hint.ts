import { row, type Alias } from '../row.js';
import type { TimingClass } from '../timing-class.js';

/** Hints by CRm:op2 (Arm ARM, C6.2 HINT): the text, and the class where it is not just a hint. */
const hints: Readonly<Record<number, readonly [text: string, timed?: TimingClass]>> = {
  0: ['nop', 'nop'],
  1: ['yield'],
  2: ['wfe', 'wait'],
  3: ['wfi', 'wait'],
  4: ['sev'],
  5: ['sevl'],
  16: ['esb'],
  17: ['psb csync'],
  18: ['tsb csync'],
  20: ['csdb', 'speculation-barrier'],
  22: ['clearbhb'],
  32: ['bti'],
  34: ['bti c'],
  36: ['bti j'],
  38: ['bti jc'],
};

export const hintRows = [
  // C6.2 HINT, and all that it is in later versions: a core that does not know one does nothing. Those of pointer
  // authentication are rows of their own, which lie over this one.
  row('hint', '1101010100 0 00 011 0010 imm7 11111', {
    syntax: '#0ximm7',
    does: (m, f) => {
      if (f.imm7 !== 0) m.hint(hints[f.imm7]?.[0] ?? 'hint');
    },
    class: (f) => hints[f.imm7]?.[1] ?? 'hint',
    aliases: Object.entries(hints).map(([imm7, [text]]): Alias<{ readonly imm7: number }> => {
      const [mnemonic = '', syntax = ''] = text.split(' ');
      return { mnemonic, syntax, where: { imm7: Number(imm7) } };
    }),
  }),
];
