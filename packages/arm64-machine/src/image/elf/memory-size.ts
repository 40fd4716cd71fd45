import { ElfError } from './elf-error.js';

/** Bytes of memory that a file may ask for, which has none of them in it: a damaged one may ask for anything. */
const LARGEST = 2 ** 28;

/** @throws ElfError where these parts of a file would take more memory than is given to any */
export function checkMemory(what: string, parts: readonly { readonly size: number }[]): void {
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  if (total > LARGEST) throw new ElfError(`${what} of ${total} bytes: at most ${LARGEST} bytes are loaded`);
}
