/** Numbers and layouts of 64-bit ELF (System V ABI, "Object Files"; /usr/include/elf.h names them). */
export const ELFCLASS64 = 2;
export const ELFDATA2LSB = 1;
export const ET = { rel: 1, exec: 2, dyn: 3 } as const;
export const EM = { aarch64: 183, bpf: 247 } as const;

export const SHT = { null: 0, progbits: 1, symtab: 2, strtab: 3, rela: 4, nobits: 8, rel: 9 } as const;
export const SHF = { write: 1, alloc: 2, execinstr: 4 } as const;
/** Sections that a symbol may name and that no header describes. */
export const SHN = { undef: 0, loreserve: 0xff00, abs: 0xfff1, common: 0xfff2 } as const;

export const STB = { local: 0, global: 1, weak: 2 } as const;
export const STT = { notype: 0, object: 1, func: 2, section: 3, file: 4 } as const;

export const PT_LOAD = 1;
export const PF = { x: 1, w: 2, r: 4 } as const;

/** Bytes of each record. */
export const SIZE = { header: 64, programHeader: 56, sectionHeader: 64, symbol: 24, rel: 16, rela: 24 } as const;
