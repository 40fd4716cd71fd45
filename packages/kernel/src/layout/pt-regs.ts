import { array, ptr, s32, struct, u32, u64 } from '@tracelab/arm64-machine';

/** The registers of the interrupted context (kernel-paths.md 2.1), 336 bytes at the top of the kernel stack. */
export const PtRegs = struct('pt_regs', {
  regs: array(u64, 31),
  sp: u64,
  pc: u64,
  pstate: u64,
  origX0: u64,
  syscallno: s32,
  unused: u32,
  sdeiTtbr1: u64,
  pmrSave: u64,
  /** Frame record {FP, LR}: the last one of the unwind for an entry from EL0. */
  stackframe: array(ptr, 2),
  lockdepHardirqs: u64,
  exitRcu: u64,
});

/** PSTATE bits as SPSR_EL1 holds them (Arm ARM C5.2.18). */
export const PSR = {
  modeEl0t: 0x0,
  modeEl1h: 0x5,
  modeMask: 0xf,
  mode32: 0x10,
  f: 1 << 6,
  i: 1 << 7,
  a: 1 << 8,
  d: 1 << 9,
  daif: 0xf << 6,
} as const;
