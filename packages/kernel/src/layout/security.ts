import { at, bytes, ptr, struct } from '@tracelab/arm64-machine';
import { HlistNode } from './lists.js';

/** One hlist head per hook; task_getpgid is among the task hooks, past the middle. */
export const SecurityHookHeads = struct('security_hook_heads', { taskGetpgid: at(1000, ptr) }, 1800);

/** A module's entry on one of the heads. */
export const SecurityHookList = struct('security_hook_list', {
  list: bytes(HlistNode.structSize, 8),
  head: ptr,
  hook: ptr,
  lsm: ptr,
});
