import { asm } from '@tracelab/arm64-machine';
import { routine, type Variant } from '@tracelab/kernel';
import { Rethook, RethookNode, sharedFreelist } from '@tracelab/rethook';
import { expect, test } from 'vitest';
import { interleave } from './run.js';

const switches = { fprobe: 'on', rethook: 'off', regs: 'on', ops: 'on' } as const;
const replaced = (variant: Variant, ...routines: ReturnType<typeof routine>[]): Variant =>
  ({ ...variant, routines: variant.routines!.map((one) => routines.find(({ name }) => name === one.name) ?? one) });

/** A list of nodes as one CPU by itself could have it. */
const plainList = replaced(
  sharedFreelist,
  routine('rethook_try_get', asm`
        ldr     x1, [x0, #${Rethook.handler}]
        cbz     x1, 1f
        ldr     x1, [x0, #${Rethook.pool}]
        cbz     x1, 1f
        ldr     x2, [x1, #${RethookNode.freelistNext}]
        str     x2, [x0, #${Rethook.pool}]
1:      mov     x0, x1
        ret
  `),
  routine('rethook_recycle', asm`
        ldr     x1, [x0, #${RethookNode.rethook}]
        ldr     x2, [x1, #${Rethook.handler}]
        cbz     x2, 1f
        ldr     x2, [x1, #${Rethook.pool}]
        str     x2, [x0, #${RethookNode.freelistNext}]
        str     x0, [x1, #${Rethook.pool}]
1:      ret
  `),
);

/** What freed memory is filled with. */
const freed = /0x6b6b6b6b6b6b6b/;

test.each([1, 2, 3])('a pool without atomics loses nodes, or gives them out twice, and one or the other is seen (seed %i)', (seed) => {
  expect(() => interleave({ switches, seed, count: 400, nodes: plainList })).toThrow(/^seed \d+, after 0 and /);
});

test.each([1, 2, 3])('a probe that is freed before every task has left its trampoline is used after that (seed %i)', (seed) => {
  expect(() => interleave({ switches, seed, count: 400, skipWait: 'synchronize_rcu_tasks' })).toThrow(freed);
});
