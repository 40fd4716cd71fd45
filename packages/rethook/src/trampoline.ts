import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';
import { RethookRegs } from './layout.js';

const saved = [
  ['x0', 'x1', RethookRegs.x0],
  ['x2', 'x3', RethookRegs.x2],
  ['x4', 'x5', RethookRegs.x4],
  ['x6', 'x7', RethookRegs.x6],
] as const;
const pairs = (mnemonic: 'stp' | 'ldp'): string =>
  saved.map(([first, second, at]) => `        ${mnemonic}     ${first}, ${second}, [sp, #${at}]`).join('\n');

/**
 * Where a hooked function returns to (kernel-paths.md 5.4, the RFC tree's form). X29 stays the caller's, so the pair at
 * FP, LR is a frame record whose return address is this trampoline: an unwinder takes the real one from the pending
 * nodes.
 */
export const trampoline = routine(
  'arch_rethook_trampoline',
  asm`
        sub     sp, sp, #${RethookRegs.structSize}
${pairs('stp')}
        str     x8, [sp, #${RethookRegs.x8}]
        stp     x29, x30, [sp, #${RethookRegs.fp}]
        add     x0, sp, #${RethookRegs.structSize}
        stp     x0, xzr, [sp, #${RethookRegs.sp}]
        add     x29, sp, #${RethookRegs.fp}
        mov     x0, sp
        bl      arch_rethook_trampoline_callback
        mov     x30, x0
${pairs('ldp')}
        ldr     x8, [sp, #${RethookRegs.x8}]
        ldr     x29, [sp, #${RethookRegs.fp}]
        add     sp, sp, #${RethookRegs.structSize}
        ret
  `,
);

export const callback = routine(
  'arch_rethook_trampoline_callback',
  asm`
        ldr     x1, [x0, #${RethookRegs.fp}]
        b       rethook_trampoline_handler
  `,
);
