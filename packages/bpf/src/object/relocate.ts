import type { ElfFile, ElfRelocation, ElfSymbol } from '@tracelab/arm64-machine';
import { CALL, LD_IMM64, PSEUDO_CALL, PSEUDO_LD } from '../insn/opcode.js';
import { POISON } from '../insn/poison.js';
import { SLOT_SIZE, type Slot } from '../insn/slot.js';
import { BpfLoadError } from '../load-error.js';
import type { MapDefinition } from '../map/index.js';
import { describeSlot, SUBPROGRAMS, type CodeSection } from './code.js';
import { isUndefined, type Externs } from './externs.js';

/** Relocation types of code (Documentation/bpf/llvm_reloc.rst). */
const R_BPF_64_64 = 1;
const R_BPF_64_32 = 10;


/** What relocations can refer to. */
export interface Referents {
  readonly elf: ElfFile;
  readonly code: readonly CodeSection[];
  readonly maps: readonly MapDefinition[];
  /** Index of the map that a variable of section `.maps` declares, by its offset there. */
  readonly declared: ReadonlyMap<number, number>;
  /** Index of section `.maps`. */
  readonly mapsSection: number | undefined;
  /** Index of the map of kernel options. */
  readonly kconfigMap: number | undefined;
  readonly externs: Externs;
}

/** Applies the relocations of a section of code. @throws BpfLoadError naming the one that cannot be. */
export function relocate(at: CodeSection, referents: Referents): void {
  const { elf } = referents;
  for (const relocation of elf.relocations(at.section)) {
    const index = Math.floor(relocation.offset / SLOT_SIZE);
    const where = `${describeSlot(at, index)}: relocation against "${describe(elf, relocation)}"`;
    const slot = at.slots[index];
    switch (relocation.type) {
      case R_BPF_64_64:
        if (slot?.code !== LD_IMM64 || !at.slots[index + 1] || relocation.offset % SLOT_SIZE !== 0) {
          throw new BpfLoadError(`${where}: R_BPF_64_64 belongs on a 64-bit immediate load`);
        }
        load(at, index, slot, relocation.symbol, where, referents);
        break;
      case R_BPF_64_32:
        if (slot?.code !== CALL) throw new BpfLoadError(`${where}: R_BPF_64_32 belongs on a call`);
        call(at, index, slot, relocation.symbol, where, referents);
        break;
      default:
        throw new BpfLoadError(`${where}: type ${relocation.type} is not supported; R_BPF_64_64 (${R_BPF_64_64}) and R_BPF_64_32 (${R_BPF_64_32}) are`);
    }
  }
}

/** A 64-bit immediate load: of a map, a variable, a function's address, or something of the kernel. */
function load(at: CodeSection, index: number, slot: Slot, symbol: ElfSymbol, where: string, to: Referents): void {
  const set = (src: number, low: number, high: number): void => {
    at.slots[index] = { ...slot, src, imm: low };
    at.slots[index + 1] = { ...at.slots[index + 1]!, imm: high };
  };
  if (isUndefined(symbol)) return loadExtern(symbol, set, to);
  const offset = Number(symbol.value) + slot.imm;
  if (symbol.section === to.mapsSection) {
    const map = to.declared.get(offset);
    if (map === undefined) throw new BpfLoadError(`${where}: offset ${offset} of section ".maps", where no map begins`);
    return set(PSEUDO_LD.mapFd, map, 0);
  }
  const code = to.code.find(({ section }) => section.index === symbol.section);
  if (code) {
    if (code.section.name !== SUBPROGRAMS) throw new BpfLoadError(`${where}: the address of a program; of functions outside of SEC() it can be taken`);
    at.references.set(index, functionAt(code, offset, where));
    return set(PSEUDO_LD.func, 0, 0);
  }
  const map = to.maps.findIndex(({ section }) => section === symbol.section);
  if (map < 0) throw new BpfLoadError(`${where}: not a variable in .data, .rodata or .bss`);
  if (offset < 0 || offset > to.maps[map]!.valueSize) throw new BpfLoadError(`${where}: offset ${offset} of ${to.maps[map]!.valueSize} bytes`);
  set(PSEUDO_LD.mapValue, map, offset);
}

function loadExtern(symbol: ElfSymbol, set: (src: number, low: number, high: number) => void, to: Referents): void {
  const found = to.externs.resolve(symbol);
  switch (found.kind) {
    case 'kconfig':
      return set(PSEUDO_LD.mapValue, to.kconfigMap!, found.offset);
    case 'typed':
      return set(PSEUDO_LD.btfId, found.id, 0);
    case 'address':
      return set(PSEUDO_LD.value, Number(BigInt.asIntN(32, found.value)), Number(BigInt.asIntN(32, found.value >> 32n)));
    case 'missingFunction':
      return set(PSEUDO_LD.value, 0, 0);
  }
}

/** A call of a subprogram, or of a function of the kernel. */
function call(at: CodeSection, index: number, slot: Slot, symbol: ElfSymbol, where: string, to: Referents): void {
  if (isUndefined(symbol)) {
    const found = to.externs.resolve(symbol);
    if (found.kind !== 'missingFunction') throw new BpfLoadError(`${where}: a variable cannot be called`);
    at.slots[index] = { ...slot, src: PSEUDO_CALL.helper, imm: POISON.kernelFunction };
    return;
  }
  const code = to.code.find(({ section }) => section.index === symbol.section);
  if (code?.section.name !== SUBPROGRAMS || slot.src !== PSEUDO_CALL.subprogram) {
    throw new BpfLoadError(`${where}: only functions outside of SEC() can be called`);
  }
  // Of a static function the symbol is the section, and the immediate counts from its start.
  at.references.set(index, functionAt(code, Number(symbol.value) + (slot.imm + 1) * SLOT_SIZE, where));
}

function functionAt(code: CodeSection, offset: number, where: string): { section: number; slot: number } {
  const slot = offset / SLOT_SIZE;
  if (!code.functions.some(({ start }) => start === slot)) {
    throw new BpfLoadError(`${where}: byte ${offset} of section "${code.section.name}", where no function begins`);
  }
  return { section: code.section.index, slot };
}

function describe(elf: ElfFile, { symbol }: ElfRelocation): string {
  return symbol.name || elf.sections[symbol.section]?.name || `section ${symbol.section}`;
}
