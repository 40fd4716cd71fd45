import { ptr, struct } from '@tracelab/arm64-machine';

/** Circular doubly linked list; an empty head points at itself. */
export const ListHead = struct('list_head', { next: ptr, prev: ptr });

/** Hash chain: the head is one pointer, `pprev` the address of the pointer that points here. */
export const HlistHead = struct('hlist_head', { first: ptr });
export const HlistNode = struct('hlist_node', { next: ptr, pprev: ptr });
