import { HELPERS, type Slot } from '../../src/insn/index.js';
import { PSEUDO_LD } from '../../src/insn/opcode.js';
import { functionTarget } from '../../src/verifier/program.js';
import { interpret, type Invoke } from '../../src/interpreter/index.js';
import { ReferenceMap } from '../../src/interpreter/reference-map.js';
import { GENERATED_MAPS } from './generate/maps.js';
import { OwnedMemory } from './owned-memory.js';
import { contents, type Outcome, type Situation } from './situation.js';

/** Eight frames of 512 bytes. */
const STACK_SIZE = 8 * 512;
const RING_HEADER = 8;
const HANDLE = 0x1000;

/** Runs a program in the interpreter, in memory of its own. @throws where it touches what is not its own, or runs too long */
export function runReference(slots: readonly Slot[], situation: Situation, limit: number): Outcome {
  const memory = new OwnedMemory();
  const stack = memory.give('the stack', new Uint8Array(STACK_SIZE));
  const context = memory.give('the context', situation.context, false);
  const maps = GENERATED_MAPS.map((definition) => new ReferenceMap(definition, memory));
  for (const { map, key, value } of situation.elements) maps[map]!.update(key, value, 0n);
  const ring = new ReferenceRing(memory);
  const helper = (number: number, args: readonly bigint[], invoke: Invoke): bigint => {
    const map = maps[Number(args[0]! - BigInt(HANDLE))];
    const key = (): Uint8Array => memory.readBytes(args[1]!, map!.definition.keySize);
    switch (number) {
      case HELPERS.map_lookup_elem:
        return map!.lookup(key());
      case HELPERS.map_update_elem:
        return BigInt(map!.update(key(), memory.readBytes(args[2]!, map!.definition.valueSize), args[3]!));
      case HELPERS.map_delete_elem:
        return BigInt(map!.delete(key()));
      case HELPERS.ringbuf_reserve:
        return ring.reserve(Number(args[1]!));
      case HELPERS.ringbuf_submit:
        return ring.finish(args[0]!, true);
      case HELPERS.ringbuf_discard:
        return ring.finish(args[0]!, false);
      case HELPERS.loop: {
        let index = 0n;
        while (index < args[0]!) if (invoke(Number(args[1]!), [index++, args[2]!]) !== 0n) break;
        return index;
      }
      case HELPERS.for_each_map_elem: {
        let count = 0n;
        for (const [hex, value] of map!.entries()) {
          const at = memory.give('a key', Uint8Array.from(Buffer.from(hex, 'hex')), false);
          count++;
          if (invoke(Number(args[1]!), [args[0]!, at, value, args[2]!]) !== 0n) break;
        }
        return count;
      }
      default:
        throw new Error(`no reference for helper ${number}`);
    }
  };
  const result = interpret(resolve(slots, maps), [context], {
    memory,
    stackTop: stack + BigInt(STACK_SIZE),
    helper,
    limit,
  });
  return {
    result,
    maps: contents(
      maps.map((map) =>
        [...map.entries()].map(([key, value]) => [key, memory.readBytes(value, map.definition.valueSize)]),
      ),
    ),
    records: ring.records.map((record) => Buffer.from(record).toString('hex')),
  };
}

/** Addresses in place of maps and functions. */
function resolve(slots: readonly Slot[], maps: readonly ReferenceMap[]): Slot[] {
  return slots.map((slot, at) => {
    const before = slots[at - 1];
    const first = slot.code === 0x18 ? slot : before?.code === 0x18 ? before : undefined;
    if (!first || first.src === PSEUDO_LD.value) return slot;
    const second = first === slot ? slots[at + 1]! : slot;
    const value = immediate(first, second.imm, first === slot ? at : at - 1, maps);
    return { ...slot, src: 0, imm: Number(BigInt.asIntN(32, first === slot ? value : value >> 32n)) };
  });
}

function immediate(first: Slot, high: number, at: number, maps: readonly ReferenceMap[]): bigint {
  if (first.src === PSEUDO_LD.func) return BigInt(functionTarget(BigInt(first.imm), at));
  return first.src === PSEUDO_LD.mapFd ? BigInt(HANDLE + first.imm) : maps[first.imm]!.value + BigInt(high);
}

/** A ring buffer that nobody reads meanwhile. */
class ReferenceRing {
  readonly #records: { readonly bytes: Uint8Array; submitted: boolean }[] = [];
  readonly #open = new Map<bigint, number>();
  readonly #memory: OwnedMemory;
  #used = 0;

  constructor(memory: OwnedMemory) {
    this.#memory = memory;
  }

  get records(): Uint8Array[] {
    return this.#records.filter(({ submitted }) => submitted).map(({ bytes }) => bytes);
  }

  reserve(size: number): bigint {
    const taken = this.#used + Math.ceil((size + RING_HEADER) / 8) * 8;
    if (taken > GENERATED_MAPS[3].maxEntries - 1) return 0n;
    this.#used = taken;
    const bytes = new Uint8Array(size);
    this.#records.push({ bytes, submitted: false });
    const base = this.#memory.give('a record', bytes);
    this.#open.set(base, this.#records.length - 1);
    return base;
  }

  finish(base: bigint, submitted: boolean): bigint {
    this.#memory.take(base);
    this.#records[this.#open.get(base)!]!.submitted = submitted;
    return 0n;
  }
}
