import { asm } from '@tracelab/arm64-machine';
import { MAX_ARGS } from '../layout.js';

/**
 * How the fprobe callback turns saved registers into the programs' arguments. `loop`, as posted: word by word, as many as
 * BTF says, each checked for being in a register. `unrolled`: all eight, whatever the function takes, without a branch.
 * `counted`: as many as BTF says, in pairs, by the bits of their number.
 */
export const ARGUMENT_COPIES = ['loop', 'unrolled', 'counted'] as const;
export type ArgumentCopy = (typeof ARGUMENT_COPIES)[number];

/** Registers at x21, arguments at x27, how many in w26; the loop counts in x5, which is 0. */
export function copyArguments(how: ArgumentCopy): string {
  switch (how) {
    case 'loop':
      return asm`
        cbz     w26, 3f
1:      mov     x0, #0
        cmp     x5, #${MAX_ARGS}                        // ftrace_regs_get_argument(): further ones are not in registers
        b.hs    2f
        ldr     x0, [x21, x5, lsl #3]
2:      str     x0, [x27, x5, lsl #3]
        add     x5, x5, #1
        cmp     w26, w5
        b.gt    1b
3:
      `.trimEnd();
    case 'unrolled':
      return pairs(Array.from({ length: MAX_ARGS / 2 }, (_, n) => 16 * n));
    case 'counted':
      return asm`
        mov     x0, x21
        mov     x1, x27
        tbz     w26, #3, 1f
${pairs([0, 16, 32, 48], 'x0', 'x1')}
1:      tbz     w26, #2, 2f
${pairs([0, 16], 'x0', 'x1')}
        add     x0, x0, #32
        add     x1, x1, #32
2:      tbz     w26, #1, 3f
        ldp     x2, x3, [x0], #16
        stp     x2, x3, [x1], #16
3:      tbz     w26, #0, 4f
        ldr     x2, [x0]
        str     x2, [x1]
4:
      `.trimEnd();
  }
}

const pairs = (offsets: readonly number[], from = 'x21', to = 'x27'): string =>
  offsets.map((at) => `        ldp     x2, x3, [${from}, #${at}]\n        stp     x2, x3, [${to}, #${at}]`).join('\n');
