import { asm } from '@tracelab/arm64-machine';
import { Fprobe, FprobeRethookNode } from './layout.js';

/** What becomes of the node in x23 after the entry handler, whose result is in w0. */
export interface Finish {
  /** Where there is a node. Goes on to the end of the body. */
  readonly node: string;
  readonly outOfLine: string;
  /** What a missing entry handler is taken to have returned. */
  readonly noEntry: string;
}

const hook = `        mov     x0, x23
        mov     x1, x22
        mov     w2, #1
        bl      rethook_hook`;

const noEntry = '        mov     w0, #0                          // nobody to say "skip"';

/** v6.1: who wants exits gets every one of them. */
export const hookAlways: Finish = { node: hook, outOfLine: '', noEntry };

/** v6.4: an entry handler that returns non-zero has no use for this call's exit, and that is no miss. */
export const hookUnlessSkipped: Finish = {
  node: `        cbz     w0, .Lfprobe_handler_hook
        mov     x0, x23
        bl      rethook_recycle`,
  outOfLine: `.Lfprobe_handler_hook:
${hook}
        b       .Lfprobe_handler_done`,
  noEntry,
};

/**
 * The same as first posted (kernel-paths.md 4.2): without an entry handler the result is read uninitialised. In W0 is what
 * the pool returned, half of a node's address, so the exits of a probe that has nothing but an exit handler are lost.
 */
export const hookUnlessUninitialised: Finish = { ...hookUnlessSkipped, noEntry: '' };

/**
 * __fprobe_handler, inlined into both callbacks: x19 = fprobe, x20 = ip, x21 = parent_ip, x22 = fregs. The node is taken
 * before the entry handler runs, as the handler's private data lives in it. Goes on to .Lfprobe_handler_done.
 */
export function handlerBody({ node, outOfLine, noEntry }: Finish) {
  return {
    body: asm`
        ldr     x0, [x19, #${Fprobe.exitHandler}]
        cbz     x0, .Lfprobe_handler_no_exit
        ldr     x0, [x19, #${Fprobe.rethook}]
        bl      rethook_try_get
        mov     x23, x0
        cbz     x0, .Lfprobe_handler_no_node
        str     x20, [x0, #${FprobeRethookNode.entryIp}]
        add     x4, x0, #${FprobeRethookNode.data}
.Lfprobe_handler_entry:
        ldr     x5, [x19, #${Fprobe.entryHandler}]
        cbz     x5, .Lfprobe_handler_no_entry
        mov     x3, x22
        mov     x2, x21
        mov     x1, x20
        mov     x0, x19
        blr     x5
.Lfprobe_handler_finish:
        cbz     x23, .Lfprobe_handler_done
${node}
.Lfprobe_handler_done:
    `,
    outOfLine: asm`
${outOfLine}
.Lfprobe_handler_no_exit:
        mov     x23, #0
        mov     x4, #0
        b       .Lfprobe_handler_entry
.Lfprobe_handler_no_entry:
${noEntry}
        b       .Lfprobe_handler_finish
.Lfprobe_handler_no_node:
${miss}
        b       .Lfprobe_handler_done
    `,
  };
}

/** A hit for which no handler runs. Plain: two CPUs that miss at a time may be counted as one, as in Linux. */
export const miss = asm`
        ldr     x0, [x19, #${Fprobe.nmissed}]
        add     x0, x0, #1
        str     x0, [x19, #${Fprobe.nmissed}]
`;
