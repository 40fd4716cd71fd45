import { applyRelocation } from '../isa/index.js';
import { applyDataRelocation, isDataRelocation } from './data-relocation.js';
import type { RelocationSite } from './image.js';
import { absoluteSymbol, type ObjectCode, type ObjectSection } from './object-code.js';

/** A section of an object, at the address that the link gave it. */
export interface Placement {
  readonly section: ObjectSection;
  readonly address: bigint;
  /** Its own bytes in the image, still to be completed. */
  readonly bytes: Uint8Array;
}

/** One object on its way into an image. */
export interface PlacedObject {
  readonly object: ObjectCode;
  readonly placements: ReadonlyMap<string, Placement>;
  /** Addresses of all symbols that the object defines. */
  readonly own: ReadonlyMap<string, bigint>;
}

/** Addresses of the symbols that `object` defines; those in sections that were not placed are left out. */
export function ownSymbols(object: ObjectCode, placements: ReadonlyMap<string, Placement>): Map<string, bigint> {
  const own = new Map<string, bigint>();
  for (const { name, section, value } of object.symbols) {
    const base = section === 'absolute' ? 0n : placements.get(section)?.address;
    if (base !== undefined) own.set(name, BigInt.asUintN(64, base + value));
  }
  return own;
}

/**
 * Completes the bytes of an object's sections. `global` gives the addresses of global symbols, which may be another
 * object's even where this one has a weak definition. Problems go to `report`, one line each.
 */
export function relocate(
  { object, placements, own }: PlacedObject,
  global: (name: string) => bigint | undefined,
  report: (problem: string) => void,
): RelocationSite[] {
  const sites: RelocationSite[] = [];
  const local = new Set(object.symbols.filter((symbol) => !symbol.global).map(({ name }) => name));
  const undefinedReported = new Set<string>();
  for (const { section, address, bytes } of placements.values()) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (const { offset, type, symbol, addend } of section.relocations) {
      const where = (): string => describePlace(object, section.name, offset);
      const target =
        (local.has(symbol) ? own.get(symbol) : (placements.get(symbol)?.address ?? global(symbol))) ??
        (symbol === absoluteSymbol || object.weakReferences.includes(symbol) ? 0n : undefined);
      if (target === undefined) {
        if (!undefinedReported.has(symbol)) report(`${where()}: undefined symbol "${symbol}"`);
        undefinedReported.add(symbol);
        continue;
      }
      const place = address + BigInt(offset);
      try {
        if (isDataRelocation(type)) {
          applyDataRelocation(bytes, offset, type, place, target + addend);
        } else {
          view.setUint32(offset, applyRelocation(view.getUint32(offset, true), type, place, target + addend), true);
        }
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        report(`${where()}: "${symbol}": ${error.message}`);
      }
      sites.push({ address: place, type, symbol });
    }
  }
  return sites;
}

/** `object: symbol+0x10`, the symbol being what the place lies in. */
function describePlace(object: ObjectCode, section: string, offset: number): string {
  let best: { name: string; value: bigint } | undefined;
  for (const symbol of object.symbols) {
    if (symbol.section !== section || symbol.value > BigInt(offset)) continue;
    if (!best || symbol.value >= best.value) best = symbol;
  }
  const [name, from] = best ? [best.name, Number(best.value)] : [section, 0];
  return `${object.name}: ${name}+0x${(offset - from).toString(16)}`;
}
