/**
 * System registers by name (Arm ARM, part D): those of ARMv8.0 and the few of later versions that kernels use. Any other is
 * written S<op0>_<op1>_C<CRn>_C<CRm>_<op2>. A line is `op0 op1 CRn: name CRm op2, ...`.
 */
const named = `
  2 0 0: osdtrrx_el1 0 2, mdccint_el1 2 0, mdscr_el1 2 2, osdtrtx_el1 3 2, oseccr_el1 6 2
  2 0 1: mdrar_el1 0 0, oslar_el1 0 4, oslsr_el1 1 4, osdlr_el1 3 4, dbgprcr_el1 4 4
  2 0 7: dbgclaimset_el1 8 6, dbgclaimclr_el1 9 6, dbgauthstatus_el1 14 6
  2 3 0: mdccsr_el0 1 0, dbgdtr_el0 4 0, dbgdtrrx_el0 5 0, dbgdtrtx_el0 5 0
  2 4 0: dbgvcr32_el2 7 0
  3 0 0: midr_el1 0 0, mpidr_el1 0 5, revidr_el1 0 6, id_pfr0_el1 1 0, id_pfr1_el1 1 1, id_dfr0_el1 1 2
  3 0 0: id_afr0_el1 1 3, id_mmfr0_el1 1 4, id_mmfr1_el1 1 5, id_mmfr2_el1 1 6, id_mmfr3_el1 1 7, id_isar0_el1 2 0
  3 0 0: id_isar1_el1 2 1, id_isar2_el1 2 2, id_isar3_el1 2 3, id_isar4_el1 2 4, id_isar5_el1 2 5
  3 0 0: id_mmfr4_el1 2 6, id_isar6_el1 2 7, mvfr0_el1 3 0, mvfr1_el1 3 1, mvfr2_el1 3 2, id_aa64pfr0_el1 4 0
  3 0 0: id_aa64pfr1_el1 4 1, id_aa64dfr0_el1 5 0, id_aa64dfr1_el1 5 1, id_aa64afr0_el1 5 4, id_aa64afr1_el1 5 5
  3 0 0: id_aa64isar0_el1 6 0, id_aa64isar1_el1 6 1, id_aa64mmfr0_el1 7 0, id_aa64mmfr1_el1 7 1
  3 0 0: id_aa64mmfr2_el1 7 2
  3 0 1: sctlr_el1 0 0, actlr_el1 0 1, cpacr_el1 0 2
  3 0 2: ttbr0_el1 0 0, ttbr1_el1 0 1, tcr_el1 0 2, apiakeylo_el1 1 0, apiakeyhi_el1 1 1, apibkeylo_el1 1 2
  3 0 2: apibkeyhi_el1 1 3, apdakeylo_el1 2 0, apdakeyhi_el1 2 1, apdbkeylo_el1 2 2, apdbkeyhi_el1 2 3
  3 0 2: apgakeylo_el1 3 0, apgakeyhi_el1 3 1
  3 0 4: spsr_el1 0 0, elr_el1 0 1, sp_el0 1 0, spsel 2 0, currentel 2 2, pan 2 3, uao 2 4, icc_pmr_el1 6 0
  3 0 5: afsr0_el1 1 0, afsr1_el1 1 1, esr_el1 2 0, erridr_el1 3 0, errselr_el1 3 1, erxfr_el1 4 0
  3 0 5: erxctlr_el1 4 1, erxstatus_el1 4 2, erxaddr_el1 4 3, erxmisc0_el1 5 0, erxmisc1_el1 5 1
  3 0 6: far_el1 0 0
  3 0 7: par_el1 4 0
  3 0 9: pmintenset_el1 14 1, pmintenclr_el1 14 2
  3 0 10: mair_el1 2 0, amair_el1 3 0
  3 0 12: vbar_el1 0 0, rvbar_el1 0 1, rmr_el1 0 2, isr_el1 1 0, disr_el1 1 1, icc_iar0_el1 8 0, icc_eoir0_el1 8 1
  3 0 12: icc_hppir0_el1 8 2, icc_bpr0_el1 8 3, icc_dir_el1 11 1, icc_rpr_el1 11 3, icc_sgi1r_el1 11 5
  3 0 12: icc_asgi1r_el1 11 6, icc_sgi0r_el1 11 7, icc_iar1_el1 12 0, icc_eoir1_el1 12 1, icc_hppir1_el1 12 2
  3 0 12: icc_bpr1_el1 12 3, icc_ctlr_el1 12 4, icc_sre_el1 12 5, icc_igrpen0_el1 12 6, icc_igrpen1_el1 12 7
  3 0 13: contextidr_el1 0 1, tpidr_el1 0 4
  3 0 14: cntkctl_el1 1 0
  3 1 0: ccsidr_el1 0 0, clidr_el1 0 1, ccsidr2_el1 0 2, aidr_el1 0 7
  3 2 0: csselr_el1 0 0
  3 3 0: ctr_el0 0 1, dczid_el0 0 7
  3 3 4: nzcv 2 0, daif 2 1, fpcr 4 0, fpsr 4 1, dspsr_el0 5 0, dlr_el0 5 1
  3 3 9: pmcr_el0 12 0, pmcntenset_el0 12 1, pmcntenclr_el0 12 2, pmovsclr_el0 12 3, pmswinc_el0 12 4
  3 3 9: pmselr_el0 12 5, pmceid0_el0 12 6, pmceid1_el0 12 7, pmccntr_el0 13 0, pmxevtyper_el0 13 1
  3 3 9: pmxevcntr_el0 13 2, pmuserenr_el0 14 0, pmovsset_el0 14 3
  3 3 13: tpidr_el0 0 2, tpidrro_el0 0 3
  3 3 14: cntfrq_el0 0 0, cntpct_el0 0 1, cntvct_el0 0 2, cntp_tval_el0 2 0, cntp_ctl_el0 2 1, cntp_cval_el0 2 2
  3 3 14: cntv_tval_el0 3 0, cntv_ctl_el0 3 1, cntv_cval_el0 3 2, pmccfiltr_el0 15 7
  3 4 0: vpidr_el2 0 0, vmpidr_el2 0 5
  3 4 1: sctlr_el2 0 0, actlr_el2 0 1, hcr_el2 1 0, mdcr_el2 1 1, cptr_el2 1 2, hstr_el2 1 3, hacr_el2 1 7
  3 4 2: ttbr0_el2 0 0, ttbr1_el2 0 1, tcr_el2 0 2, vttbr_el2 1 0, vtcr_el2 1 2
  3 4 3: dacr32_el2 0 0
  3 4 4: spsr_el2 0 0, elr_el2 0 1, sp_el1 1 0, spsr_irq 3 0, spsr_abt 3 1, spsr_und 3 2, spsr_fiq 3 3
  3 4 5: ifsr32_el2 0 1, afsr0_el2 1 0, afsr1_el2 1 1, esr_el2 2 0, fpexc32_el2 3 0
  3 4 6: far_el2 0 0, hpfar_el2 0 4
  3 4 10: mair_el2 2 0, amair_el2 3 0
  3 4 12: vbar_el2 0 0, rvbar_el2 0 1, rmr_el2 0 2, icc_sre_el2 9 5, ich_hcr_el2 11 0, ich_vtr_el2 11 1
  3 4 12: ich_misr_el2 11 2, ich_eisr_el2 11 3, ich_elrsr_el2 11 5, ich_vmcr_el2 11 7
  3 4 13: contextidr_el2 0 1, tpidr_el2 0 2
  3 4 14: cntvoff_el2 0 3, cnthctl_el2 1 0, cnthp_tval_el2 2 0, cnthp_ctl_el2 2 1, cnthp_cval_el2 2 2
  3 4 14: cnthv_tval_el2 3 0, cnthv_ctl_el2 3 1, cnthv_cval_el2 3 2
  3 5 1: sctlr_el12 0 0, cpacr_el12 0 2
  3 5 2: ttbr0_el12 0 0, ttbr1_el12 0 1, tcr_el12 0 2
  3 5 4: spsr_el12 0 0, elr_el12 0 1
  3 5 5: afsr0_el12 1 0, afsr1_el12 1 1, esr_el12 2 0
  3 5 6: far_el12 0 0
  3 5 10: mair_el12 2 0, amair_el12 3 0
  3 5 12: vbar_el12 0 0
  3 5 13: contextidr_el12 0 1
  3 5 14: cntkctl_el12 1 0, cntp_tval_el02 2 0, cntp_ctl_el02 2 1, cntp_cval_el02 2 2, cntv_tval_el02 3 0
  3 5 14: cntv_ctl_el02 3 1, cntv_cval_el02 3 2
  3 6 1: sctlr_el3 0 0, actlr_el3 0 1, scr_el3 1 0, sder32_el3 1 1, cptr_el3 1 2, mdcr_el3 3 1
  3 6 2: ttbr0_el3 0 0, tcr_el3 0 2
  3 6 4: spsr_el3 0 0, elr_el3 0 1, sp_el2 1 0
  3 6 5: afsr0_el3 1 0, afsr1_el3 1 1, esr_el3 2 0
  3 6 6: far_el3 0 0
  3 6 10: mair_el3 2 0, amair_el3 3 0
  3 6 12: vbar_el3 0 0, rvbar_el3 0 1, rmr_el3 0 2, icc_ctlr_el3 12 4, icc_sre_el3 12 5, icc_igrpen1_el3 12 7
  3 6 13: tpidr_el3 0 2
  3 7 14: cntps_tval_el1 2 0, cntps_ctl_el1 2 1, cntps_cval_el1 2 2
`;

