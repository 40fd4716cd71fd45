import { disassemble } from '../isa/index.js';
import { cpiStack, type Counts, type CpiStack } from '../timing/cpi-stack.js';
import { CAUSES } from '../timing/timing-model.js';
import { inclusiveTotals, type CallNode, type Totals } from './call-tree.js';

/** A static instruction: where it is, and of which function. */
export interface Place {
  readonly address: bigint;
  readonly word: number;
  readonly name: string;
  /** Bytes from the function's start. */
  readonly offset: number;
}

export interface FunctionProfile {
  readonly name: string;
  readonly calls: number;
  /** Of its own instructions; over all functions, these add up to the run. */
  readonly self: Totals;
  /** With everything that it called. */
  readonly inclusive: Totals;
  /** Its own cycles by cause. */
  readonly causes: CpiStack;
}

export interface AddressProfile extends Place {
  /** As objdump writes it. */
  readonly text: string;
  readonly instructions: number;
  readonly cycles: number;
  readonly causes: CpiStack;
}

/** `places` are by handle, as the counts are. */
export function byFunction(places: readonly Place[], counts: Counts, calls: CallNode): FunctionProfile[] {
  const causes = new Map<string, Float64Array>();
  const self = new Map<string, { instructions: number; cycles: number }>();
  places.forEach(({ name }, handle) => {
    if (counts.retiredOf[handle]! === 0 && counts.cyclesOf[handle]! === 0) return;
    const own = entry(self, name, () => ({ instructions: 0, cycles: 0 }));
    own.instructions += counts.retiredOf[handle]!;
    own.cycles += counts.cyclesOf[handle]!;
    const stack = entry(causes, name, () => new Float64Array(CAUSES.length));
    for (let i = 0; i < CAUSES.length; i++) stack[i]! += counts.causesOf[handle * CAUSES.length + i]!;
  });
  const called = new Map<string, number>();
  for (const { name, calls: count } of calls.walk()) called.set(name, (called.get(name) ?? 0) + count);
  const inclusive = inclusiveTotals(calls);
  return [...self]
    .map(([name, own]) => ({
      name,
      calls: called.get(name) ?? 0,
      self: own,
      inclusive: inclusive.get(name) ?? own,
      causes: cpiStack(causes.get(name)!),
    }))
    .sort((a, b) => b.self.cycles - a.self.cycles || (a.name < b.name ? -1 : 1));
}

export function byAddress(places: readonly Place[], counts: Counts): AddressProfile[] {
  return places
    .flatMap((place, handle): AddressProfile[] => {
      const [instructions, cycles] = [counts.retiredOf[handle]!, counts.cyclesOf[handle]!];
      if (instructions === 0 && cycles === 0) return [];
      const text = disassemble(place.word, place.address)!;
      return [{ ...place, text, instructions, cycles, causes: cpiStack(counts.causesOf, handle) }];
    })
    .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
