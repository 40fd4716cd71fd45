import type { Memory } from '@tracelab/arm64-machine';
import { TaskStruct, type Kernel } from '@tracelab/kernel';
import { POOL_SLOT_SHIFT, Rethook, RethookNode } from './layout.js';

export interface RethookOptions {
  /** Code that a hooked return calls: (node, data, regs), regs as {@link RethookRegs}. */
  readonly handler: bigint;
  /** Passed to the handler. */
  readonly data: bigint;
  /** Bytes behind each node for the user. */
  readonly dataSize: number;
  /** Returns that may be pending at a time, over all CPUs, where nodes come from a pool. */
  readonly nodes: number;
}

/**
 * rethook_alloc and rethook_add_node: returns the address of a struct rethook whose nodes can be taken. Each node stands
 * on cache lines of its own.
 *
 * @throws Error where a node does not fit on the shadow stack
 */
export function rethookAlloc(kernel: Kernel, { handler, data, dataSize, nodes }: RethookOptions): bigint {
  const { memory, symbols } = kernel;
  const nodeSize = (RethookNode.structSize + dataSize + 7) & ~7;
  const stackSize = Number(symbols.lookup('RETHOOK_STACK_SIZE'));
  if (stackSize > 0 && nodeSize > stackSize) {
    throw new Error(`rethook: ${dataSize} bytes of data per node do not fit on a shadow stack of ${stackSize}; at most ${stackSize - RethookNode.structSize}`);
  }

  const rethook = kernel.kzalloc(Rethook.structSize);
  Rethook.data.write(memory, rethook, data);
  Rethook.handler.write(memory, rethook, handler);
  Rethook.nodeSize.write(memory, rethook, nodeSize);
  Rethook.ref.write(memory, rethook, 1);
  if (stackSize > 0) {
    for (const task of kernel.tasks) giveShadowStack(kernel, task);
  } else {
    const lists = poolLists(kernel, rethook);
    for (let n = 0; n < nodes; n++) addNode(memory, rethook, lists[n % lists.length]!, kernel.kzalloc(nodeSize));
  }
  return rethook;
}

/** rethook_free: no node is taken any more, and pending returns pass by without their handler. */
export function rethookFree({ memory }: Kernel, rethook: bigint): void {
  Rethook.handler.write(memory, rethook, 0n);
}

/**
 * What rethook_free() leaves to RCU (rethook_free_rcu, free_rethook_node_rcu), a grace period after it: nodes that no return
 * needs, and the rethook itself with the last of them.
 *
 * @param nodes of the pool, and not yet freed
 * @returns nodes, or frames of shadow stacks, of returns that are pending, or in the trampoline on their way to give them back
 */
export function reapRethook(kernel: Kernel, rethook: bigint, nodes: readonly bigint[]): bigint[] {
  const { memory } = kernel;
  const belongs = (node: bigint): boolean => RethookNode.rethook.read(memory, node) === rethook;
  const free = allFreeNodes(kernel, rethook);
  for (const list of listsOf(kernel, rethook)) memory.write(list, 8, 0n);
  const isPool = nodes.length > 0;
  // A node that is given back after rethook_free() loses its rethook, and is on no list.
  const held = isPool
    ? nodes.filter((node) => !free.includes(node) && belongs(node))
    : kernel.tasks.flatMap((task) => pendingNodes(memory, task)).filter(belongs);
  const size = Number(Rethook.nodeSize.read(memory, rethook));
  for (const node of nodes) if (!held.includes(node)) kernel.kfree(node, size);
  if (held.length > 0) return held;
  if (isPerCpu(kernel)) kernel.kfree(Rethook.pool.read(memory, rethook), kernel.numPossibleCpus << POOL_SLOT_SHIFT);
  kernel.kfree(rethook, Rethook.structSize);
  return [];
}

