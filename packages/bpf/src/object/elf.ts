import { BpfLoadError } from '../load-error.js';

/** Numbers of the System V ABI (elf.h). */
const ELF = { class64: 2, littleEndian: 1, relocatable: 1, machineBpf: 247 } as const;
export const SHT = { null: 0, progbits: 1, symtab: 2, strtab: 3, rela: 4, nobits: 8, rel: 9 } as const;
export const SHF_ALLOC = 2;
export const SHF_EXECINSTR = 4;
export const STT = { notype: 0, object: 1, func: 2, section: 3, file: 4 } as const;
const HEADER_SIZE = 64;
const SECTION_HEADER_SIZE = 64;
const SYMBOL_SIZE = 24;
const RELOCATION_SIZE = 16;

export interface ElfSection {
  readonly index: number;
  readonly name: string;
  readonly type: number;
  readonly flags: number;
  readonly size: number;
  readonly align: number;
  readonly link: number;
  readonly info: number;
  /** Empty for .bss. */
  readonly bytes: Uint8Array;
}

export interface ElfSymbol {
  readonly name: string;
  readonly type: number;
  /** Visible outside of its file. */
  readonly global: boolean;
  /** Index of its section; 0 where it is undefined, 0xfff1 absolute. */
  readonly section: number;
  readonly value: number;
  readonly size: number;
}

export interface ElfRelocation {
  readonly offset: number;
  readonly type: number;
  readonly symbol: ElfSymbol;
}

/** A 64-bit little-endian relocatable ELF file for BPF. */
export class BpfElf {
  readonly sections: readonly ElfSection[];
  readonly symbols: readonly ElfSymbol[];
  readonly #view: DataView;

  /** @throws BpfLoadError when it is not ELF, not for BPF, or truncated. */
  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#checkHeader();
    this.sections = this.#readSections();
    this.symbols = this.#readSymbols();
  }

  section(name: string): ElfSection | undefined {
    return this.sections.find((section) => section.name === name);
  }

  /** The relocations of a section, in file order. */
  relocations(of: ElfSection): ElfRelocation[] {
    const table = this.sections.find(({ type, info }) => type === SHT.rel && info === of.index);
    if (!table) return [];
    const view = viewOf(table.bytes);
    return Array.from({ length: entries(table, RELOCATION_SIZE) }, (_, index) => {
      const at = index * RELOCATION_SIZE;
      const number = view.getUint32(at + 12, true);
      const symbol = this.symbols[number];
      if (!symbol) throw new BpfLoadError(`${table.name}[${index}]: symbol ${number} of ${this.symbols.length}`);
      return { offset: word(view, at, `${table.name}[${index}]`), type: view.getUint32(at + 8, true), symbol };
    });
  }

  #checkHeader(): void {
    const view = this.#view;
    if (view.byteLength < 4 || view.getUint32(0, false) !== 0x7f454c46) {
      throw new BpfLoadError('not an ELF file: an object made by clang -target bpf is needed');
    }
    this.#within('ELF header', 0, HEADER_SIZE);
    const machine = view.getUint16(18, true);
    if (view.getUint8(4) !== ELF.class64 || view.getUint8(5) !== ELF.littleEndian || machine !== ELF.machineBpf) {
      const bits = view.getUint8(4) === ELF.class64 ? 64 : 32;
      const order = view.getUint8(5) === ELF.littleEndian ? 'little' : 'big';
      throw new BpfLoadError(
        `not a BPF object: ${bits}-bit ${order}-endian ELF for machine ${machine}; 64-bit little-endian for machine ${ELF.machineBpf} (BPF) is needed`,
      );
    }
    const type = view.getUint16(16, true);
    if (type !== ELF.relocatable) {
      throw new BpfLoadError(`ELF type ${type}: a relocatable object (type ${ELF.relocatable}, clang -c) is needed`);
    }
  }

  #readSections(): ElfSection[] {
    const view = this.#view;
    const table = word(view, 40, 'ELF header: e_shoff');
    const size = view.getUint16(58, true);
    const count = view.getUint16(60, true);
    const namesIndex = view.getUint16(62, true);
    if (size !== SECTION_HEADER_SIZE) {
      throw new BpfLoadError(`ELF header: section headers of ${size} bytes; ${SECTION_HEADER_SIZE} are needed`);
    }
    this.#within(`the ${count} section headers`, table, count * size);
    const raw = Array.from({ length: count }, (_, index) => {
      const at = table + index * size;
      const what = `section header ${index}`;
      const type = view.getUint32(at + 4, true);
      const offset = word(view, at + 24, what);
      const length = word(view, at + 32, what);
      const inFile = type !== SHT.nobits && type !== SHT.null;
      if (inFile) this.#within(`section ${index}`, offset, length);
      return {
        index,
        nameAt: view.getUint32(at, true),
        type,
        flags: word(view, at + 8, what),
        size: length,
        link: view.getUint32(at + 40, true),
        info: view.getUint32(at + 44, true),
        align: word(view, at + 48, what),
        bytes: inFile ? this.#bytes(offset, length) : new Uint8Array(),
      };
    });
    const names = raw[namesIndex]?.bytes;
    if (!names) throw new BpfLoadError(`ELF header: section names in section ${namesIndex} of ${count}`);
    return raw.map(({ nameAt, ...section }) => ({
      ...section,
      name: stringAt(names, nameAt, `name of section ${section.index}`),
    }));
  }

  #readSymbols(): ElfSymbol[] {
    const table = this.sections.find(({ type }) => type === SHT.symtab);
    if (!table) return [];
    const names = this.sections[table.link]?.bytes;
    if (!names) throw new BpfLoadError(`${table.name}: names in section ${table.link} of ${this.sections.length}`);
    const view = viewOf(table.bytes);
    return Array.from({ length: entries(table, SYMBOL_SIZE) }, (_, index) => {
      const at = index * SYMBOL_SIZE;
      const what = `${table.name}[${index}]`;
      const info = view.getUint8(at + 4);
      return {
        name: stringAt(names, view.getUint32(at, true), what),
        type: info & 0xf,
        global: info >> 4 !== 0,
        section: view.getUint16(at + 6, true),
        value: word(view, at + 8, what),
        size: word(view, at + 16, what),
      };
    });
  }

  #bytes(offset: number, length: number): Uint8Array {
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + offset, length);
  }

  #within(what: string, offset: number, length: number): void {
    const size = this.#view.byteLength;
    if (offset + length > size) {
      throw new BpfLoadError(`truncated: ${what} takes bytes ${offset}..${offset + length} of a file of ${size}`);
    }
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function entries(table: ElfSection, size: number): number {
  if (table.bytes.length % size === 0) return table.bytes.length / size;
  throw new BpfLoadError(`${table.name}: ${table.bytes.length} bytes; a multiple of ${size} is needed`);
}

/** A 64-bit field that must be an offset or a size: anything past 2^53 lies outside of every file. */
function word(view: DataView, at: number, what: string): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new BpfLoadError(`${what}: 0x${value.toString(16)} is no offset`);
  return Number(value);
}

/** A NUL-terminated string of a string table. */
export function stringAt(table: Uint8Array, offset: number, what: string): string {
  const end = table.indexOf(0, offset);
  if (offset >= table.length || end < 0) {
    throw new BpfLoadError(`${what}: a string at ${offset} of a string table of ${table.length} bytes`);
  }
  return new TextDecoder().decode(table.subarray(offset, end));
}
