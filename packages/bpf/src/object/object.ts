import { EM, ET, readElf, SHF, STT, type ElfFile, type ElfSection, type ElfSymbol } from '@tracelab/arm64-machine';
import { Btf } from '../btf/index.js';
import { decodeProgram, readSlots, type Operation, type Slot } from '../insn/index.js';
import { SLOT_SIZE } from '../insn/slot.js';
import { BpfLoadError, readingElf } from '../load-error.js';
import { parseAttachment, type Attachment } from './attach.js';
import { readDataMaps, type GlobalVariable, type MapDefinition } from './data-maps.js';
import { relocate } from './relocate.js';

/** One program: a function of the object in a section that says where it attaches. */
export interface BpfProgram {
  readonly name: string;
  readonly section: string;
  readonly attach: Attachment;
  /** A 64-bit load of a variable's address has PSEUDO_LD.mapValue: the map's index in `maps`, then the offset. */
  readonly slots: readonly Slot[];
  readonly operations: readonly (Operation | undefined)[];
}

/** An object as clang -target bpf makes it, read and relocated; nothing is placed in memory yet. */
export interface BpfObject {
  readonly license: string | undefined;
  readonly programs: readonly BpfProgram[];
  readonly maps: readonly MapDefinition[];
  readonly variables: readonly GlobalVariable[];
  readonly btf: Btf | undefined;
}

/** @throws BpfLoadError, one line: what is wrong with which part, and what would be accepted. */
export function readObject(bytes: Uint8Array): BpfObject {
  return readingElf(() => fromElf(readElf(bytes)));
}

function fromElf(elf: ElfFile): BpfObject {
  if (elf.machine !== EM.bpf) {
    throw new BpfLoadError(
      `not a BPF object but ELF for machine ${elf.machine}: BPF (${EM.bpf}, clang -target bpf) is needed`,
    );
  }
  if (elf.type !== ET.rel) {
    throw new BpfLoadError(`ELF of type ${elf.type}: a relocatable object (${ET.rel}, clang -c) is needed`);
  }
  if (elf.section('.maps')) {
    throw new BpfLoadError(
      'section ".maps": declared maps are not supported; global variables (.data, .rodata, .bss) are',
    );
  }
  const btf = elf.section('.BTF');
  const types = btf && new Btf(btf.bytes);
  const { maps, variables } = readDataMaps(elf, types);
  const programs = elf.sections
    .filter(({ flags, size }) => flags & SHF.execinstr && size > 0)
    .flatMap((section) => readPrograms(elf, section, maps));
  if (programs.length === 0) {
    throw new BpfLoadError('no programs: a function with SEC("fentry/FUNCTION") or another attach section is needed');
  }
  return { license: readLicense(elf), programs, maps, variables, btf: types };
}

function readLicense(elf: ElfFile): string | undefined {
  const bytes = elf.section('license')?.bytes;
  if (!bytes) return undefined;
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function readPrograms(elf: ElfFile, section: ElfSection, maps: readonly MapDefinition[]): BpfProgram[] {
  const functions = elf.symbols
    .filter(({ type, section: index }) => type === STT.func && index === section.index)
    .sort((a, b) => Number(a.value - b.value));
  if (section.name === '.text') {
    const names = functions.map(({ name }) => name).join(', ');
    throw new BpfLoadError(`section ".text": subprograms (${names}) are not supported; mark them __always_inline`);
  }
  const attach = parseAttachment(section.name);
  if (functions.length === 0) throw new BpfLoadError(`section "${section.name}": holds code, but no function symbol`);
  return functions.map((symbol) => {
    const slots = relocate(elf, section, symbol, maps, readSlots(functionBytes(section, symbol), symbol.name));
    return { name: symbol.name, section: section.name, attach, slots, operations: decodeProgram(slots, symbol.name) };
  });
}

function functionBytes(section: ElfSection, { name, value, size }: ElfSymbol): Uint8Array {
  const start = Number(value);
  if (start + size > section.bytes.length || start % SLOT_SIZE !== 0) {
    const range = `${start}..${start + size}`;
    throw new BpfLoadError(
      `function "${name}": bytes ${range} of section "${section.name}", which has ${section.bytes.length}`,
    );
  }
  return section.bytes.subarray(start, start + size);
}
