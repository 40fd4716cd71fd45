import { asm } from '@tracelab/arm64-machine';
import { preemptDisable, preemptEnable } from './preempt.js';
import { traceable, type Routine } from '../routine.js';

/** queued_spin_trylock() in the fast path: one exclusive pair, acquire. Lost: W2..W4. */
const take = (slow: string): string => asm`
        mov     w2, #1
        prfm    pstl1strm, [x0]
1:      ldaxr   w3, [x0]
        cbnz    w3, ${slow}
        stxr    w4, w2, [x0]
        cbnz    w4, 1b
`.trimEnd();

const slowPath = asm`
        paciasp
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x5
        mov     w1, w3
        bl      queued_spin_lock_slowpath
        mov     x0, x19
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        autiasp
        ret
`.trimEnd();

/** kernel/locking/spinlock.c; X0 = lock. X5 is what is returned. */
function lock(name: string, before: string): Routine {
  return traceable(name, asm`
${before}
        mrs     x1, sp_el0
${preemptDisable({ task: 'x1', count: 'x2' })}
${take('2f')}
        mov     x0, x5
        ret
2:
${slowPath}
  `);
}

/** After the release, preemption; the scheduler may be due. */
function unlock(name: string, between: string): Routine {
  return traceable(name, asm`
        stlrb   wzr, [x0]
${between}
        mrs     x0, sp_el0
${preemptEnable({ task: 'x0', count: 'x1', resched: '1f' })}
        ret
1:      paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        bl      preempt_schedule
        ldp     x29, x30, [sp], #16
        autiasp
        ret
  `);
}

export const rawSpinLock = lock('_raw_spin_lock', '        mov     x5, #0');
export const rawSpinUnlock = unlock('_raw_spin_unlock', '');
/** Returns DAIF as it was. */
export const rawSpinLockIrqsave = lock('_raw_spin_lock_irqsave', asm`
        mrs     x5, daif
        msr     daifset, #3
`.trimEnd());
/** X1 = what _irqsave returned. */
export const rawSpinUnlockIrqrestore = unlock('_raw_spin_unlock_irqrestore', '        msr     daif, x1');

/** kernel/locking/qspinlock.c without its queue: every waiter spins on the lock's word, in no order. */
export const queuedSpinLockSlowpath = traceable('queued_spin_lock_slowpath', asm`
        mov     w2, #1
1:      yield
        ldr     w3, [x0]
        cbnz    w3, 1b
        ldaxr   w3, [x0]
        cbnz    w3, 1b
        stxr    w4, w2, [x0]
        cbnz    w4, 1b
        ret
`);
