import { ListHead, type Kernel } from '@tracelab/kernel';
import { findKprobe } from './kprobe-table.js';
import { Kprobe, KPROBE_FLAG_DISABLED } from './layout/index.js';
import { hlistReplace, initListHead, listAdd, listDel, listed } from './lists.js';

// Several kprobes of one address: the table has one that stands for them, and lists them newest first.

const listOf = (kprobe: bigint): bigint => kprobe + BigInt(Kprobe.list.offset);

/** kprobe_aggrprobe() */
export function isAggregate(kernel: Kernel, kprobe: bigint): boolean {
  return Kprobe.preHandler.read(kernel.memory, kprobe) === kernel.symbols.lookup('aggr_pre_handler');
}

/** Its kprobes, newest first. */
export function members({ memory }: Kernel, aggregate: bigint): bigint[] {
  return [...listed(memory, listOf(aggregate))].map((node) => node - BigInt(Kprobe.list.offset));
}

/** __get_valid_kprobe(): what the table has for a registered kprobe, itself or an aggregated one. */
export function inTable(kernel: Kernel, kprobe: bigint): bigint {
  return findKprobe(kernel, Kprobe.addr.read(kernel.memory, kprobe))!;
}

/** alloc_aggr_kprobe(), init_aggr_kprobe(): takes a kprobe's place in the table, with it as its only member. */
export function aggregateOf(kernel: Kernel, kprobe: bigint): bigint {
  const { memory } = kernel;
  const aggregate = kernel.kzalloc(Kprobe.structSize);
  copyInstruction(kernel, kprobe, aggregate);
  Kprobe.addr.write(memory, aggregate, Kprobe.addr.read(memory, kprobe));
  Kprobe.offset.write(memory, aggregate, Kprobe.offset.read(memory, kprobe));
  Kprobe.flags.write(memory, aggregate, Kprobe.flags.read(memory, kprobe));
  Kprobe.preHandler.write(memory, aggregate, kernel.symbols.lookup('aggr_pre_handler'));
  initListHead(memory, listOf(aggregate));
  listAdd(memory, listOf(kprobe), listOf(aggregate));
  takePostHandler(kernel, aggregate);
  hlistReplace(memory, kprobe, aggregate);
  return aggregate;
}

/** add_new_kprobe(), and copy_kprobe() the other way: all of an address share one slot. */
export function addMember(kernel: Kernel, aggregate: bigint, kprobe: bigint): void {
  copyInstruction(kernel, aggregate, kprobe);
  listAdd(kernel.memory, listOf(kprobe), listOf(aggregate));
  takePostHandler(kernel, aggregate);
}

export function removeMember(kernel: Kernel, aggregate: bigint, kprobe: bigint): void {
  listDel(kernel.memory, listOf(kprobe));
  takePostHandler(kernel, aggregate);
}

/** list_is_singular() */
export function isOnlyMember({ memory }: Kernel, aggregate: bigint): boolean {
  return ListHead.next.read(memory, listOf(aggregate)) === ListHead.prev.read(memory, listOf(aggregate));
}

/** aggr_kprobe_disabled(): nobody wants a hit of the address. */
export function areDisabled(kernel: Kernel, aggregate: bigint): boolean {
  return members(kernel, aggregate).every((kprobe) => isDisabled(kernel, kprobe));
}

export function isDisabled({ memory }: Kernel, kprobe: bigint): boolean {
  return (Number(Kprobe.flags.read(memory, kprobe)) & KPROBE_FLAG_DISABLED) !== 0;
}

export function setDisabled({ memory }: Kernel, kprobe: bigint, disabled: boolean): void {
  const others = Number(Kprobe.flags.read(memory, kprobe)) & ~KPROBE_FLAG_DISABLED;
  Kprobe.flags.write(memory, kprobe, disabled ? others | KPROBE_FLAG_DISABLED : others);
}

/** The aggregated one asks for the step's end as long as one of its members does. */
function takePostHandler(kernel: Kernel, aggregate: bigint): void {
  const wanted = members(kernel, aggregate).some((kprobe) => Kprobe.postHandler.read(kernel.memory, kprobe) !== 0n);
  Kprobe.postHandler.write(kernel.memory, aggregate, wanted ? kernel.symbols.lookup('aggr_post_handler') : 0n);
}

/** copy_kprobe() */
function copyInstruction({ memory }: Kernel, from: bigint, to: bigint): void {
  for (const field of [Kprobe.opcode, Kprobe.slot, Kprobe.simulate, Kprobe.restore]) field.write(memory, to, field.read(memory, from));
}
