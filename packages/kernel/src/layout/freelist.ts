import { at, ptr, struct, u32 } from '@tracelab/arm64-machine';

/** Links free nodes (linux/freelist.h of v6.1); the first member of what is on the list. The head is one pointer. */
export const FreelistNode = struct('freelist_node', { refs: u32, next: at(8, ptr) });

/** freelist_node.refs: the flag "should be on the freelist", and the references below it. */
export const REFS_ON_FREELIST = 0x80000000;
export const REFS_MASK = 0x7fffffff;
