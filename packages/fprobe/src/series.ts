import type { Series, Variant } from '@tracelab/kernel';
import { fprobeExitHandler } from './fprobe-exit-handler.js';
import { fprobeHandler, hookAlways, hookUnlessSkipped } from './fprobe-handler.js';

/** Every call with an exit handler takes a node and goes through the return trampoline. */
export const alwaysHook: Variant = {
  id: 'always-hook',
  routines: [fprobeHandler(hookAlways), fprobeExitHandler],
};

/** The entry handler decides. The node is still taken and given back. */
export const skipHook: Variant = {
  id: 'skip-hook',
  routines: [fprobeHandler(hookUnlessSkipped), fprobeExitHandler],
};

export const fprobe: Series = {
  id: 'fprobe',
  title: 'Skip the return hook when the entry handler says so',
  upstream: 'v6.4, 39d954200bf6',
  off: alwaysHook,
  on: skipHook,
};
