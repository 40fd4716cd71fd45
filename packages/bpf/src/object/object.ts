import { EM, ET, readElf, SHF, type ElfFile } from '@tracelab/arm64-machine';
import { parseBtfExt } from '../btf/ext.js';
import { Btf, type BtfExt } from '../btf/index.js';
import { btfStrings } from '../btf/parse.js';
import { relocateCore } from '../core/index.js';
import { decodeProgram, type Operation, type Slot } from '../insn/index.js';
import { BpfLoadError, readingElf } from '../load-error.js';
import type { MapDefinition } from '../map/index.js';
import { parseSectionName, type Attachment } from './attach.js';
import { describeSlot, readCode, SUBPROGRAMS, type CodeSection } from './code.js';
import { readDataMaps, type GlobalVariable } from './data-maps.js';
import { MAPS, readDeclaredMaps } from './declared-maps.js';
import { Externs, weakSymbols } from './externs.js';
import { readKconfig } from './kconfig.js';
import type { KernelTarget } from './kernel-target.js';
import { assembleProgram, type LineInfo, type ProgramFunction } from './programs.js';
import { relocate } from './relocate.js';

/** One program: a function of the object in a section that says where it attaches. */
export interface BpfProgram {
  readonly name: string;
  readonly section: string;
  readonly attach: Attachment;
  /** False for sections such as `?fentry/…`: loaded only where somebody names it. */
  readonly autoload: boolean;
  /**
   * The program, its subprograms behind it. 64-bit loads have: of a variable's address PSEUDO_LD.mapValue, the map's
   * index in `maps`, then the offset; of a map PSEUDO_LD.mapFd and its index; of a function PSEUDO_LD.func and its
   * distance in slots; of a variable of the kernel PSEUDO_LD.btfId and its type.
   */
  readonly slots: readonly Slot[];
  readonly operations: readonly (Operation | undefined)[];
  /** The program itself first. */
  readonly functions: readonly ProgramFunction[];
  /** By instruction; empty where the object has none. */
  readonly lines: readonly LineInfo[];
}

/** An object as clang -target bpf makes it, read and relocated; nothing is placed in memory yet. */
export interface BpfObject {
  readonly license: string | undefined;
  readonly programs: readonly BpfProgram[];
  readonly maps: readonly MapDefinition[];
  readonly variables: readonly GlobalVariable[];
  readonly btf: Btf | undefined;
}

/**
 * Reads an object, and relocates it against a kernel where it asks for one.
 *
 * @throws BpfLoadError, one line: what is wrong with which part, and what would be accepted.
 */
export function readObject(bytes: Uint8Array, kernel: KernelTarget = {}): BpfObject {
  return readingElf(() => fromElf(readElf(bytes), kernel));
}

function fromElf(elf: ElfFile, kernel: KernelTarget): BpfObject {
  checkKind(elf);
  const { btf, ext } = readTypes(elf);
  const { maps: dataMaps, variables } = readDataMaps(elf, btf);
  const declared = readDeclaredMaps(elf, btf);
  const kconfig = readKconfig(btf, kernel.config, weakSymbols(elf));
  const maps = [...dataMaps, ...declared.map(({ definition }) => definition), ...(kconfig ? [kconfig.map] : [])];
  const code = readCode(elf);
  const referents = {
    elf,
    code,
    maps,
    declared: new Map(declared.map(({ offset }, i) => [offset, dataMaps.length + i])),
    mapsSection: elf.section(MAPS)?.index,
    kconfigMap: kconfig && maps.length - 1,
    externs: new Externs(btf, kernel, kconfig?.variables ?? []),
  };
  for (const section of code) {
    for (const one of ext?.relocations.get(section.section.name) ?? []) {
      relocateCore(section.slots, one, { local: btf!, kernel: kernel.btf, where: (slot) => describeSlot(section, slot) });
    }
    relocate(section, referents);
  }
  const programs = code.filter(({ section }) => section.name !== SUBPROGRAMS).flatMap((section) => readPrograms(section, code, ext));
  if (programs.length === 0) {
    throw new BpfLoadError('no programs: a function with SEC("fentry/FUNCTION") or another attach section is needed');
  }
  checkPrograms(maps, programs);
  const options = kconfig?.variables.map(({ name, offset, size, type }): GlobalVariable => {
    return { name, map: maps.length - 1, offset, size, type, signed: btf!.isSigned(type) };
  });
  return { license: readLicense(elf), programs, maps, variables: [...variables, ...(options ?? [])], btf };
}

function checkKind(elf: ElfFile): void {
  if (elf.machine !== EM.bpf) {
    throw new BpfLoadError(`not a BPF object but ELF for machine ${elf.machine}: BPF (${EM.bpf}, clang -target bpf) is needed`);
  }
  if (elf.type !== ET.rel) throw new BpfLoadError(`ELF of type ${elf.type}: a relocatable object (${ET.rel}, clang -c) is needed`);
  if (elf.section('maps')) throw new BpfLoadError('section "maps": maps of the form before BTF are not supported; declare them in ".maps"');
}

function readTypes(elf: ElfFile): { btf: Btf | undefined; ext: BtfExt | undefined } {
  const [types, ext] = [elf.section('.BTF'), elf.section('.BTF.ext')];
  if (!types) {
    if (ext) throw new BpfLoadError('section ".BTF.ext" without ".BTF", whose types it names');
    return { btf: undefined, ext: undefined };
  }
  const btf = new Btf(types.bytes);
  return { btf, ext: ext && parseBtfExt(ext.bytes, btfStrings(types.bytes)) };
}

function readLicense(elf: ElfFile): string | undefined {
  const bytes = elf.section('license')?.bytes;
  if (!bytes) return undefined;
  const end = bytes.indexOf(0);
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end));
}

function readPrograms(home: CodeSection, code: readonly CodeSection[], ext: BtfExt | undefined): BpfProgram[] {
  const { name: section, flags } = home.section;
  const kind = parseSectionName(section);
  return home.functions.map((one) => {
    if (!one.global || !(flags & SHF.alloc)) throw new BpfLoadError(`section "${section}": program "${one.name}" is static, and must not be`);
    const assembled = assembleProgram(one, home, code, ext);
    return { name: one.name, section, ...kind, ...assembled, operations: decodeProgram(assembled.slots, one.name) };
  });
}

/** Names that others refer to: one program each, and for the slots of a program array a program. */
function checkPrograms(maps: readonly MapDefinition[], programs: readonly BpfProgram[]): void {
  const names = new Set<string>();
  for (const { name } of programs) {
    if (names.has(name)) throw new BpfLoadError(`two programs are called "${name}"`);
    names.add(name);
  }
  for (const { name, initialSlots } of maps) {
    const other = initialSlots?.find((slot) => slot !== undefined && !names.has(slot));
    if (other !== undefined) throw new BpfLoadError(`map "${name}": "${other}" is no program of the object`);
  }
}
