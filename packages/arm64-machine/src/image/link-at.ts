import type { RelocationSite } from './image.js';
import { LinkError } from './link-error.js';
import type { ObjectCode } from './object-code.js';
import { ownSymbols, relocate, type Placement } from './relocate.js';
import { SymbolTable, type SymbolEntry } from './symbol-table.js';

/** An object that was placed while the machine runs. */
export interface Linked {
  readonly bytes: Uint8Array;
  /** Those that the object defines; the caller adds them to its table if it wants them there. */
  readonly symbols: readonly SymbolEntry[];
  readonly relocationSites: readonly RelocationSite[];
}

/**
 * Places one object at `address`: its sections one after the other, code first, against symbols that exist already.
 *
 * @throws LinkError with a line for each undefined symbol and each reference out of reach
 */
export function linkAt(object: ObjectCode, address: bigint, symbols: SymbolTable = new SymbolTable()): Linked {
  const problems: string[] = [];
  const loaded = object.sections.filter(({ flags, bytes }) => flags.includes('a') && bytes.length > 0);
  loaded.sort((a, b) => Number(b.flags.includes('x')) - Number(a.flags.includes('x')));
  let end = 0;
  const offsets = loaded.map((section) => {
    if (address % BigInt(section.align) !== 0n) {
      problems.push(
        `${object.name}: section "${section.name}" is aligned to ${section.align} bytes, 0x${address.toString(16)} is not`,
      );
    }
    const offset = Math.ceil(end / section.align) * section.align;
    end = offset + section.bytes.length;
    return offset;
  });
  const bytes = new Uint8Array(end);
  const placements = new Map<string, Placement>();
  loaded.forEach((section, i) => {
    const offset = offsets[i]!;
    bytes.set(section.bytes, offset);
    const own = bytes.subarray(offset, offset + section.bytes.length);
    placements.set(section.name, { section, address: address + BigInt(offset), bytes: own });
  });
  const own = ownSymbols(object, placements);
  const relocationSites = relocate(
    { object, placements, own },
    (name) => own.get(name) ?? symbols.tryLookup(name),
    (problem) => problems.push(problem),
  );
  if (problems.length > 0) throw new LinkError(problems);
  const defined = object.symbols.flatMap(({ name, size, kind, section }): SymbolEntry[] =>
    section === 'absolute' || !own.has(name) ? [] : [{ name, address: own.get(name)!, size, kind }],
  );
  return { bytes, symbols: defined, relocationSites };
}
