import { ElfError } from './elf-error.js';
import { ELFCLASS64, ELFDATA2LSB, PT_LOAD, SHN, SHT, SIZE } from './format.js';
import { checkRange, RecordReader, stringAt } from './record.js';

export interface ElfSection {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly address: bigint;
  /** Bytes in memory; `bytes` is empty where the file holds none of them, as for .bss. */
  readonly size: number;
  readonly bytes: Uint8Array;
  readonly link: number;
  readonly info: number;
  readonly align: number;
}

export interface ElfSymbol {
  readonly name: string;
  readonly type: number;
  readonly binding: number;
  /** Index of its section, or one of SHN. */
  readonly section: number;
  readonly value: bigint;
  readonly size: number;
}

export interface ElfRelocation {
  /** Bytes from the start of the section. */
  readonly offset: number;
  readonly type: number;
  readonly symbol: ElfSymbol;
  /** Absent where the relocated bytes hold it (SHT_REL). */
  readonly addend: bigint | undefined;
}

/** What a program header of type PT_LOAD puts into memory. */
export interface ElfLoad {
  readonly address: bigint;
  readonly flags: number;
  readonly bytes: Uint8Array;
  /** Zeros follow the bytes up to this size. */
  readonly size: number;
}

/** A 64-bit little-endian ELF file of any machine. */
export interface ElfFile {
  /** One of ET. */
  readonly type: number;
  /** One of EM. */
  readonly machine: number;
  readonly entry: bigint;
  readonly sections: readonly ElfSection[];
  readonly symbols: readonly ElfSymbol[];
  readonly loads: readonly ElfLoad[];
  /** The first section of that name. */
  section(name: string): ElfSection | undefined;
  /** What completes the bytes of a section, in the file's order. */
  relocations(of: ElfSection): ElfRelocation[];
}

/**
 * Reads headers, sections and symbols. Bytes of sections are views of `file`, not copies.
 *
 * @throws ElfError that names the part that is wrong, and what would be accepted
 */
export function readElf(file: Uint8Array): ElfFile {
  const header = readHeader(file);
  const sections = readSections(file, header);
  const symbols = readSymbols(sections);
  return {
    type: header.u16(16),
    machine: header.u16(18),
    entry: header.u64(24),
    sections,
    symbols,
    loads: readLoads(file, header),
    section: (name) => sections.find((section) => section.name === name),
    relocations: (of) =>
      sections
        .filter(({ type, info }) => (type === SHT.rel || type === SHT.rela) && info === of.index)
        .flatMap((table) => readRelocations(table, of, symbols)),
  };
}

function readHeader(file: Uint8Array): RecordReader {
  if (file.length < 4 || String.fromCharCode(...file.subarray(0, 4)) !== '\x7fELF') {
    throw new ElfError('not an ELF file: it does not start with 7f 45 4c 46');
  }
  const header = new RecordReader(file, 'the ELF header', 0, SIZE.header);
  if (header.u8(4) !== ELFCLASS64 || header.u8(5) !== ELFDATA2LSB) {
    const bits = header.u8(4) === ELFCLASS64 ? 64 : 32;
    const order = header.u8(5) === ELFDATA2LSB ? 'little' : 'big';
    throw new ElfError(`a ${bits}-bit ${order}-endian ELF file: only 64-bit little-endian ones are read`);
  }
  return header;
}

function readSections(file: Uint8Array, header: RecordReader): ElfSection[] {
  const [offset, entrySize, count, namesIndex] = [
    header.size(40, 'e_shoff'),
    header.u16(58),
    header.u16(60),
    header.u16(62),
  ];
  if (count === 0) return [];
  checkEntrySize(header, 'e_shentsize', entrySize, SIZE.sectionHeader);
  checkRange(file, `the table of ${count} section headers`, offset, count * entrySize);
  const records = Array.from(
    { length: count },
    (_, i) => new RecordReader(file, `section header ${i}`, offset + i * entrySize, entrySize),
  );
  const bytesOf = (record: RecordReader): Uint8Array => {
    const type = record.u32(4);
    if (type === SHT.nobits || type === SHT.null) return new Uint8Array();
    const [at, size] = [record.size(24, 'sh_offset'), record.size(32, 'sh_size')];
    checkRange(file, record.what.replace(' header', ''), at, size);
    return file.subarray(at, at + size);
  };
  const names = records[namesIndex];
  if (!names) throw new ElfError(`the ELF header: e_shstrndx ${namesIndex} of ${count} sections`);
  const nameBytes = bytesOf(names);
  return records.map((record, index): ElfSection => ({
    index,
    name: stringAt(nameBytes, record.u32(0), `the name of section ${index}`),
    type: record.u32(4),
    flags: record.size(8, 'sh_flags'),
    address: record.u64(16),
    size: record.size(32, 'sh_size'),
    bytes: bytesOf(record),
    link: record.u32(40),
    info: record.u32(44),
    align: record.size(48, 'sh_addralign'),
  }));
}

