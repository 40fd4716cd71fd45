import { asm } from '@tracelab/arm64-machine';
import { traceable } from '@tracelab/kernel';
import { IRQ_WORK_CLAIMED, IrqWork } from '../layout.js';

/**
 * kernel/irq_work.c: X0 = work. Claims it, unless it waits already. There is no interrupt controller, so the work is left
 * to the reader that it would have woken.
 */
export const irqWorkQueue = traceable('irq_work_queue', asm`
        add     x1, x0, #${IrqWork.flags}
1:      ldxr    w2, [x1]
        orr     w3, w2, #${IRQ_WORK_CLAIMED}
        stlxr   w4, w3, [x1]
        cbnz    w4, 1b
        dmb     ish
        mvn     w0, w2
        and     w0, w0, #1
        ret
`);
