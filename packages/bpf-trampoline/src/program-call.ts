import { asm } from '@tracelab/arm64-machine';
import { BpfProg, BpfProgAux, BpfTrampRunCtx, moveAddress, moveImmediate64, type Program } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import { BPF_LSM_CGROUP } from './layout.js';
import type { TracingLink } from './link.js';
import { ENTER_EXIT, type EnterExit } from './routines/enter-exit.js';

/** One program as generated code calls it. */
export interface TrampolineProgram {
  /** struct bpf_prog. */
  readonly prog: bigint;
  /** The JITed code. */
  readonly code: bigint;
  readonly cookie: bigint;
  readonly enterExit: EnterExit;
}

/** Where a program's context is while the code of a trampoline runs: offsets from a register. */
export interface ProgramFrame {
  readonly base: string;
  readonly runCtx: number;
  readonly args: number;
  readonly retval: number;
}

/** How generated code calls a function, and where its result is then. */
export interface CallStyle {
  readonly result: string;
  call(target: bigint): string;
}

/** emit_call of v6.1: always through X10, and R0 of BPF is X7. */
export const throughRegister: CallStyle = {
  result: 'x7',
  call: (target) => asm`
${move('x10', target)}
        blr     x10
        mov     x7, x0
  `.trimEnd(),
};

/** A BL, for code that is placed in its reach. */
export function directly({ symbols }: Kernel): CallStyle {
  return {
    result: 'x0',
    call: (target) => {
      const { name, offset } = symbols.at(target)!;
      return `        bl      ${name} + ${offset}`;
    },
  };
}

/** Address of a kernel function by name. */
export type Resolve = (symbol: string) => bigint;

/** bpf_trampoline_enter() and bpf_trampoline_exit() of v6.1: by the program's kind. */
export function enterExitOf({ memory }: Kernel, { prog }: Program): EnterExit {
  if (BpfProgAux.sleepable.read(memory, BpfProg.aux.read(memory, prog)) !== 0n) return ENTER_EXIT.sleepable;
  if (BpfProg.expectedAttachType.read(memory, prog) === BigInt(BPF_LSM_CGROUP)) return ENTER_EXIT.lsmCgroup;
  return ENTER_EXIT.recur;
}

/** The programs of one kind, in the order in which they run. */
export function programsOf(kernel: Kernel, links: readonly TracingLink[], kind: TracingLink['kind']): TrampolineProgram[] {
  return links
    .filter((link) => link.kind === kind)
    .map(({ program, cookie = 0n }) => ({ prog: program.prog, code: program.code, cookie, enterExit: enterExitOf(kernel, program) }));
}

/**
 * invoke_bpf_prog (kernel-paths.md 6.1): cookie, enter, the program where enter lets it run, exit in any case. The
 * program stays in X19, its start time in X20.
 */
export function runProgram(
  { prog, code, cookie, enterExit }: TrampolineProgram,
  { base, runCtx, args, retval }: ProgramFrame,
  { call, result }: CallStyle,
  { label, saveResult, resolve }: { readonly label: string; readonly saveResult: boolean; readonly resolve: Resolve },
): string {
  return asm`
${cookie === 0n ? '' : indented(moveImmediate64('x10', cookie))}
        str     ${cookie === 0n ? 'xzr' : 'x10'}, [${base}, #${runCtx + BpfTrampRunCtx.bpfCookie.offset}]
${move('x19', prog)}
        mov     x0, x19
        add     x1, ${base}, #${runCtx}
${call(resolve(enterExit.enter))}
        mov     x20, x0
        cbz     x0, ${label}
        add     x0, ${base}, #${args}
${call(code)}
${saveResult ? `        str     ${result}, [${base}, #${retval}]` : ''}
${label}:
        mov     x0, x19
        mov     x1, x20
        add     x2, ${base}, #${runCtx}
${call(resolve(enterExit.exit))}
`;
}

/** Instructions of the JIT's emitters as a block of text. */
export function indented(lines: readonly string[]): string {
  return lines.map((line) => `        ${line}`).join('\n');
}

/** A kernel address into a register. */
export function move(register: string, address: bigint): string {
  return indented(moveAddress(register, address));
}