/** Families of registers, numbered `count` times: name, op0, op1, and CRn, CRm, op2 of each. */
const numbered: readonly [name: string, count: number, op0: number, op1: number, at: (n: number) => number[]][] = [
  ['dbgbvr%_el1', 16, 2, 0, (n) => [0, n, 4]],
  ['dbgbcr%_el1', 16, 2, 0, (n) => [0, n, 5]],
  ['dbgwvr%_el1', 16, 2, 0, (n) => [0, n, 6]],
  ['dbgwcr%_el1', 16, 2, 0, (n) => [0, n, 7]],
  ['pmevcntr%_el0', 31, 3, 3, (n) => [14, 8 + (n >> 3), n & 7]],
  ['pmevtyper%_el0', 31, 3, 3, (n) => [14, 12 + (n >> 3), n & 7]],
  ['icc_ap0r%_el1', 4, 3, 0, (n) => [12, 8, 4 + n]],
  ['icc_ap1r%_el1', 4, 3, 0, (n) => [12, 9, n]],
  ['ich_ap0r%_el2', 4, 3, 4, (n) => [12, 8, n]],
  ['ich_ap1r%_el2', 4, 3, 4, (n) => [12, 9, n]],
  ['ich_lr%_el2', 16, 3, 4, (n) => [12, 12 + (n >> 3), n & 7]],
];

