import { ElfError } from '@tracelab/arm64-machine';

/** A program or object that cannot be loaded: one line that names the part, and what would be accepted. */
export class BpfLoadError extends Error {
  override readonly name = 'BpfLoadError';
}

/** Reads parts of an ELF file; what is wrong with the file is a reason not to load it. */
export function readingElf<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ElfError) throw new BpfLoadError(error.message);
    throw error;
  }
}