/** What fork does for a task where nodes are frames of its shadow stack. */
export function giveShadowStack(kernel: Kernel, task: bigint): void {
  if (TaskStruct.shadowStack.read(kernel.memory, task) !== 0n) return;
  const size = Number(kernel.symbols.lookup('RETHOOK_STACK_SIZE'));
  TaskStruct.shadowStack.write(kernel.memory, task, kernel.kzalloc(size, size));
}

/** Addresses of the pool's free nodes, the next one to be taken first. */
export function freeNodes(memory: Memory, rethook: bigint): bigint[] {
  return nodesOf(memory, rethook + BigInt(Rethook.pool.offset));
}

/** The same of one CPU's list, where each has its own. */
export function freeNodesOfCpu(memory: Memory, rethook: bigint, cpu: number): bigint[] {
  return nodesOf(memory, slotOf(Rethook.pool.read(memory, rethook), cpu));
}

/** Every free node of a pool, wherever its lists are; none on shadow stacks. */
export function allFreeNodes(kernel: Kernel, rethook: bigint): bigint[] {
  return listsOf(kernel, rethook).flatMap((list) => nodesOf(kernel.memory, list));
}

/** Addresses of the freelist_heads of a pool. */
function listsOf(kernel: Kernel, rethook: bigint): bigint[] {
  if (!isPerCpu(kernel)) return [rethook + BigInt(Rethook.pool.offset)];
  const slots = Rethook.pool.read(kernel.memory, rethook);
  return Array.from({ length: kernel.numPossibleCpus }, (_, cpu) => slotOf(slots, cpu));
}

function isPerCpu({ symbols }: Kernel): boolean {
  return symbols.lookup('RETHOOK_PER_CPU') !== 0n;
}

function nodesOf(memory: Memory, list: bigint): bigint[] {
  return chain(memory.read(list, 8), (node) => RethookNode.freelistNext.read(memory, node));
}

/** Addresses of a task's nodes whose returns are hooked, the newest call's first. */
export function pendingNodes(memory: Memory, task: bigint): bigint[] {
  const toNode = (listed: bigint): bigint => (listed === 0n ? 0n : listed - BigInt(RethookNode.next.offset));
  return chain(toNode(TaskStruct.rethooks.read(memory, task)), (node) => toNode(RethookNode.next.read(memory, node)));
}

/** rethook_add_node. Nobody else knows the rethook yet, so plain writes do what freelist_add would. */
function addNode(memory: Memory, rethook: bigint, list: bigint, node: bigint): void {
  RethookNode.rethook.write(memory, node, rethook);
  RethookNode.freelistNext.write(memory, node, memory.read(list, 8));
  RethookNode.refs.write(memory, node, 1);
  memory.write(list, 8, node);
  Rethook.ref.write(memory, rethook, Rethook.ref.read(memory, rethook) + 1n);
}

/** Addresses of the freelist_heads that the rethook's nodes go to: the one in the struct, or a new one for each CPU. */
function poolLists(kernel: Kernel, rethook: bigint): bigint[] {
  const { memory, symbols, numPossibleCpus } = kernel;
  if (!isPerCpu(kernel)) return [rethook + BigInt(Rethook.pool.offset)];
  const slots = kernel.kzalloc(numPossibleCpus << POOL_SLOT_SHIFT);
  Rethook.pool.write(memory, rethook, slots);
  memory.write(symbols.lookup('nr_cpu_ids'), 4, BigInt(numPossibleCpus));
  return Array.from({ length: numPossibleCpus }, (_, cpu) => slotOf(slots, cpu));
}

function slotOf(slots: bigint, cpu: number): bigint {
  return slots + BigInt(cpu << POOL_SLOT_SHIFT);
}

/** @throws Error where nodes are linked in a circle */
function chain(first: bigint, next: (node: bigint) => bigint): bigint[] {
  const nodes = new Set<bigint>();
  for (let node = first; node !== 0n; node = next(node)) {
    if (nodes.has(node)) throw new Error(`rethook: the node at 0x${node.toString(16)} is on its list twice`);
    nodes.add(node);
  }
  return [...nodes];
}
