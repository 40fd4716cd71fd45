import { row } from '../row.js';
import { barrierOptions, encodingOf, isPstateField } from '../operands/system.js';
import { systemRegister } from '../system-registers.js';

const optionName = (CRm: number): string =>
  Object.keys(barrierOptions).find((name) => barrierOptions[name] === CRm) ?? `#${CRm}`;

/** The encoding of SYS and SYSL, whose op0 is 1. */
const sysEncoding = (f: { op1: number; CRn: number; CRm: number; op2: number }): number =>
  systemRegister(1, f.op1, f.CRn, f.CRm, f.op2);

export const system = [
  // C6.2 CLREX
  row('clrex', '1101010100 0 00 011 0011 CRm 010 11111', {
    syntax: '#0xCRm',
    does: (m) => m.clearMonitor(),
    class: 'clrex',
    aliases: [{ mnemonic: 'clrex', syntax: '', where: { CRm: 15 } }],
  }),

  // C6.2 DSB, SSBB, PSSBB
  row('dsb', '1101010100 0 00 011 0011 CRm 100 11111', {
    syntax: '<barrier>',
    does: (m, f) => m.hint(`dsb ${optionName(f.CRm)}`),
    class: 'dsb',
    aliases: [
      { mnemonic: 'ssbb', syntax: '', where: { CRm: 0 } },
      { mnemonic: 'pssbb', syntax: '', where: { CRm: 4 } },
    ],
  }),

  // C6.2 DMB
  row('dmb', '1101010100 0 00 011 0011 CRm 101 11111', {
    syntax: '<barrier>',
    does: (m, f) => m.hint(`dmb ${optionName(f.CRm)}`),
    class: 'dmb',
  }),

  // C6.2 ISB
  row('isb', '1101010100 0 00 011 0011 CRm 110 11111', {
    syntax: '#0xCRm',
    does: (m) => m.hint('isb'),
    class: 'isb',
    aliases: [
      { mnemonic: 'isb', syntax: '', where: { CRm: 15 } },
      { mnemonic: 'isb', syntax: 'sy', where: { CRm: 15 } },
    ],
  }),

  // C6.2 MSR (register)
  row('msr', '1101010100 0 1 o0 op1 CRn CRm op2 Rt', {
    name: 'msr_reg',
    syntax: '<sysreg>, Xt',
    does: (m, f) => m.setSysreg(encodingOf(f), m.x(f.Rt)),
    class: 'msr',
  }),

  // C6.2 MSR (immediate)
  row('msr', '1101010100 0 00 op1 0100 CRm op2 11111', {
    name: 'msr_imm',
    syntax: '<pstate>, #0xCRm',
    valid: isPstateField,
    does: (m, f) => m.setPstate((f.op1 << 3) | f.op2, f.CRm),
    class: 'msr-immediate',
  }),

  // C6.2 MRS
  row('mrs', '1101010100 1 1 o0 op1 CRn CRm op2 Rt', {
    syntax: 'Xt, <sysreg>',
    does: (m, f) => m.setX(f.Rt, m.sysreg(encodingOf(f))),
    class: 'mrs',
  }),

  // C6.2 SYS: AT, DC, IC, TLBI
  row('sys', '1101010100 0 01 op1 CRn CRm op2 Rt', {
    syntax: '#op1, <C CRn>, <C CRm>, #op2, Xt',
    does: (m, f) => m.system(sysEncoding(f), m.x(f.Rt)),
    class: 'system',
    aliases: [
      ...['dc', 'ic', 'at', 'tlbi'].map((mnemonic) => ({ mnemonic, syntax: `<operation ${mnemonic}>, Xt` })),
      ...['ic', 'tlbi'].map((mnemonic) => ({
        mnemonic, syntax: `<operation ${mnemonic} alone>`, where: { Rt: 31 },
      })),
      { mnemonic: 'sys', syntax: '#op1, <C CRn>, <C CRm>, #op2', where: { Rt: 31 } },
    ],
  }),

  // C6.2 SYSL: what it reads is IMPLEMENTATION DEFINED
  row('sysl', '1101010100 1 01 op1 CRn CRm op2 Rt', {
    syntax: 'Xt, #op1, <C CRn>, <C CRm>, #op2',
    does: (m, f) => {
      m.system(sysEncoding(f), m.const(0));
      m.setX(f.Rt, m.const(0));
    },
    class: 'system',
  }),
];
