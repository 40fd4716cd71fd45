import type { Series, Variant } from '@tracelab/kernel';
import * as freelist from './freelist.js';
import { hook, prepare } from './hook.js';
import * as shadowStack from './shadow-stack.js';
import { callback, trampoline } from './trampoline.js';
import { fixupReturn, toPool, toShadowStack, trampolineHandler } from './trampoline-handler.js';

const both = [hook, prepare, trampoline, callback, fixupReturn];

export const sharedFreelist: Variant = {
  id: 'freelist',
  routines: [freelist.tryGet, freelist.recycle, trampolineHandler(toPool), ...both],
};

export const perTaskShadowStack: Variant = {
  id: 'shadow-stack',
  routines: [shadowStack.tryGet, shadowStack.recycle, trampolineHandler(toShadowStack), ...both],
};

export const rethook: Series = {
  id: 'rethook',
  title: 'Keep return hooks on a per-task shadow stack',
  upstream: 'planned in the thread of November 2022; v6.14 merged it in another form, fprobe on function-graph',
  off: sharedFreelist,
  on: perTaskShadowStack,
};
