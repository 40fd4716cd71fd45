import { asm } from '@tracelab/arm64-machine';
import { routine, type Kernel, type Parts } from '@tracelab/kernel';
import { RethookRegs } from '@tracelab/rethook';

/** Registers that carry arguments. */
const MOST_ARGUMENTS = 8;

/** What of a call is kept for its exit: that many arguments, or all that the entry trampoline has saved. */
export type Kept = number | 'context';

/** Handlers of an fprobe that hand a call's arguments on to its exit. */
export interface KeepArguments {
  /** To link beside a variant of the series. */
  readonly parts: Parts;
  /** Symbol of the entry handler: copies, and wants every exit. */
  readonly entryHandler: string;
  /** Symbol of the exit handler. */
  readonly exitHandler: string;
  /** Bytes of a node's data, with room for the result. */
  entryDataSize(kernel: Kernel): number;
}

/**
 * The question of the thread: what if the return side copied only the arguments that a function has onto the shadow stack?
 * The exit handler puts the result behind what was kept and calls `exit`, code with the address of both in X0: 64-bit
 * words, the arguments first, as a BPF tracing program expects its context.
 *
 * @param exit symbol of the code to call; takes X0, returns nothing
 * @throws RangeError for more arguments than registers carry
 */
export function keepArguments(kept: Kept, exit: string): KeepArguments {
  if (kept !== 'context' && !(Number.isInteger(kept) && kept >= 0 && kept <= MOST_ARGUMENTS)) {
    throw new RangeError(`fprobe: ${kept} arguments to keep; registers carry 0 to ${MOST_ARGUMENTS}`);
  }
  const name = kept === 'context' ? 'context' : `${kept}_args`;
  const entryHandler = `fprobe_keep_${name}`;
  const exitHandler = `fprobe_exit_with_${name}`;
  return {
    parts: {
      routines: [
        routine(entryHandler, kept === 'context' ? copyContext : copyArguments(kept)),
        routine(exitHandler, asm`
        bti     c
        ldr     x5, [x3, #${RethookRegs.x0}]
        ${kept === 'context' ? 'add     x6, x4, #:lo12:FREGS_SIZE\n        str     x5, [x6]' : `str     x5, [x4, #${8 * kept}]`}
        mov     x0, x4
        b       ${exit}
        `),
      ],
    },
    entryHandler,
    exitHandler,
    entryDataSize: ({ symbols }) => 8 + (kept === 'context' ? Number(symbols.lookup('FREGS_SIZE')) : 8 * kept),
  };
}

/** (fp, ip, ret_ip, fregs, data): X0 to X7 lie at the start of the registers in either layout. */
function copyArguments(count: number): string {
  const pairs = Array.from({ length: count >> 1 }, (_, n) => asm`
        ldp     x5, x6, [x3, #${16 * n}]
        stp     x5, x6, [x4, #${16 * n}]
  `);
  const last = count & 1 ? `        ldr     x5, [x3, #${8 * (count - 1)}]\n        str     x5, [x4, #${8 * (count - 1)}]` : '';
  return asm`
        bti     c
${pairs}
${last}
        mov     w0, #0
        ret
  `;
}

/** As a structure is copied whose size is a multiple of 16 and known when the kernel is linked. */
const copyContext = asm`
        bti     c
        add     x7, x3, #:lo12:FREGS_SIZE
1:      ldp     x5, x6, [x3], #16
        stp     x5, x6, [x4], #16
        cmp     x3, x7
        b.lo    1b
        mov     w0, #0
        ret
`;
