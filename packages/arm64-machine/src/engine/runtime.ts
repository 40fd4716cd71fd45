import {
  EC, exceptionReturn, selectStackPointer, SYSREG, takeException, type Exception,
} from '../cpu/exceptions.js';
import { CTR_EL0 } from '../cpu/cache-type.js';
import type { ExclusiveMonitors } from '../cpu/exclusive-monitors.js';
import { SLOT, type CpuState } from '../cpu/state.js';
import { PSTATE_FIELD } from '../cpu/system-access.js';
import { addressTranslation } from '../cpu/address-translation.js';
import type { ExceptionKind } from '../ir/ir.js';
import { SCRATCH_SIZE, type Memory } from '../memory/memory.js';
import { arithmetic } from './arithmetic.js';

/** What the processor asks of whoever runs it. */
export interface RuntimeHost {
  /** Decides what becomes of an exception: it is taken to EL1, or it has been dealt with and `pc` is where to go on. */
  exception(exception: Exception): 'take' | 'resume';
  /** Value of the virtual counter: ticks of simulated time. */
  counter(): bigint;
  counterFrequency(): bigint;
  cycles(): bigint;
}

/** DC ZVA is 64 bytes; caches have 64-byte lines (Cortex-A72 TRM 4.2). */
const DCZID = 4n;
const DC_ZVA = (1 << 14) | (3 << 11) | (7 << 7) | (4 << 3) | 1;

/** Bits of FPCR and FPSR that ARMv8.0 has; the others are RES0 (Arm ARM C5.2.7, C5.2.9). */
const FPCR_BITS = 0x07c0_0000;
const FPSR_BITS = 0xf800_009f | 0;

const computed = new Set<number>([
  SYSREG.nzcv, SYSREG.daif, SYSREG.currentEl, SYSREG.spsel, SYSREG.cntvct, SYSREG.cntpct, SYSREG.cntfrq,
  SYSREG.pmccntr, SYSREG.ctr, SYSREG.dczid, SYSREG.sp0, SYSREG.fpcr, SYSREG.fpsr,
]);

/** Whether a system register is plain storage, so that engines may read and write its slot directly. */
export function isPlainSysreg(encoding: number): boolean {
  return !computed.has(encoding);
}

/**
 * The helpers that emitted code calls.
 *
 * @param awaitLine throws to put off the access that is about to be made
 * @param monitors those of the cores that share the memory
 */
