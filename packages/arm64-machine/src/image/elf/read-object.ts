import {
  absoluteSymbol,
  type ObjectCode,
  type ObjectRelocation,
  type ObjectSection,
  type ObjectSymbol,
  type SymbolKind,
} from '../object-code.js';
import { relocationTypeOf } from './aarch64-relocations.js';
import { ElfError } from './elf-error.js';
import { EM, ET, SHF, SHN, SHT, STB, STT } from './format.js';
import { checkMemory } from './memory-size.js';
import { readElf, type ElfFile, type ElfRelocation, type ElfSection, type ElfSymbol } from './read-elf.js';

/**
 * Reads a relocatable AArch64 object, as `as` and `gcc -c` write it, for `link`. `name` stands in the linker's errors.
 *
 * @throws ElfError that names the part that is wrong, and what would be accepted
 */
export function readObject(file: Uint8Array, name: string): ObjectCode {
  const elf = readElf(file);
  if (elf.machine !== EM.aarch64 || elf.type !== ET.rel) {
    throw new ElfError(
      `${name}: ELF of type ${elf.type} for machine ${elf.machine}: a relocatable object (${ET.rel}) for AArch64 (${EM.aarch64}) is needed`,
    );
  }
  const loaded = elf.sections.filter(({ flags }) => flags & SHF.alloc);
  checkMemory(`${name}: sections`, loaded);
  const defined = elf.symbols.filter(isDefined);
  const common = defined.find(({ section }) => section === SHN.common);
  if (common) throw new ElfError(`${name}: "${common.name}" is a common symbol: compile with -fno-common`);
  return {
    name,
    sections: loaded.map((section) => objectSection(elf, section)),
    symbols: defined.map((symbol) => objectSymbol(elf, symbol)),
    weakReferences: elf.symbols
      .filter(({ section, binding }) => section === SHN.undef && binding === STB.weak)
      .map((symbol) => symbol.name),
  };
}

/** Leaves out what names no place of the program: sections, files, and `$x` and `$d`, which tell code from data. */
function isDefined({ name, type, section }: ElfSymbol): boolean {
  return (
    section !== SHN.undef && type !== STT.section && type !== STT.file && name !== '' && !/^\$[xd](?:\.|$)/.test(name)
  );
}

function objectSection(elf: ElfFile, section: ElfSection): ObjectSection {
  const { name, size, align } = section;
  const bytes = new Uint8Array(size);
  bytes.set(section.bytes);
  const relocations = elf.relocations(section).map((relocation) => objectRelocation(elf, section, relocation));
  relocations.sort((a, b) => a.offset - b.offset);
  return {
    name,
    flags: flagsText(section.flags),
    nobits: section.type === SHT.nobits,
    bytes,
    align: Math.max(align, 1),
    relocations,
  };
}

const flagsText = (flags: number): string =>
  [
    [SHF.alloc, 'a'],
    [SHF.write, 'w'],
    [SHF.execinstr, 'x'],
  ]
    .map(([bit, letter]) => (flags & Number(bit) ? letter : ''))
    .join('');

function objectRelocation(
  elf: ElfFile,
  section: ElfSection,
  { offset, type, symbol, addend }: ElfRelocation,
): ObjectRelocation {
  const name = relocationTypeOf(type);
  if (!name)
    throw new ElfError(`section "${section.name}"+0x${offset.toString(16)}: relocation type ${type} is not known`);
  if (addend === undefined)
    throw new ElfError(`section "${section.name}"+0x${offset.toString(16)}: a relocation without an addend (SHT_REL)`);
  return { offset, type: name, symbol: targetName(elf, symbol), addend };
}

function targetName(elf: ElfFile, symbol: ElfSymbol): string {
  if (symbol.type === STT.section) return sectionName(elf, symbol);
  return symbol.name === '' ? absoluteSymbol : symbol.name;
}

function sectionName(elf: ElfFile, { name, section }: ElfSymbol): string {
  const found = elf.sections[section];
  if (!found) throw new ElfError(`symbol "${name}": section 0x${section.toString(16)}, one of ${elf.sections.length} or SHN_ABS is needed`);
  return found.name;
}

const kinds: Readonly<Record<number, SymbolKind>> = { [STT.func]: 'function', [STT.object]: 'object' };

function objectSymbol(elf: ElfFile, symbol: ElfSymbol): ObjectSymbol {
  const { name, type, binding, section, value, size } = symbol;
  return {
    name,
    section: section === SHN.abs ? 'absolute' : sectionName(elf, symbol),
    value,
    global: binding !== STB.local,
    weak: binding === STB.weak,
    size,
    kind: kinds[type] ?? 'none',
  };
}
