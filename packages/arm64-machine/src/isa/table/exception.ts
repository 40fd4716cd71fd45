import { row } from '../row.js';

export const exceptions = [
  // C6.2 UDF
  row('udf', '0000000000000000 imm16', {
    syntax: '#imm16',
    does: (m) => m.exception('undefined'),
    class: 'exception',
  }),

  // C6.2 SVC, HVC, SMC, BRK, HLT
  ...([
    ['svc', '000', '01'], ['hvc', '000', '10'], ['smc', '000', '11'], ['brk', '001', '00'], ['hlt', '010', '00'],
  ] as const).map(([kind, opc, LL]) =>
    row(kind, `11010100 ${opc} imm16 000 ${LL}`, {
      syntax: '#0ximm16',
      does: (m, f) => m.exception(kind, f.imm16),
      class: 'exception',
    }),
  ),

  // C6.2 DCPS1, DCPS2, DCPS3: undefined outside of debug state, which the machine never enters
  ...(['01', '10', '11'] as const).map((LL, i) =>
    row(`dcps${i + 1}`, `11010100 101 imm16 000 ${LL}`, {
      syntax: '{#0ximm16}',
      does: (m) => m.exception('undefined'),
      class: 'exception',
    }),
  ),

  // C6.2 ERET
  row('eret', '1101011 0 100 11111 0000 0 0 11111 00000', {
    syntax: '',
    does: (m) => m.eret(),
    class: 'eret',
  }),

  // C6.2 DRPS: of debug state, as DCPS1
  row('drps', '1101011 0 101 11111 0000 0 0 11111 00000', {
    syntax: '',
    does: (m) => m.exception('undefined'),
    class: 'exception',
  }),
];
