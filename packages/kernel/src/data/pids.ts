import {
  Idr, Pid, PidNamespace, RADIX_TREE_INTERNAL_NODE, RADIX_TREE_MAP_SHIFT, RADIX_TREE_MAP_SIZE, RadixTreeRoot, Upid, XaNode,
} from '../layout/index.js';
import { data, type DataObject } from '../routine.js';
import { initialiser } from './initialiser.js';
import { BENCH_PGID, BENCH_PID, REAPER_PID, tasksOf } from './tasks.js';

const pids = [
  { nr: BENCH_PGID, symbol: 'bench_pgrp' },
  { nr: BENCH_PID, symbol: 'bench_pid' },
  { nr: REAPER_PID, symbol: 'reaper_pid' },
];

const structPid = ({ nr, symbol }: (typeof pids)[number]): DataObject => data(symbol, initialiser(Pid, {
  count: 2,
  tasks: tasksOf(symbol),
  numbers: initialiser(Upid, { nr, ns: 'init_pid_ns' }),
}));

/** A radix tree of two levels, as a system with fewer than 4096 pids has: a root node over leaves of 64 pids. */
const leafOf = (nr: number): number => nr >> RADIX_TREE_MAP_SHIFT;
const leafSymbol = (leaf: number): string => `pid_idr_leaf_${leaf}`;
const tagged = (node: string): string => `${node} + ${RADIX_TREE_INTERNAL_NODE}`;
const leaves = [...new Set(pids.map(({ nr }) => leafOf(nr)))];

const leafNode = (leaf: number): DataObject => {
  const entries = pids.filter(({ nr }) => leafOf(nr) === leaf);
  return data(leafSymbol(leaf), initialiser(XaNode, {
    offset: leaf,
    count: entries.length,
    parent: 'pid_idr_root',
    array: 'init_pid_ns',
    slots: Object.fromEntries(entries.map(({ nr, symbol }) => [nr % RADIX_TREE_MAP_SIZE, symbol])),
  }));
};

const rootNode = data('pid_idr_root', initialiser(XaNode, {
  shift: RADIX_TREE_MAP_SHIFT,
  count: leaves.length,
  array: 'init_pid_ns',
  slots: Object.fromEntries(leaves.map((leaf) => [leaf, tagged(leafSymbol(leaf))])),
}));

const initPidNs = data('init_pid_ns', initialiser(PidNamespace, {
  idr: initialiser(Idr, {
    idrRt: initialiser(RadixTreeRoot, { xaHead: tagged('pid_idr_root') }),
    idrNext: BENCH_PID + 1,
  }),
  pidAllocated: pids.length,
  childReaper: 'reaper_task',
}));

export const pidData: readonly DataObject[] = [...pids.map(structPid), initPidNs, rootNode, ...leaves.map(leafNode)];
