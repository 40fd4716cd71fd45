import type { Image } from '../image.js';
import { SymbolTable } from '../symbol-table.js';
import { ElfError } from './elf-error.js';
import { EM, ET, PF, SHN, STT } from './format.js';
import { checkMemory } from './memory-size.js';
import { readElf } from './read-elf.js';

/**
 * Reads a static AArch64 executable: segments that `Machine.load` maps, symbols, and where it starts.
 *
 * @throws ElfError that names the part that is wrong, and what would be accepted
 */
export function loadExecutable(file: Uint8Array): Image & { readonly entry: bigint } {
  const elf = readElf(file);
  if (elf.machine !== EM.aarch64 || elf.type !== ET.exec) {
    throw new ElfError(
      `ELF of type ${elf.type} for machine ${elf.machine}: a static executable (${ET.exec}, linked with -static -no-pie) for AArch64 (${EM.aarch64}) is needed`,
    );
  }
  checkMemory('segments', elf.loads);
  const segments = elf.loads.map(({ address, flags, bytes: held, size }, i) => {
    const bytes = new Uint8Array(size);
    bytes.set(held);
    const name =
      elf.sections.find((section) => section.address === address && section.size > 0)?.name ?? `segment ${i}`;
    return { name, address, bytes, perms: permissions(flags) };
  });
  const symbols = new SymbolTable();
  for (const { name, type, section, value, size } of elf.symbols) {
    if (section === SHN.undef || type === STT.section || type === STT.file || /^(?:$|\$[xd](?:\.|$))/.test(name))
      continue;
    // Local symbols of several objects may have one name: the first is found by it.
    if (symbols.tryLookup(name) !== undefined) continue;
    symbols.add(
      name,
      value,
      size,
      section === SHN.abs ? 'absolute' : type === STT.func ? 'function' : type === STT.object ? 'object' : 'none',
    );
  }
  return { segments, symbols, relocationSites: [], entry: elf.entry };
}

const permissions = (flags: number): string =>
  `${flags & PF.r ? 'r' : ''}${flags & PF.w ? 'w' : ''}${flags & PF.x ? 'x' : ''}`;
