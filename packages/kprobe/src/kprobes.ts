import type { Kernel } from '@tracelab/kernel';
import { addMember, areDisabled, aggregateOf, inTable, isAggregate, isDisabled, isOnlyMember, removeMember, setDisabled } from './aggregate.js';
import { BRK64_OPCODE_KPROBES, freeSlot, prepareSlot } from './insn-page.js';
import { addKprobe, findKprobe, removeKprobe } from './kprobe-table.js';
import { Kprobe } from './layout/index.js';
import { initListHead } from './lists.js';
import type { Execution } from './probed-instruction.js';
import { stopMachine, synchronizeRcu, type Waits } from './wait.js';

// kernel/kprobes.c of v6.1 on struct kprobes in simulated memory; what kernel-paths.md 7 leaves open (aggregated kprobes,
// disabling) is from memory of it. kprobe_mutex is held throughout: one call ends before the next begins.

/** How the instruction of an address that has no kprobe yet is executed. */
export type Executable = Exclude<Execution, { readonly refused: string }>;

/**
 * register_kprobe(). The kprobe has its address, its handlers and, where nobody wants its hits yet, KPROBE_FLAG_DISABLED.
 *
 * @param execution of the instruction; not looked at where the address has a kprobe already
 * @throws Error when all slots are taken
 */
export function* register(kernel: Kernel, kprobe: bigint, execution?: Executable): Waits {
  initListHead(kernel.memory, kprobe + BigInt(Kprobe.list.offset));
  const old = findKprobe(kernel, Kprobe.addr.read(kernel.memory, kprobe));
  if (old === undefined) {
    prepare(kernel, kprobe, execution!);
    addKprobe(kernel, kprobe);
    yield;
    if (!isDisabled(kernel, kprobe)) yield* arm(kernel, kprobe);
    return;
  }
  const aggregate = isAggregate(kernel, old) ? old : aggregateOf(kernel, old);
  yield;
  addMember(kernel, aggregate, kprobe);
  yield;
  if (isDisabled(kernel, aggregate) && !isDisabled(kernel, kprobe)) yield* enableInTable(kernel, aggregate);
}

/** enable_kprobe() */
export function* enable(kernel: Kernel, kprobe: bigint): Waits {
  const owner = inTable(kernel, kprobe);
  if (owner !== kprobe) setDisabled(kernel, kprobe, false);
  yield;
  if (isDisabled(kernel, owner)) yield* enableInTable(kernel, owner);
}

/** disable_kprobe(): the BRK stays as long as another kprobe of the address is enabled. */
export function* disable(kernel: Kernel, kprobe: bigint): Waits {
  if (isDisabled(kernel, kprobe)) return;
  const owner = inTable(kernel, kprobe);
  if (owner !== kprobe) {
    setDisabled(kernel, kprobe, true);
    yield;
    if (!areDisabled(kernel, owner)) return;
  }
  if (!isDisabled(kernel, owner)) yield* disarm(kernel, owner);
  yield;
  setDisabled(kernel, owner, true);
}

/** unregister_kprobe(), between whose halves `gone` is done: no hit begins any more, and none under way is through yet. */
export function* unregister(kernel: Kernel, kprobe: bigint, gone: () => void = () => {}): Waits {
  yield* disable(kernel, kprobe);
  yield;
  const owner = inTable(kernel, kprobe);
  const last = owner === kprobe || (isOnlyMember(kernel, owner) && isDisabled(kernel, owner));
  if (last) removeKprobe(kernel, owner);
  else removeMember(kernel, owner, kprobe);
  yield;
  gone();
  yield* synchronizeRcu(kernel);
  if (!last) return;
  const slot = Kprobe.slot.read(kernel.memory, owner);
  if (slot !== 0n) freeSlot(kernel, slot);
  if (owner !== kprobe) kernel.kfree(owner, Kprobe.structSize);
}

/** ainsn.api.handler: the routine that simulates the kprobe's instruction, 0 where a slot executes it. */
export function simulationOf({ memory }: Kernel, kprobe: bigint): bigint {
  return Kprobe.simulate.read(memory, kprobe);
}

/** arch_prepare_kprobe() */
function prepare(kernel: Kernel, kprobe: bigint, execution: Executable): void {
  const { memory, symbols } = kernel;
  const address = Kprobe.addr.read(memory, kprobe);
  const opcode = Number(memory.read(address, 4));
  Kprobe.opcode.write(memory, kprobe, opcode);
  if (execution.in === 'simulation') {
    Kprobe.simulate.write(memory, kprobe, symbols.lookup(execution.routine));
    return;
  }
  Kprobe.slot.write(memory, kprobe, prepareSlot(kernel, opcode));
  Kprobe.restore.write(memory, kprobe, address + 4n);
}

function* enableInTable(kernel: Kernel, kprobe: bigint): Waits {
  setDisabled(kernel, kprobe, false);
  yield;
  yield* arm(kernel, kprobe);
}

function* arm(kernel: Kernel, kprobe: bigint): Waits {
  const { address, opcode } = placeOf(kernel, kprobe);
  yield* stopMachine(kernel, () => kernel.patchText(address, opcode, BRK64_OPCODE_KPROBES));
}

function* disarm(kernel: Kernel, kprobe: bigint): Waits {
  const { address, opcode } = placeOf(kernel, kprobe);
  yield* stopMachine(kernel, () => kernel.patchText(address, BRK64_OPCODE_KPROBES, opcode));
}

function placeOf({ memory }: Kernel, kprobe: bigint): { address: bigint; opcode: number } {
  return { address: Kprobe.addr.read(memory, kprobe), opcode: Number(Kprobe.opcode.read(memory, kprobe)) };
}
