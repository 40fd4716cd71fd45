export { Rethook, RethookNode, RethookRegs, REFS_MASK, REFS_ON_FREELIST } from './layout.js';
export { cmpxchg, fetchAdd, type Ordering } from './ll-sc.js';
export { perTaskShadowStack, rethook, sharedFreelist } from './series.js';
