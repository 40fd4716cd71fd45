export { ElfError } from './elf-error.js';
export { EM, ET, PF, SHF, SHN, SHT, STB, STT } from './format.js';
export { loadExecutable } from './load-executable.js';
export {
  readElf,
  type ElfFile,
  type ElfLoad,
  type ElfRelocation,
  type ElfSection,
  type ElfSymbol,
} from './read-elf.js';
export { readObject } from './read-object.js';
export { stringAt } from './record.js';
export { writeElf } from './write-elf.js';
