import { HELPERS } from '../insn/helpers.js';
import type { Slot } from '../insn/slot.js';
import { BpfArray } from '../layout.js';
import type { KernelMap } from '../map/kernel-map.js';
import { roundUp } from '../map/kernel-map.js';
import { BpfLruNode, HtabElem } from '../map/layout.js';
import { MAP_OPERATIONS } from '../map/ops.js';
import type { AttachType } from '../object/attach.js';
import type { CallTable } from './call-table.js';
import { add, addImm, aluImm, goto, immediate64, jump, jumpImm, load, movImm, store, storeImm } from './filter.js';

const R0 = 0;
const R1 = 1;
const R2 = 2;
const R3 = 3;

const EINVAL = -22;
const EOPNOTSUPP = -95;

/** What a call of a helper is known to be given. */
export interface CallSite {
  readonly helper: number;
  readonly attach: AttachType;
  /** The map in R1 or R2, where all paths agree. */
  readonly map: KernelMap | undefined;
}

/** A call's instructions in its place, or undefined where it stays a call of the helper (do_misc_fixups of v6.1). */
export function inlined(
  { helper, attach, map }: CallSite,
  calls: CallTable,
  address: (symbol: string) => bigint | undefined,
): readonly Slot[] | undefined {
  const trampoline = attach === 'fentry' || attach === 'fexit' || attach === 'fmod_ret';
  switch (helper) {
    case HELPERS.map_lookup_elem:
      return map && lookup(map, calls);
    case HELPERS.map_update_elem:
      return direct(map && MAP_OPERATIONS[map.definition.type].update, calls);
    case HELPERS.map_delete_elem:
      return direct(map && MAP_OPERATIONS[map.definition.type].delete, calls);
    case HELPERS.for_each_map_elem:
      return direct(map && MAP_OPERATIONS[map.definition.type].forEach, calls);
    case HELPERS.jiffies64: {
      const jiffies = address('jiffies_64');
      return jiffies === undefined ? undefined : [...immediate64(R0, jiffies), load(8, R0, R0, 0)];
    }
    case HELPERS.get_func_ip:
      return trampoline ? [load(8, R0, R1, -16)] : undefined;
    case HELPERS.get_func_arg_cnt:
      return trampoline ? [load(8, R0, R1, -8)] : undefined;
    case HELPERS.get_func_arg:
      return trampoline ? functionArgument() : undefined;
    case HELPERS.get_func_ret:
      return trampoline ? functionResult(attach !== 'fentry') : undefined;
    default:
      return undefined;
  }
}

function direct(symbol: string | undefined, calls: CallTable): readonly Slot[] | undefined {
  return symbol === undefined ? undefined : [calls.call(symbol)];
}

/** map_gen_lookup() of the types that have one; of the others a call of their look-up. */
function lookup({ definition }: KernelMap, calls: CallTable): readonly Slot[] | undefined {
  const { type, keySize, valueSize, maxEntries } = definition;
  const value = HtabElem.key.offset + roundUp(keySize, 8);
  switch (type) {
    case 'array': {
      const elemSize = roundUp(valueSize, 8);
      const shift = Math.log2(elemSize);
      return [
        addImm(R1, BpfArray.value.offset),
        load(4, R0, R2, 0),
        jumpImm('jge', R0, maxEntries, 3),
        Number.isInteger(shift) ? aluImm('lsh', R0, shift) : aluImm('mul', R0, elemSize),
        add(R0, R1),
        goto(1),
        movImm(R0, 0),
      ];
    }
    case 'hash':
      return [calls.call('__htab_map_lookup_elem'), jumpImm('jeq', R0, 0, 1), addImm(R0, value)];
    case 'lru_hash': {
      const ref = HtabElem.lruNode.at(BpfLruNode.ref.offset);
      return [
        calls.call('__htab_map_lookup_elem'),
        jumpImm('jeq', R0, 0, 4),
        load(1, R1, R0, ref),
        jumpImm('jne', R1, 0, 1),
        storeImm(1, R0, ref, 1),
        addImm(R0, value),
      ];
    }
    default:
      return direct(MAP_OPERATIONS[type].lookup, calls);
  }
}

/** R1 = context, R2 = number, R3 = where to: kernel-paths.md 6.4. */
function functionArgument(): readonly Slot[] {
  return [
    load(8, R0, R1, -8),
    jump('jge', R2, R0, 6),
    aluImm('lsh', R2, 3),
    add(R2, R1),
    load(8, R2, R2, 0),
    store(R3, R2),
    movImm(R0, 0),
    goto(1),
    movImm(R0, EINVAL),
  ];
}

/** R1 = context, R2 = where to. An fentry program runs before there is a result. */
function functionResult(there: boolean): readonly Slot[] {
  if (!there) return [movImm(R0, EOPNOTSUPP)];
  return [load(8, R0, R1, -8), aluImm('lsh', R0, 3), add(R0, R1), load(8, R3, R0, 0), store(R2, R3), movImm(R0, 0)];
}
