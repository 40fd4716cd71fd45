import { asm } from '@tracelab/arm64-machine';
import { routine, TaskStruct } from '@tracelab/kernel';
import { Rethook, RethookNode, SHADOW_STACK_SIZE } from './layout.js';

/**
 * Nodes as frames of a per-task page, as fgraph keeps its own: a return hook lives exactly as long as its call, and
 * calls nest, so get is a push and recycle a pop. Only the task itself touches its page, and an interrupt pops what it
 * has pushed: plain stores do. The index counts longs, as current->curr_ret_stack does.
 */

/** rethook_try_get(rh): a frame, or NULL when the page is full. RCU need not watch, as no frame goes through call_rcu(). */
export const tryGet = routine(
  'rethook_try_get',
  asm`
        ldr     x1, [x0, #${Rethook.handler}]
        cbz     x1, .Ltry_get_none              // rethook_free() has begun
        mrs     x1, sp_el0
        ldr     x2, [x1, #${TaskStruct.shadowStack}]
        cbz     x2, .Ltry_get_none              // a task without a page: idle, or not yet given one
        ldrsw   x3, [x1, #${TaskStruct.shadowStackIndex}]
        ldr     x4, [x0, #${Rethook.nodeSize}]
        add     x4, x3, x4, lsr #3
        cmp     x4, #${SHADOW_STACK_SIZE / 8}
        b.hi    .Ltry_get_none
        str     w4, [x1, #${TaskStruct.shadowStackIndex}]      // first: an interrupt pushes above it
        add     x2, x2, x3, lsl #3
        str     x0, [x2, #${RethookNode.rethook}]
        mov     x0, x2
        ret
.Ltry_get_none:
        mov     x0, #0
        ret
  `,
);

/** rethook_recycle(node): pops the node and whatever lies above it. */
export const recycle = routine(
  'rethook_recycle',
  asm`
        mrs     x1, sp_el0
        ldr     x2, [x1, #${TaskStruct.shadowStack}]
        sub     x0, x0, x2
        asr     x0, x0, #3
        str     w0, [x1, #${TaskStruct.shadowStackIndex}]
        ret
  `,
);
