import { asm } from '@tracelab/arm64-machine';
import { BENCH_PID } from '../data/tasks.js';
import { stray } from '../routines/stray.js';
import { NR_GETPGID } from '../routines/syscall.js';

/** A user-mode program for one thread. */
export interface UserProgram {
  readonly text: string;
  /** Symbol to start at, at EL0. */
  readonly entry: string;
  /** Symbol that is passed once per iteration. */
  readonly iteration: string;
}

/**
 * The producer of the BPF selftests' `bench`: `syscall(__NR_getpgid)` for ever, through libc's variadic wrapper. The
 * wrapper moves each argument register down by one, so after a few calls the pid is what X7 held when the loop began.
 */
const start = asm`
        .globl  _start
        .type   _start, %function
_start: mov     x7, #${BENCH_PID}
        mov     x6, x7
        mov     x5, x7
        mov     x4, x7
        mov     x3, x7
        mov     x2, x7
        mov     x1, x7
        b       trigger_producer
        .size   _start, . - _start
`;

/** Returns the result; -4095 and above go to errno, of a program with one thread. Arguments stay where they are. */
const wrapper = asm`
        .balign 16
        .globl  syscall
        .type   syscall, %function
syscall:
        mov     w8, w0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        mov     x4, x5
        mov     x5, x6
        mov     x6, x7
        svc     #0
        cmn     x0, #4095
        b.cs    1f
        ret
1:      b       __syscall_error
        .size   syscall, . - syscall

        .balign 16
        .type   __syscall_error, %function
__syscall_error:
        adrp    x16, errno
        neg     w0, w0
        str     w0, [x16, #:lo12:errno]
        mov     x0, #-1
        ret
        .size   __syscall_error, . - __syscall_error
`;

interface Counting {
  readonly prologue: string;
  readonly body: string;
  readonly memory: string;
}

/** By BPF programs only. */
const countedInBpf: Counting = { prologue: '', body: '', memory: '' };

/** Of where a thread strays: its own stack pointer. */
const seed = asm`
        mov     x20, sp
        add     x20, x20, #0x9e3
`;

/** A program that calls getpgid and counts that; one of `threads` that strays, where there are others. */
function producer({ prologue, body, memory }: Counting, threads: number): UserProgram {
  const isAlone = threads === 1;
  return {
    text: asm`
        .text
        ${start}
        ${wrapper}
        .balign 16
        .globl  trigger_producer, trigger_iteration
        .type   trigger_producer, %function
trigger_producer:
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        ${prologue}
        ${isAlone ? '' : seed}
trigger_iteration:
        mov     w0, #${NR_GETPGID}
        bl      syscall
        ${body}
        ${isAlone ? 'b       trigger_iteration' : stray('x20', 'trigger_iteration')}
        .size   trigger_producer, . - trigger_producer
        .balign 64
        .type   errno, %object
errno:  .word   0
        .size   errno, . - errno
        ${memory}
`,
    entry: '_start',
    iteration: 'trigger_iteration',
  };
}

/**
 * In user mode, by __atomic_add_fetch(&hits, 1, __ATOMIC_SEQ_CST), inlined for ARMv8.0: one counter for all threads. The
 * scratch registers are those of libgcc's out-of-line helper, so that, as there, the pid in X1 survives.
 */
const countedInUser: Counting = {
  prologue: asm`
        adrp    x19, base_hits
        add     x19, x19, :lo12:base_hits
  `,
  body: asm`
2:      ldaxr   x0, [x19]
        add     x16, x0, #1
        stlxr   w15, x16, [x19]
        cbnz    w15, 2b
  `,
  memory: asm`
        .balign 64
        .globl  base_hits
        .type   base_hits, %object
base_hits:
        .quad   0
        .zero   56
        .size   base_hits, . - base_hits
  `,
};

/** Programs attached: the hits are counted in BPF only. */
export const tracedLoop = producer(countedInBpf, 1);

/** trig-base: nothing is attached, the loop counts its hits itself. */
export const baseLoop = producer(countedInUser, 1);

/** The same for `threads` of one process, each on a CPU of its own. */
export const tracedThreads = (threads: number): UserProgram => producer(countedInBpf, threads);
export const baseThreads = (threads: number): UserProgram => producer(countedInUser, threads);
