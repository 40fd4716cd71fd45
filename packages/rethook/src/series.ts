import type { Series, Variant } from '@tracelab/kernel';
import * as freelist from './freelist.js';
import * as perCpu from './per-cpu-freelist.js';
import { hook, prepare } from './hook.js';
import { SHADOW_STACK_SIZE } from './layout.js';
import * as shadowStack from './shadow-stack.js';
import { callback, returnTrampoline, trampoline, type ReturnRegisters } from './trampoline.js';
import { fixupReturn, toPool, toShadowStack, trampolineHandler } from './trampoline-handler.js';

const both = [hook, prepare, trampoline, callback, fixupReturn];

/**
 * RETHOOK_STACK_SIZE tells the control plane where nodes live: bytes of shadow stack per task, 0 for a pool per rethook,
 * which is one list or, with RETHOOK_PER_CPU, one of each CPU.
 */
export const sharedFreelist: Variant = {
  id: 'freelist',
  absolutes: { RETHOOK_STACK_SIZE: 0, RETHOOK_PER_CPU: 0 },
  routines: [freelist.tryGet, freelist.recycle, trampolineHandler(toPool), ...both],
};

/** No switch of the series: the other answer to the contention on the list, by wuqiang, October 2022 (kernel-paths.md 5.2). */
export const perCpuFreelist: Variant = {
  id: 'per-cpu',
  absolutes: { RETHOOK_STACK_SIZE: 0, RETHOOK_PER_CPU: 1 },
  routines: [perCpu.tryGet, perCpu.recycle, trampolineHandler(toPool), ...both],
  data: [perCpu.nrCpuIds],
};

export const perTaskShadowStack: Variant = {
  id: 'shadow-stack',
  absolutes: { RETHOOK_STACK_SIZE: SHADOW_STACK_SIZE, RETHOOK_PER_CPU: 0 },
  routines: [shadowStack.tryGet, shadowStack.recycle, trampolineHandler(toShadowStack), ...both],
};

export const rethook: Series = {
  id: 'rethook',
  title: 'Keep return hooks on a per-task shadow stack',
  upstream: 'planned in the thread of November 2022; v6.14 merged it in another form, fprobe on function-graph',
  off: sharedFreelist,
  on: perTaskShadowStack,
};

/** A variant whose return trampoline keeps other registers: what a handler can do with, and no switch of the series. */
export function withReturnRegisters(variant: Variant, registers: ReturnRegisters): Variant {
  const replaced = returnTrampoline(registers);
  const routines = (variant.routines ?? []).map((one) => (one.name === replaced.name ? replaced : one));
  return { ...variant, id: `${variant.id}, ${registers} kept`, routines };
}
