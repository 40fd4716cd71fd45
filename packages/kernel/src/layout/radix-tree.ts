import { array, bytes, ptr, struct, u32, u8 } from '@tracelab/arm64-machine';

/** radix_tree_root (an xarray); a head with low bits 10 is a node, else the entry of index 0. */
export const RadixTreeRoot = struct('radix_tree_root', { xaLock: u32, xaFlags: u32, xaHead: ptr });

export const Idr = struct('idr', {
  idrRt: bytes(RadixTreeRoot.structSize, 8),
  idrBase: u32,
  idrNext: u32,
});

/** Each node spans 6 bits of the index; `shift` is the number of bits below it. */
export const RADIX_TREE_MAP_SHIFT = 6;
export const RADIX_TREE_MAP_SIZE = 1 << RADIX_TREE_MAP_SHIFT;

/** Low two bits of a slot: 10 marks a node, everything else is an entry. */
export const RADIX_TREE_INTERNAL_NODE = 2;

export const XaNode = struct('xa_node', {
  shift: u8,
  offset: u8,
  count: u8,
  nrValues: u8,
  parent: ptr,
  array: ptr,
  privateList: bytes(16, 8),
  slots: array(ptr, RADIX_TREE_MAP_SIZE),
  marks: array(ptr, 3),
});