function readLoads(file: Uint8Array, header: RecordReader): ElfLoad[] {
  const [offset, entrySize, count] = [header.size(32, 'e_phoff'), header.u16(54), header.u16(56)];
  if (count === 0) return [];
  checkEntrySize(header, 'e_phentsize', entrySize, SIZE.programHeader);
  return Array.from({ length: count }, (_, i) => i).flatMap((i): ElfLoad[] => {
    const record = new RecordReader(file, `program header ${i}`, offset + i * entrySize, entrySize);
    if (record.u32(0) !== PT_LOAD) return [];
    const [at, inFile, size] = [record.size(8, 'p_offset'), record.size(32, 'p_filesz'), record.size(40, 'p_memsz')];
    if (inFile > size) throw new ElfError(`${record.what}: p_filesz ${inFile} is more than p_memsz ${size}`);
    checkRange(file, `segment ${i}`, at, inFile);
    return [{ address: record.u64(16), flags: record.u32(4), bytes: file.subarray(at, at + inFile), size }];
  });
}

function readSymbols(sections: readonly ElfSection[]): ElfSymbol[] {
  const table = sections.find(({ type }) => type === SHT.symtab);
  if (!table) return [];
  const names = linkedSection(sections, table).bytes;
  return recordsOf(table, SIZE.symbol).map((record): ElfSymbol => {
    const [info, section] = [record.u8(4), record.u16(6)];
    if (section < SHN.loreserve && section >= sections.length) {
      throw new ElfError(`${record.what}: section ${section} of ${sections.length}`);
    }
    return {
      name: stringAt(names, record.u32(0), record.what),
      type: info & 0xf,
      binding: info >> 4,
      section,
      value: record.u64(8),
      size: record.size(16, 'st_size'),
    };
  });
}

function readRelocations(table: ElfSection, of: ElfSection, symbols: readonly ElfSymbol[]): ElfRelocation[] {
  const withAddend = table.type === SHT.rela;
  return recordsOf(table, withAddend ? SIZE.rela : SIZE.rel).map((record): ElfRelocation => {
    const offset = record.size(0, 'r_offset');
    if (offset >= of.size)
      throw new ElfError(`${record.what}: offset ${offset} of section "${of.name}" of ${of.size} bytes`);
    const symbol = symbols[record.u32(12)];
    if (!symbol) throw new ElfError(`${record.what}: symbol ${record.u32(12)} of ${symbols.length}`);
    return { offset, type: record.u32(8), symbol, addend: withAddend ? record.s64(16) : undefined };
  });
}

function recordsOf(table: ElfSection, size: number): RecordReader[] {
  if (table.bytes.length % size !== 0) {
    throw new ElfError(
      `section "${table.name}": ${table.bytes.length} bytes are no multiple of the ${size} of an entry`,
    );
  }
  return Array.from(
    { length: table.bytes.length / size },
    (_, i) => new RecordReader(table.bytes, `${table.name}[${i}]`, i * size, size),
  );
}

function linkedSection(sections: readonly ElfSection[], { name, link }: ElfSection): ElfSection {
  const linked = sections[link];
  if (linked?.type === SHT.strtab) return linked;
  throw new ElfError(`section "${name}": its names are in section ${link}, which is no string table`);
}

function checkEntrySize(header: RecordReader, field: string, size: number, wanted: number): void {
  if (size !== wanted) throw new ElfError(`${header.what}: ${field} is ${size}, not ${wanted}`);
}
