/** A file that is no ELF, not of the wanted kind, or damaged: one line that says where, and what would be accepted. */
export class ElfError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ElfError';
  }
}
