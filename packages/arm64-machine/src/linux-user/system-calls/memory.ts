import { SystemCallFailure } from '../errno.js';
import { int, type Handler } from './handler.js';

/** Flags of mmap (include/uapi/asm-generic/mman-common.h). */
const MAP = { fixed: 0x10, anonymous: 0x20, fixedNoReplace: 0x10_0000 } as const;

export const memoryCalls: Readonly<Record<string, Handler>> = {
  brk: ({ space }, wanted) => space.moveBreak(wanted),
  mmap: ({ space }, wanted, length, protection, flags) => {
    if (!(int(flags) & MAP.anonymous)) throw new SystemCallFailure('ENODEV'); // There are no files.
    const noReplace = (int(flags) & MAP.fixedNoReplace) !== 0;
    if (noReplace && !space.isFree(wanted, length)) throw new SystemCallFailure('EEXIST');
    return space.map(wanted, length, int(protection), noReplace || (int(flags) & MAP.fixed) !== 0);
  },
  munmap: ({ space }, base, length) => {
    space.unmap(base, length);
    return 0;
  },
  mprotect: ({ space }, base, length, protection) => {
    space.protect(base, length, int(protection));
    return 0;
  },
  madvise: () => 0,
};
