import { SHF, STB, STT, type ElfFile, type ElfSection, type ElfSymbol } from '@tracelab/arm64-machine';
import { readSlots } from '../insn/index.js';
import { SLOT_SIZE, type Slot } from '../insn/slot.js';
import { BpfLoadError } from '../load-error.js';

/** A function of the object, by its place in its section's slots. */
export interface CodeFunction {
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly global: boolean;
}

/** A section of code; its slots are relocated in place while the object is read. */
export interface CodeSection {
  readonly section: ElfSection;
  readonly slots: Slot[];
  /** By place. */
  readonly functions: readonly CodeFunction[];
  /** What a slot refers to in another section of code: the callee, or the function whose address is loaded. */
  readonly references: Map<number, { readonly section: number; readonly slot: number }>;
}

/** Where subprograms live; every other section of code is of programs. */
export const SUBPROGRAMS = '.text';

/** Sections of code, with the functions in them. @throws BpfLoadError */
export function readCode(elf: ElfFile): CodeSection[] {
  return elf.sections.filter(({ flags, size }) => flags & SHF.execinstr && size > 0).map((section) => readSection(elf, section));
}

function readSection(elf: ElfFile, section: ElfSection): CodeSection {
  const functions = elf.symbols
    .filter(({ type, section: index }) => type === STT.func && index === section.index)
    .map((symbol) => place(section, symbol))
    .sort((a, b) => a.start - b.start);
  if (functions.length === 0) throw new BpfLoadError(`section "${section.name}": holds code, but no function symbol`);
  functions.forEach(({ name, start }, i) => {
    const before = functions[i - 1];
    if (before && start < before.end) throw new BpfLoadError(`function "${name}": overlaps "${before.name}" in section "${section.name}"`);
  });
  return { section, functions, slots: readSlots(section.bytes, section.name), references: new Map() };
}

function place(section: ElfSection, { name, value, size, binding }: ElfSymbol): CodeFunction {
  const start = Number(value);
  if (start + size > section.bytes.length || start % SLOT_SIZE !== 0 || size % SLOT_SIZE !== 0 || size === 0) {
    const range = `${start}..${start + size}`;
    throw new BpfLoadError(`function "${name}": bytes ${range} of section "${section.name}", which has ${section.bytes.length}`);
  }
  return { name, start: start / SLOT_SIZE, end: (start + size) / SLOT_SIZE, global: binding !== STB.local };
}

/** A slot of a section as messages name it: `count: instruction 3`. */
export function describeSlot({ functions, section }: CodeSection, slot: number): string {
  const one = functions.find(({ start, end }) => slot >= start && slot < end);
  return one ? `${one.name}: instruction ${slot - one.start}` : `section "${section.name}": instruction ${slot}`;
}
