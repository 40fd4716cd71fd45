export { rethookReturns } from './find-ret-addr.js';
export { Rethook, RethookNode, RethookRegs, SHADOW_STACK_SIZE } from './layout.js';
export { freelistPathLengths, rethookPathLengths } from './path-lengths.js';
export {
  allFreeNodes, freeNodes, freeNodesOfCpu, giveShadowStack, pendingNodes, reapRethook, rethookAlloc, rethookFree, type RethookOptions,
} from './rethook.js';
export { perCpuFreelist, perTaskShadowStack, rethook, sharedFreelist, withReturnRegisters } from './series.js';
export type { ReturnRegisters } from './trampoline.js';