/** op0:op1:CRn:CRm:op2 in 16 bits, as MRS and MSR hold it. */
export function systemRegister(op0: number, op1: number, CRn: number, CRm: number, op2: number): number {
  return (op0 << 14) | (op1 << 11) | (CRn << 7) | (CRm << 3) | op2;
}

function* encodings(): Generator<[name: string, encoding: number]> {
  for (const line of named.trim().split('\n')) {
    const [group = '', list = ''] = line.split(': ');
    const [op0 = 0, op1 = 0, CRn = 0] = group.trim().split(' ').map(Number);
    for (const [name = '', CRm, op2] of list.split(', ').map((one) => one.split(' '))) {
      yield [name, systemRegister(op0, op1, CRn, Number(CRm), Number(op2))];
    }
  }
  for (const [name, count, op0, op1, at] of numbered) {
    for (let n = 0; n < count; n++) {
      const [CRn = 0, CRm = 0, op2 = 0] = at(n);
      yield [name.replace('%', String(n)), systemRegister(op0, op1, CRn, CRm, op2)];
    }
  }
}

/** All names, with their encodings op0:op1:CRn:CRm:op2. */
export const systemRegisters: ReadonlyMap<string, number> = new Map(encodings());

/** The first name of an encoding is the one printed. */
const byEncoding = new Map([...systemRegisters].reverse().map(([name, encoding]) => [encoding, name]));

/** The encoding op0:op1:CRn:CRm:op2 of a register by its name, of either case, or its S3_0_C1_C0_0 form. */
export function systemRegisterByName(name: string): number | undefined {
  const lower = name.toLowerCase();
  const generic = /^s([23])_([0-7])_c(\d|1[0-5])_c(\d|1[0-5])_([0-7])$/.exec(lower);
  if (!generic) return systemRegisters.get(lower);
  const [, op0, op1, CRn, CRm, op2] = generic.map(Number);
  return systemRegister(op0!, op1!, CRn!, CRm!, op2!);
}

/** The name of a system register, in lower case as GNU prints it. */
export function systemRegisterName(encoding: number): string {
  const known = byEncoding.get(encoding);
  if (known !== undefined) return known;
  const [op0, op1] = [encoding >> 14, (encoding >> 11) & 7];
  return `s${op0}_${op1}_c${(encoding >> 7) & 15}_c${(encoding >> 3) & 15}_${encoding & 7}`;
}
