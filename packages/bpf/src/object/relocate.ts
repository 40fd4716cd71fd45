import type { ElfFile, ElfRelocation, ElfSection, ElfSymbol } from '@tracelab/arm64-machine';
import { CLASS, MODE, PSEUDO_CALL, PSEUDO_LD } from '../insn/opcode.js';
import { SLOT_SIZE, type Slot } from '../insn/slot.js';
import { BpfLoadError } from '../load-error.js';
import type { MapDefinition } from './data-maps.js';

/** Relocation types of code (Documentation/bpf/llvm_reloc.rst). */
const R_BPF_64_64 = 1;
const R_BPF_64_32 = 10;

const LD_IMM64 = CLASS.ld | (MODE.imm << 5) | 0x18;

/** A function's slots with its relocations applied. @throws BpfLoadError naming the relocation that cannot be. */
export function relocate(
  elf: ElfFile,
  section: ElfSection,
  { name, value, size }: ElfSymbol,
  maps: readonly MapDefinition[],
  slots: readonly Slot[],
): Slot[] {
  const result = [...slots];
  const start = Number(value);
  for (const relocation of elf.relocations(section)) {
    if (relocation.offset < start || relocation.offset >= start + size) continue;
    const index = (relocation.offset - start) / SLOT_SIZE;
    const slot = result[index];
    const where = `${name}: instruction ${index}: relocation against "${describe(elf, relocation)}"`;
    switch (relocation.type) {
      case R_BPF_64_64: {
        const next = result[index + 1];
        if (slot?.code !== LD_IMM64 || !next) {
          throw new BpfLoadError(`${where}: R_BPF_64_64 belongs on a 64-bit immediate load`);
        }
        const map = maps.findIndex(({ section: home }) => home === relocation.symbol.section);
        if (map < 0) throw new BpfLoadError(`${where}: not a variable in .data, .rodata or .bss`);
        const offset = Number(relocation.symbol.value) + slot.imm;
        if (offset < 0 || offset > maps[map]!.valueSize) {
          throw new BpfLoadError(`${where}: offset ${offset} of ${maps[map]!.valueSize} bytes`);
        }
        result[index] = { ...slot, src: PSEUDO_LD.mapValue, imm: map };
        result[index + 1] = { ...next, imm: offset };
        break;
      }
      case R_BPF_64_32: {
        const what = slot?.src === PSEUDO_CALL.subprogram ? 'calls of subprograms' : 'calls of kernel functions';
        throw new BpfLoadError(`${where}: ${what} are not supported; helpers, and functions that are inlined, are`);
      }
      default:
        throw new BpfLoadError(`${where}: type ${relocation.type} is not supported; R_BPF_64_64 (${R_BPF_64_64}) is`);
    }
  }
  return result;
}

function describe(elf: ElfFile, { symbol }: ElfRelocation): string {
  return symbol.name || elf.sections[symbol.section]?.name || `section ${symbol.section}`;
}
