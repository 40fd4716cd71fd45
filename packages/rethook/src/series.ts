import type { Series, Variant } from '@tracelab/kernel';
import * as freelist from './freelist.js';
import { hook, prepare } from './hook.js';
import { SHADOW_STACK_SIZE } from './layout.js';
import * as shadowStack from './shadow-stack.js';
import { callback, trampoline } from './trampoline.js';
import { fixupReturn, toPool, toShadowStack, trampolineHandler } from './trampoline-handler.js';

const both = [hook, prepare, trampoline, callback, fixupReturn];

/** RETHOOK_STACK_SIZE tells the control plane where nodes live: bytes of shadow stack per task, 0 for a pool per rethook. */
export const sharedFreelist: Variant = {
  id: 'freelist',
  absolutes: { RETHOOK_STACK_SIZE: 0 },
  routines: [freelist.tryGet, freelist.recycle, trampolineHandler(toPool), ...both],
};

export const perTaskShadowStack: Variant = {
  id: 'shadow-stack',
  absolutes: { RETHOOK_STACK_SIZE: SHADOW_STACK_SIZE },
  routines: [shadowStack.tryGet, shadowStack.recycle, trampolineHandler(toShadowStack), ...both],
};

export const rethook: Series = {
  id: 'rethook',
  title: 'Keep return hooks on a per-task shadow stack',
  upstream: 'planned in the thread of November 2022; v6.14 merged it in another form, fprobe on function-graph',
  off: sharedFreelist,
  on: perTaskShadowStack,
};
