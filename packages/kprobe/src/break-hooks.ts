import { BreakHook, BRK_IMM, data, initialiser, ListHead, type DataObject, type Kernel } from '@tracelab/kernel';
import { listAdd } from './lists.js';

function breakHook(name: string, fn: string, imm: number): DataObject {
  return data(name, initialiser(BreakHook, { fn, imm }), 16);
}

export const breakHooks = [
  breakHook('kprobes_break_hook', 'kprobe_breakpoint_handler', BRK_IMM.kprobes),
  breakHook('kprobes_break_ss_hook', 'kprobe_breakpoint_ss_handler', BRK_IMM.kprobesSs),
] as const;

/** arch_init_kprobes(): puts both hooks, once, at the head of the list that call_break_hook walks. */
export function registerBreakHooks(kernel: Kernel): void {
  const { memory, symbols } = kernel;
  const head = symbols.lookup('kernel_break_hook');
  for (const { name } of breakHooks) {
    const node = symbols.lookup(name) + BigInt(BreakHook.node.offset);
    if (ListHead.next.read(memory, node) !== 0n) continue;
    listAdd(memory, node, head);
  }
}
