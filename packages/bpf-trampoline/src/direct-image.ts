import { asm } from '@tracelab/arm64-machine';
import { BpfTrampRunCtx, moveAddress, moveImmediate64 } from '@tracelab/bpf';

/** One program as the generated code calls it. */
export interface TrampolineProgram {
  /** struct bpf_prog. */
  readonly prog: bigint;
  /** The JITed code. */
  readonly code: bigint;
  readonly cookie: bigint;
}

/** What a trampoline image is generated from. */
export interface TrampolineSpec {
  /** struct bpf_tramp_image, which the generated code hands to __bpf_tramp_enter and __bpf_tramp_exit. */
  readonly image: bigint;
  /** The traced function's symbol address. */
  readonly function: bigint;
  /** At most MAX_ARGS. */
  readonly nrArgs: number;
  readonly fentry: readonly TrampolineProgram[];
  readonly fmodRet: readonly TrampolineProgram[];
  readonly fexit: readonly TrampolineProgram[];
  /** Some program asks for the function's address: bpf_get_func_ip. */
  readonly ipArg: boolean;
}

/** Address of a kernel function by name. */
export type Resolve = (symbol: string) => bigint;

interface Frame {
  readonly size: number;
  readonly runCtx: number;
  readonly ip: number;
  readonly nargs: number;
  readonly args: number;
  readonly retval: number;
  readonly saved: number;
}

/** Offsets from SP, from the bottom up (kernel-paths.md 6.1). */
function frameOf(nrArgs: number, ipArg: boolean, callOrig: boolean): Frame {
  const runCtx = 0;
  const ip = runCtx + BpfTrampRunCtx.structSize;
  const nargs = ip + (ipArg ? 8 : 0);
  const args = nargs + 8;
  const retval = args + 8 * nrArgs;
  const saved = retval + (callOrig ? 8 : 0);
  return { size: roundUp(saved + 16, 16), runCtx, ip, nargs, args, retval, saved };
}

function roundUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

const indented = (lines: readonly string[]): string => lines.map((line) => `        ${line}`).join('\n');
const move = (register: string, address: bigint): string => indented(moveAddress(register, address));

/** emit_call of v6.1: always through X10, and R0 of BPF is X7. */
const call = (target: bigint): string => `${move('x10', target)}
        blr     x10
        mov     x7, x0`;

/**
 * The BPF trampoline that v6.1 generates for one function (arch/arm64/net/bpf_jit_comp.c, kernel-paths.md 6.1). On entry
 * X30 is the address after the call site's BL and X9 the caller's LR, whether the BL or ftrace brought control here.
 */
export function trampolineText(spec: TrampolineSpec, resolve: Resolve): string {
  const callOrig = spec.fexit.length > 0 || spec.fmodRet.length > 0;
  const frame = frameOf(spec.nrArgs, spec.ipArg, callOrig);
  const argRegisters = Array.from({ length: spec.nrArgs }, (_, n) => n);
  const each = (mnemonic: 'ldr' | 'str'): string[] => argRegisters.map((n) => `        ${mnemonic}     x${n}, [sp, #${frame.args + 8 * n}]`);
  let label = 0;

  const program = ({ prog, code, cookie }: TrampolineProgram, saveResult: boolean): string => {
    const exit = `.Lexit${label++}`;
    return asm`
${cookie === 0n ? '' : indented(moveImmediate64('x10', cookie))}
        str     ${cookie === 0n ? 'xzr' : 'x10'}, [sp, #${frame.runCtx + BpfTrampRunCtx.bpfCookie.offset}]
${move('x19', prog)}
        mov     x0, x19
        add     x1, sp, #${frame.runCtx}
${call(resolve('__bpf_prog_enter_recur'))}
        mov     x20, x0
        cbz     x0, ${exit}
        add     x0, sp, #${frame.args}
${call(code)}
${saveResult ? `        str     x7, [sp, #${frame.retval}]` : ''}
${exit}:
        mov     x0, x19
        mov     x1, x20
        add     x2, sp, #${frame.runCtx}
${call(resolve('__bpf_prog_exit_recur'))}
`;
  };

  return asm`
        bti     jc
        stp     x29, x9, [sp, #-16]!
        mov     x29, sp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        sub     sp, sp, #${frame.size}
${spec.ipArg ? `${move('x10', spec.function)}\n        str     x10, [sp, #${frame.ip}]` : ''}
        mov     x10, #${spec.nrArgs}
        str     x10, [sp, #${frame.nargs}]
${each('str')}
        str     x19, [sp, #${frame.saved}]
        str     x20, [sp, #${frame.saved + 8}]
${callOrig ? `${move('x0', spec.image)}\n${call(resolve('__bpf_tramp_enter'))}` : ''}
${spec.fentry.map((one) => program(one, false))}
${spec.fmodRet.length > 0 ? `        str     xzr, [sp, #${frame.retval}]` : ''}
${spec.fmodRet.map((one) => `${program(one, true)}
        ldr     x10, [sp, #${frame.retval}]
        cbnz    x10, .Lfexit`)}
${callOrig ? callOriginal(each('ldr'), frame) : ''}
.Lfexit:
${spec.fexit.map((one) => program(one, false))}
${callOrig ? `.Lip_epilogue:\n${move('x0', spec.image)}\n${call(resolve('__bpf_tramp_exit'))}` : each('ldr')}
        ldr     x19, [sp, #${frame.saved}]
        ldr     x20, [sp, #${frame.saved + 8}]
${callOrig ? `        ldr     x0, [sp, #${frame.retval}]` : ''}
        mov     sp, x29
        ldp     x29, x30, [sp], #16
        ldp     x29, x9, [sp], #16
${callOrig
    ? `        mov     x30, x9
        ret     x9`
    : `        mov     x10, x30
        mov     x30, x9
        ret     x10`}
`;
}

/** Enters the function's body behind the call site, with a return address of the trampoline's own. */
function callOriginal(reloadArguments: readonly string[], frame: Frame): string {
  return asm`
${reloadArguments}
        ldr     x10, [x29, #8]
        adr     x30, .Lafter_call
        ret     x10
.Lafter_call:
        str     x0, [sp, #${frame.retval}]
        nop                                             // patched to a branch to .Lip_epilogue on detach
`;
}

