import type { Image, RelocationSite, Segment } from './image.js';
import { LinkError } from './link-error.js';
import type { ObjectCode, ObjectSymbol } from './object-code.js';
import { ownSymbols, relocate, type PlacedObject, type Placement } from './relocate.js';
import { SymbolTable } from './symbol-table.js';

/** Where sections go, and what symbols there are besides the objects'. */
export interface Layout {
  readonly sections: readonly LayoutSection[];
  /** Addresses of symbols that other code defines. They do not become the image's own. */
  readonly externals?: Readonly<Record<string, bigint>>;
  /** Numbers under a name, seen by all objects. */
  readonly absolutes?: Readonly<Record<string, bigint | number>>;
}

export interface LayoutSection {
  /** All objects' sections of this name are put together, in the objects' order. */
  readonly name: string;
  readonly address: bigint;
  /** Any of r, w and x. */
  readonly perms: string;
  /** Bytes that each object's part is aligned to at least. */
  readonly align?: number;
}

/**
 * Puts objects together at the addresses that `layout` gives.
 *
 * @throws LinkError with a line for each symbol that is undefined or defined twice, each reference out of reach, each
 *   section that has no place or overlaps another
 */
export function link(objects: readonly ObjectCode[], layout: Layout): Image {
  const problems: string[] = [];
  const report = (problem: string): void => void problems.push(problem);
  const placements = objects.map(() => new Map<string, Placement>());
  const segments = layout.sections.map((section) => placeSection(section, objects, placements, report));
  reportHomeless(objects, layout, report);
  reportOverlaps(segments, report);

  const placed = objects.map((object, i): PlacedObject => {
    const mine = placements[i]!;
    return { object, placements: mine, own: ownSymbols(object, mine) };
  });
  const globals = globalSymbols(placed, layout, report);
  const sites = placed.flatMap((object): RelocationSite[] =>
    relocate(object, (name) => globals.get(name) ?? layout.externals?.[name], report),
  );
  if (problems.length > 0) throw new LinkError(problems);
  return {
    segments,
    symbols: symbolTable(placed, globals, layout),
    relocationSites: sites.sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0)),
  };
}

function placeSection(
  { name, address, perms, align = 1 }: LayoutSection,
  objects: readonly ObjectCode[],
  placements: readonly Map<string, Placement>[],
  report: (problem: string) => void,
): Segment {
  let end = 0;
  const parts = objects.flatMap((object, i) => {
    const section = object.sections.find((candidate) => candidate.name === name);
    if (!section) return [];
    const alignment = Math.max(section.align, align);
    if (address % BigInt(alignment) !== 0n) {
      report(
        `${object.name}: section "${name}" is aligned to ${alignment} bytes, its address 0x${address.toString(16)} is not`,
      );
    }
    const offset = Math.ceil(end / alignment) * alignment;
    end = offset + section.bytes.length;
    return [{ i, section, offset }];
  });
  const bytes = new Uint8Array(end);
  for (const { i, section, offset } of parts) {
    bytes.set(section.bytes, offset);
    const own = bytes.subarray(offset, offset + section.bytes.length);
    placements[i]!.set(name, { section, address: address + BigInt(offset), bytes: own });
  }
  return { name, address, bytes, perms };
}

/** Sections that are to be in memory must have an address. */
function reportHomeless(objects: readonly ObjectCode[], layout: Layout, report: (problem: string) => void): void {
  const names = new Set(layout.sections.map(({ name }) => name));
  for (const object of objects) {
    for (const { name, flags, bytes } of object.sections) {
      if (bytes.length === 0 || names.has(name) || !flags.includes('a')) continue;
      report(`${object.name}: section "${name}" has no place in the layout: it has ${[...names].join(', ')}`);
    }
  }
}

function reportOverlaps(segments: readonly Segment[], report: (problem: string) => void): void {
  const sorted = segments.filter(({ bytes }) => bytes.length > 0).sort((a, b) => (a.address < b.address ? -1 : 1));
  sorted.forEach((segment, i) => {
    const next = sorted[i + 1];
    const end = segment.address + BigInt(segment.bytes.length);
    if (!next || end <= next.address) return;
    report(
      `section "${segment.name}" ends at 0x${end.toString(16)}, behind the start of "${next.name}" at 0x${next.address.toString(16)}`,
    );
  });
}

/** Every name that objects see of one another. */
function globalSymbols(
  placed: readonly PlacedObject[],
  layout: Layout,
  report: (problem: string) => void,
): Map<string, bigint> {
  const globals = new Map<string, bigint>();
  const definedBy = new Map<string, { where: string; weak: boolean }>();
  for (const [name, value] of Object.entries(layout.absolutes ?? {})) {
    globals.set(name, BigInt.asUintN(64, BigInt(value)));
    definedBy.set(name, { where: "the layout's absolutes", weak: false });
  }
  for (const { object, own } of placed) {
    for (const { name, global, weak } of object.symbols) {
      const address = own.get(name);
      if (!global || address === undefined) continue;
      const before = definedBy.get(name);
      if (before && !before.weak && !weak) {
        report(`symbol "${name}" is defined by ${before.where} and by ${object.name}`);
      }
      if (before && !(before.weak && !weak)) continue;
      globals.set(name, address);
      definedBy.set(name, { where: object.name, weak });
    }
  }
  return globals;
}

function symbolTable(
  placed: readonly PlacedObject[],
  globals: ReadonlyMap<string, bigint>,
  layout: Layout,
): SymbolTable {
  const table = new SymbolTable();
  const isAddress = ({ section, global }: ObjectSymbol): boolean => section !== 'absolute' || global;
  for (const { object, own } of placed) {
    for (const symbol of object.symbols) {
      const { name, size, kind, global } = symbol;
      const address = own.get(name);
      if (address === undefined || !isAddress(symbol)) continue;
      // Of local symbols of one name the first is found by it, and a global one before all of them.
      if (global ? globals.get(name) === address : !globals.has(name) && table.tryLookup(name) === undefined) {
        table.add(name, address, size, symbol.section === 'absolute' ? 'absolute' : kind);
      }
    }
  }
  for (const name of Object.keys(layout.absolutes ?? {})) table.add(name, globals.get(name)!, 0, 'absolute');
  return table;
}
