import { row } from '../row.js';
import { widthOf } from './operand-values.js';

/** MADD and MSUB: what is done with the product, and the alias without an addend. */
const accumulations = [
  { o0: '0', mnemonic: 'madd', alone: 'mul', long: 'addl', longAlone: 'ull', fn: 'add' },
  { o0: '1', mnemonic: 'msub', alone: 'mneg', long: 'subl', longAlone: 'negl', fn: 'sub' },
] as const;

export const multiplies = [
  ...accumulations.flatMap(({ o0, mnemonic, alone, long, longAlone, fn }) => [
    // C6.2 MADD, MSUB, MUL, MNEG
    row(mnemonic, `sf 00 11011 000 Rm ${o0} Ra Rn Rd`, {
      syntax: 'Rd, Rn, Rm, Ra',
      does: (m, f) => {
        const width = widthOf(f);
        const product = m.mul(m.x(f.Rn, width), m.x(f.Rm, width));
        m.setX(f.Rd, m.binary(fn, m.x(f.Ra, width), product));
      },
      class: (f) => (f.sf ? 'mul64' : 'mul32'),
      aliases: [{ mnemonic: alone, syntax: 'Rd, Rn, Rm', where: { Ra: 31 } }],
    }),

    // C6.2 SMADDL, SMSUBL, UMADDL, UMSUBL, SMULL, UMULL ...
    ...(['s', 'u'] as const).map((sign) =>
      row(`${sign}m${long}`, `1 00 11011 ${sign === 's' ? '0' : '1'} 01 Rm ${o0} Ra Rn Rd`, {
        syntax: 'Xd, Wn, Wm, Xa',
        does: (m, f) => {
          const [a, b] = [m.extend(m.x(f.Rn, 32), 32, sign === 's', 64), m.extend(m.x(f.Rm, 32), 32, sign === 's', 64)];
          m.setX(f.Rd, m.binary(fn, m.x(f.Ra), m.mul(a, b)));
        },
        class: 'mul-wide',
        aliases: [{ mnemonic: `${sign}m${longAlone}`, syntax: 'Xd, Wn, Wm', where: { Ra: 31 } }],
      }),
    ),
  ]),

  // C6.2 SMULH, UMULH
  ...(['smulh', 'umulh'] as const).map((fn) =>
    row(fn, `1 00 11011 ${fn === 'smulh' ? '0' : '1'} 10 Rm 0 (11111) Rn Rd`, {
      syntax: 'Xd, Xn, Xm',
      does: (m, f) => m.setX(f.Rd, m.binary(fn, m.x(f.Rn), m.x(f.Rm))),
      class: 'mul-high',
    }),
  ),

  // C6.2 UDIV, SDIV
  ...(['udiv', 'sdiv'] as const).map((fn) =>
    row(fn, `sf 0 0 11010110 Rm 00001 ${fn === 'udiv' ? '0' : '1'} Rn Rd`, {
      syntax: 'Rd, Rn, Rm',
      does: (m, f) => m.setX(f.Rd, m.binary(fn, m.x(f.Rn, widthOf(f)), m.x(f.Rm, widthOf(f)))),
      class: (f) => (f.sf ? 'div64' : 'div32'),
    }),
  ),
];
