export { Rethook, RethookNode, RethookRegs, REFS_MASK, REFS_ON_FREELIST, SHADOW_STACK_SIZE } from './layout.js';
export { cmpxchg, fetchAdd, type Ordering } from './ll-sc.js';
export { freelistPathLengths, rethookPathLengths } from './path-lengths.js';
export {
  freeNodes, freeNodesOfCpu, giveShadowStack, pendingNodes, rethookAlloc, rethookFree, type RethookOptions,
} from './rethook.js';
export { perCpuFreelist, perTaskShadowStack, rethook, sharedFreelist } from './series.js';
