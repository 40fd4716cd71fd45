import type { Image, Segment } from '../image.js';
import type { SymbolEntry } from '../symbol-table.js';
import { ELFCLASS64, ELFDATA2LSB, EM, ET, PF, PT_LOAD, SHF, SHN, SHT, SIZE, STB, STT } from './format.js';
import { concatenate, StringTable } from './string-table.js';

/** Offsets in the file and addresses agree modulo this, so that a loader can map the file. */
const PAGE = 4096;

interface Section {
  readonly name: string;
  readonly type: number;
  readonly bytes: Uint8Array;
  readonly flags?: number;
  readonly address?: bigint;
  readonly link?: number;
  readonly info?: number;
  readonly align?: number;
  readonly entrySize?: number;
}

/**
 * The image as a static AArch64 executable that objdump, gdb and, where its addresses are a process's,
 * qemu-aarch64 open. `entry` is where it starts: an address or a symbol.
 */
export function writeElf(image: Image, { entry = 0n }: { readonly entry?: bigint | string } = {}): Uint8Array {
  const segments = image.segments.filter(({ bytes }) => bytes.length > 0);
  const names = new StringTable();
  const symtab = writeSymbols(image.symbols.entries(), segments, names);
  const sections: Section[] = [
    { name: '', type: SHT.null, bytes: new Uint8Array() },
    ...segments.map(segmentSection),
    {
      name: '.symtab',
      type: SHT.symtab,
      bytes: symtab,
      link: segments.length + 2,
      info: 1,
      align: 8,
      entrySize: SIZE.symbol,
    },
    { name: '.strtab', type: SHT.strtab, bytes: names.bytes() },
  ];
  const sectionNames = new StringTable();
  for (const { name } of sections) sectionNames.add(name);
  sectionNames.add('.shstrtab');
  sections.push({ name: '.shstrtab', type: SHT.strtab, bytes: sectionNames.bytes() });

  const contents: Uint8Array[] = [];
  let end = SIZE.header + segments.length * SIZE.programHeader;
  const offsets = sections.map(({ bytes, address, align = 1 }) => {
    const padding = address === undefined ? -end & (align - 1) : (Number(address % BigInt(PAGE)) - end) & (PAGE - 1);
    const offset = end + padding;
    contents.push(new Uint8Array(padding), bytes);
    end = offset + bytes.length;
    return offset;
  });
  const padding = new Uint8Array(-end & 7);
  const start = typeof entry === 'bigint' ? entry : image.symbols.lookup(entry);
  return concatenate([
    header(start, segments.length, sections.length, end + padding.length),
    ...segments.map((segment, i) => programHeader(segment, offsets[i + 1]!)),
    ...contents,
    padding,
    ...sections.map((section, i) => sectionHeader(section, offsets[i]!, sectionNames)),
  ]);
}

function segmentSection({ name, address, bytes, perms }: Segment): Section {
  const flags = SHF.alloc | (perms.includes('w') ? SHF.write : 0) | (perms.includes('x') ? SHF.execinstr : 0);
  return { name, type: SHT.progbits, bytes, flags, address, align: 4 };
}

/** A record of `size` bytes from numbers at offsets: `[offset, bytes, value]`. */
function record(
  size: number,
  fields: readonly (readonly [offset: number, bytes: 1 | 2 | 4 | 8, value: number | bigint])[],
): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  for (const [offset, bytes, value] of fields) {
    if (bytes === 8) view.setBigUint64(offset, BigInt(value), true);
    else if (bytes === 4) view.setUint32(offset, Number(value), true);
    else if (bytes === 2) view.setUint16(offset, Number(value), true);
    else view.setUint8(offset, Number(value));
  }
  return new Uint8Array(view.buffer);
}

function header(entry: bigint, segments: number, sections: number, sectionHeaders: number): Uint8Array {
  return record(SIZE.header, [
    [0, 1, 0x7f],
    [1, 1, 0x45],
    [2, 1, 0x4c],
    [3, 1, 0x46],
    [4, 1, ELFCLASS64],
    [5, 1, ELFDATA2LSB],
    [6, 1, 1],
    [16, 2, ET.exec],
    [18, 2, EM.aarch64],
    [20, 4, 1],
    [24, 8, entry],
    [32, 8, segments > 0 ? SIZE.header : 0],
    [40, 8, sectionHeaders],
    [52, 2, SIZE.header],
    [54, 2, SIZE.programHeader],
    [56, 2, segments],
    [58, 2, SIZE.sectionHeader],
    [60, 2, sections],
    [62, 2, sections - 1],
  ]);
}

function programHeader({ address, bytes, perms }: Segment, offset: number): Uint8Array {
  const flags = (perms.includes('r') ? PF.r : 0) | (perms.includes('w') ? PF.w : 0) | (perms.includes('x') ? PF.x : 0);
  return record(SIZE.programHeader, [
    [0, 4, PT_LOAD],
    [4, 4, flags],
    [8, 8, offset],
    [16, 8, address],
    [24, 8, address],
    [32, 8, bytes.length],
    [40, 8, bytes.length],
    [48, 8, PAGE],
  ]);
}

function sectionHeader(section: Section, offset: number, names: StringTable): Uint8Array {
  const { name, type, bytes, flags = 0, address = 0n, link = 0, info = 0, align = 1, entrySize = 0 } = section;
  if (type === SHT.null) return new Uint8Array(SIZE.sectionHeader);
  return record(SIZE.sectionHeader, [
    [0, 4, names.add(name)],
    [4, 4, type],
    [8, 8, flags],
    [16, 8, address],
    [24, 8, offset],
    [32, 8, bytes.length],
    [40, 4, link],
    [44, 4, info],
    [48, 8, align],
    [56, 8, entrySize],
  ]);
}

const types = { function: STT.func, object: STT.object, none: STT.notype, absolute: STT.notype } as const;

function writeSymbols(entries: readonly SymbolEntry[], segments: readonly Segment[], names: StringTable): Uint8Array {
  const records = entries.map(({ name, address, size, kind }) =>
    record(SIZE.symbol, [
      [0, 4, names.add(name)],
      [4, 1, (STB.global << 4) | types[kind]],
      [6, 2, sectionIndex(address, kind, segments)],
      [8, 8, address],
      [16, 8, size],
    ]),
  );
  return concatenate([new Uint8Array(SIZE.symbol), ...records]);
}

/** A symbol at a section's end belongs to it, too: `_etext`. */
function sectionIndex(address: bigint, kind: SymbolEntry['kind'], segments: readonly Segment[]): number {
  if (kind === 'absolute') return SHN.abs;
  const holds =
    (past: bigint) =>
    ({ address: start, bytes }: Segment): boolean =>
      address >= start && address < start + BigInt(bytes.length) + past;
  const inside = segments.findIndex(holds(0n));
  const index = inside >= 0 ? inside : segments.findIndex(holds(1n));
  return index >= 0 ? index + 1 : SHN.abs;
}
