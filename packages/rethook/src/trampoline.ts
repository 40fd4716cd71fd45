import { asm } from '@tracelab/arm64-machine';
import { routine, type Routine } from '@tracelab/kernel';
import { RethookRegs } from './layout.js';

const PAIRS = [
  ['x0', 'x1', RethookRegs.x0],
  ['x2', 'x3', RethookRegs.x2],
  ['x4', 'x5', RethookRegs.x4],
  ['x6', 'x7', RethookRegs.x6],
] as const;

/**
 * What a return trampoline keeps, and its handlers can see: `all` that the RFC tree's does (kernel-paths.md 5.4), or only the
 * registers that a `result` of AAPCS64 takes, X0 and X1, as whoever calls a function expects nothing of the others. The
 * frame record and the return address are there in either.
 */
export type ReturnRegisters = 'all' | 'result';

/**
 * Where a hooked function returns to. X29 stays the caller's, so the pair at FP, LR is a frame record whose return address is
 * this trampoline: an unwinder takes the real one from the pending nodes.
 */
export function returnTrampoline(registers: ReturnRegisters): Routine {
  const all = registers === 'all';
  const saved = all ? PAIRS : PAIRS.slice(0, 1);
  const pairs = (mnemonic: 'stp' | 'ldp'): string =>
    saved.map(([first, second, at]) => `        ${mnemonic}     ${first}, ${second}, [sp, #${at}]`).join('\n');
  return routine(
    'arch_rethook_trampoline',
    asm`
        sub     sp, sp, #${RethookRegs.structSize}
${pairs('stp')}
        ${all ? `str     x8, [sp, #${RethookRegs.x8}]` : ''}
        stp     x29, x30, [sp, #${RethookRegs.fp}]
        ${all ? `add     x0, sp, #${RethookRegs.structSize}\n        stp     x0, xzr, [sp, #${RethookRegs.sp}]` : ''}
        add     x29, sp, #${RethookRegs.fp}
        mov     x0, sp
        bl      arch_rethook_trampoline_callback
        mov     x30, x0
${pairs('ldp')}
        ${all ? `ldr     x8, [sp, #${RethookRegs.x8}]` : ''}
        ldr     x29, [sp, #${RethookRegs.fp}]
        add     sp, sp, #${RethookRegs.structSize}
        ret
    `,
  );
}

export const trampoline = returnTrampoline('all');

export const callback = routine(
  'arch_rethook_trampoline_callback',
  asm`
        ldr     x1, [x0, #${RethookRegs.fp}]
        b       rethook_trampoline_handler
  `,
);
