import { readElf } from '@tracelab/arm64-machine';
import { BpfLoadError, readingElf } from '../load-error.js';
import { Btf } from './btf.js';
import { MAGIC } from './format.js';

/** The types of an ELF file's .BTF section, or of BTF by itself. @throws BpfLoadError */
export function readBtf(bytes: Uint8Array): Btf {
  if (bytes[0] === (MAGIC & 0xff) && bytes[1] === MAGIC >> 8) return new Btf(bytes);
  return readingElf(() => {
    const section = readElf(bytes).section('.BTF');
    if (!section) throw new BpfLoadError('no section ".BTF": compile with -g');
    return new Btf(section.bytes);
  });
}
