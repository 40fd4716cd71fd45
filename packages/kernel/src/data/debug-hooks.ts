import { BreakHook, BRK_IMM, FaultInfo, ListHead } from '../layout/index.js';
import { data, type DataObject } from '../routine.js';
import { initialiser } from './initialiser.js';

/** Linked front to back at start; others, as kprobes', are added at the front (list_add). */
const kernelHooks = [
  { symbol: 'fault_break_hook', fn: 'reserved_fault_handler', imm: BRK_IMM.fault },
  { symbol: 'bug_break_hook', fn: 'bug_handler', imm: BRK_IMM.bug },
];

const HEAD = 'kernel_break_hook';
const ring = [HEAD, ...kernelHooks.map(({ symbol }) => symbol), HEAD];
const linked = (place: number): string =>
  initialiser(ListHead, { next: ring[place + 1] ?? HEAD, prev: ring[place - 1] ?? kernelHooks.at(-1)!.symbol });

/** debug_fault_info[ESR 29:27]: hardware breakpoint, single-step, watchpoint, -, AArch32 BKPT, vector catch, BRK, -. */
const BRK_EVENT = 6;
const faultInfo = Array.from({ length: 8 }, (_, event) =>
  initialiser(FaultInfo, { fn: event === BRK_EVENT ? 'brk_handler' : '__panic_unhandled', sig: 5 /* SIGTRAP */ }));

export const debugData: readonly DataObject[] = [
  data(HEAD, linked(0), 16),
  data('user_break_hook', initialiser(ListHead, { next: 'user_break_hook', prev: 'user_break_hook' }), 16),
  ...kernelHooks.map(({ symbol, fn, imm }, i) =>
    data(symbol, initialiser(BreakHook, { node: linked(i + 1), fn, imm }), 16)),
  data('debug_fault_info', faultInfo.join('\n')),
];