export function runtime(state: CpuState, memory: Memory, host: RuntimeHost, awaitLine: () => void, monitors?: ExclusiveMonitors) {
  const w = state.words;
  const give = (value: bigint): number => {
    w[SLOT.scratchHigh] = Number(BigInt.asIntN(32, value >> 32n));
    return Number(BigInt.asIntN(32, value));
  };

  const giveWords = (slot: number): number => {
    w[SLOT.scratchHigh] = w[slot + 1]!;
    return w[slot]!;
  };
  const sp0 = state.sysregSlot(SYSREG.sp0);

  const raise = (exception: Exception): void => {
    if (host.exception(exception) === 'take') takeException(state, exception);
  };
  const undefinedInstruction = (text: string, hlt?: number): void => {
    const exception = { ec: EC.unknown, iss: 0, returnAddress: state.pc, text };
    raise(hlt === undefined ? exception : { ...exception, hlt });
  };

  const helpers = {
    ...arithmetic(w),

    setMonitor(low: number, high: number, bytes: number): void {
      if ((low & (bytes - 1)) !== 0) memory.refuseUnaligned(low, high, false);
      w[SLOT.monitor] = 1;
      w[SLOT.monitorLow] = low;
      w[SLOT.monitorHigh] = high;
      w[SLOT.monitorBytes] = bytes;
    },
    monitorPass(low: number, high: number, bytes: number): number {
      if ((low & (bytes - 1)) !== 0) memory.refuseUnaligned(low, high, true);
      const pass = w[SLOT.monitor] === 1 && w[SLOT.monitorLow] === low && w[SLOT.monitorHigh] === high && w[SLOT.monitorBytes] === bytes;
      w[SLOT.monitor] = 0;
      return pass ? 1 : 0;
    },

    awaitLine,

    /** A store is done: other cores lose their reservations of what it hit. */
    stored(low: number, high: number, bytes: number): void {
      monitors?.stored(low, high, bytes, w);
    },

    /** Exceptions that instructions make by being executed; the PC is the instruction's own. */
    exception(kind: ExceptionKind, imm: number): void {
      const pc = state.pc;
      switch (kind) {
        case 'svc': raise({ ec: EC.svc64, iss: imm, returnAddress: pc + 4n, text: `svc #${imm}` }); break;
        case 'brk': raise({ ec: EC.breakpoint, iss: imm, returnAddress: pc, text: `brk #0x${imm.toString(16)}` }); break;
        case 'hlt': undefinedInstruction(`hlt #0x${imm.toString(16)}`, imm); break;
        case 'hvc': case 'smc': undefinedInstruction(`${kind} #${imm}: there is no EL2 or EL3`); break;
        case 'undefined': undefinedInstruction('undefined instruction'); break;
      }
    },
    eret(): void {
      const illegal = exceptionReturn(state);
      if (illegal) raise(illegal);
    },

    readSysreg(encoding: number): number {
      switch (encoding) {
        case SYSREG.nzcv: return give(BigInt(state.pstate & 0xf0000000) & 0xf0000000n);
        case SYSREG.daif: return give(BigInt(w[SLOT.daif]! << 6));
        case SYSREG.currentEl: return give(BigInt(w[SLOT.el]! << 2));
        case SYSREG.spsel: return give(BigInt(w[SLOT.spsel]!));
        case SYSREG.sp0: return giveWords(w[SLOT.spsel] === 0 ? SLOT.sp : sp0);
        case SYSREG.cntvct: case SYSREG.cntpct: return give(host.counter());
        case SYSREG.cntfrq: return give(host.counterFrequency());
        case SYSREG.pmccntr: return give(host.cycles());
        case SYSREG.ctr: return give(CTR_EL0);
        case SYSREG.dczid: return give(DCZID);
        default: return giveWords(state.sysregSlot(encoding));
      }
    },
    writeSysreg(encoding: number, low: number, high: number): void {
      switch (encoding) {
        case SYSREG.nzcv:
          w[SLOT.n] = (low >>> 31) & 1;
          w[SLOT.z] = (low >>> 30) & 1;
          w[SLOT.c] = (low >>> 29) & 1;
          w[SLOT.v] = (low >>> 28) & 1;
          break;
        case SYSREG.daif: w[SLOT.daif] = (low >> 6) & 0xf; break;
        case SYSREG.spsel: selectStackPointer(state, low & 1); break;
        case SYSREG.fpcr: case SYSREG.fpsr: {
          const slot = state.sysregSlot(encoding);
          w[slot] = low & (encoding === SYSREG.fpcr ? FPCR_BITS : FPSR_BITS);
          w[slot + 1] = 0;
          break;
        }
        default: {
          const slot = encoding === SYSREG.sp0 && w[SLOT.spsel] === 0 ? SLOT.sp : state.sysregSlot(encoding);
          w[slot] = low;
          w[slot + 1] = high;
        }
      }
    },
    setPstate(field: number, imm: number): void {
      if (field === PSTATE_FIELD.daifSet) w[SLOT.daif] = w[SLOT.daif]! | imm;
      else if (field === PSTATE_FIELD.daifClr) w[SLOT.daif] = w[SLOT.daif]! & ~imm;
      else if (field === PSTATE_FIELD.spsel) selectStackPointer(state, imm & 1);
    },
    /** Cache and TLB maintenance: nothing to do where caches are always coherent, but DC ZVA writes and AT asks. */
    system(encoding: number, low: number, high: number): void {
      const par = addressTranslation(memory, encoding, low, high);
      if (par !== undefined) state.set(state.sysregSlot(SYSREG.par), par);
      if (encoding !== DC_ZVA) return;
      const line = low & -64;
      const el0 = state.el === 0 ? 1 : 0;
      memory.writeAt(low, high, 1, el0); // A fault is to report the address that was given (Arm ARM D13.2.40, FAR_EL1).
      for (let at = 0; at < 64; at += 4) {
        const place = memory.writeAt(line + at, high, 4, el0);
        memory.i32[place >> 2] = 0;
        if (place < SCRATCH_SIZE) memory.commit();
      }
      helpers.stored(line, high, 64);
    },
    raise,
  };
  return helpers;
}
export type Runtime = ReturnType<typeof runtime>;
