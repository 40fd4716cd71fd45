import type { PathLength } from '@tracelab/kernel';

/** With `fprobe` on. */
export const skipHookPathLengths: readonly PathLength[] = [
  {
    symbols: ['fprobe_handler'],
    source:
      'October 2022 fprobe build (path-lengths.md): enabled, exit handler, node taken, "do not hook" returned, node recycled',
    insn: 72,
  },
];
