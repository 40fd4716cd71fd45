import { asm } from '@tracelab/arm64-machine';
import { BpfTrampRunCtx } from '@tracelab/bpf';
import { argumentsOf, extend, isNarrow, resultOf } from './extension.js';
import type { ArgumentTypes } from './link.js';
import { move, runProgram, throughRegister, type ProgramFrame, type Resolve, type TrampolineProgram } from './program-call.js';

/** What a trampoline image is generated from. */
export interface TrampolineSpec extends ArgumentTypes {
  /** The image's symbol; the labels that the control plane looks for begin with it. */
  readonly name: string;
  /** struct bpf_tramp_image, which the generated code hands to __bpf_tramp_enter and __bpf_tramp_exit. */
  readonly image: bigint;
  /** The traced function's symbol address. */
  readonly function: bigint;
  readonly fentry: readonly TrampolineProgram[];
  readonly fmodRet: readonly TrampolineProgram[];
  readonly fexit: readonly TrampolineProgram[];
  /** Some program asks for the function's address: bpf_get_func_ip. */
  readonly ipArg: boolean;
}

interface Frame extends ProgramFrame {
  readonly size: number;
  readonly ip: number;
  readonly nargs: number;
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
  return { base: 'sp', size: roundUp(saved + 16, 16), runCtx, ip, nargs, args, retval, saved };
}

function roundUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}

/** Where an image can be left while a function that it called has not returned: bpf_tramp_image.ip_after_call and ip_epilogue. */
export const afterCall = (name: string): string => `${name}.ip_after_call`;
export const epilogue = (name: string): string => `${name}.ip_epilogue`;

/**
 * The BPF trampoline that v6.1 generates for one function (arch/arm64/net/bpf_jit_comp.c, kernel-paths.md 6.1). On entry
 * X30 is the address after the call site's BL and X9 the caller's LR, whether the BL or ftrace brought control here.
 */
export function trampolineText(spec: TrampolineSpec, resolve: Resolve): string {
  const callOrig = spec.fexit.length > 0 || spec.fmodRet.length > 0;
  const frame = frameOf(spec.nrArgs, spec.ipArg, callOrig);
  const argRegisters = Array.from({ length: spec.nrArgs }, (_, n) => n);
  const each = (mnemonic: 'ldr' | 'str'): string[] => argRegisters.map((n) => `        ${mnemonic}     x${n}, [sp, #${frame.args + 8 * n}]`);
  const extendsResult = spec.fexit.length > 0 && isNarrow(resultOf(spec));
  // What a program returns in the function's place is extended apart from the path of calls that go on.
  const overridden = extendsResult && spec.fmodRet.length > 0 ? '.Loverridden' : '.Lfexit';
  const call = (symbol: string): string => throughRegister.call(resolve(symbol));
  let label = 0;
  const program = (one: TrampolineProgram, saveResult: boolean): string =>
    runProgram(one, frame, throughRegister, { label: `.Lexit${label++}`, saveResult, resolve });

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
${argumentsOf(spec).map((type, n) => extend(n, type))}
${each('str')}
        str     x19, [sp, #${frame.saved}]
        str     x20, [sp, #${frame.saved + 8}]
${callOrig ? `${move('x0', spec.image)}\n${call('__bpf_tramp_enter')}` : ''}
${spec.fentry.map((one) => program(one, false))}
${spec.fmodRet.length > 0 ? `        str     xzr, [sp, #${frame.retval}]` : ''}
${spec.fmodRet.map((one) => `${program(one, true)}
        ldr     x10, [sp, #${frame.retval}]
        cbnz    x10, ${overridden}`)}
${callOrig ? callOriginal(spec.name, each('ldr'), frame, extendsResult ? extend(0, resultOf(spec)) : '') : ''}
.Lfexit:
${spec.fexit.map((one) => program(one, false))}
${callOrig ? `${epilogue(spec.name)}:\n${move('x0', spec.image)}\n${call('__bpf_tramp_exit')}` : each('ldr')}
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
${overridden === '.Lfexit' ? '' : asm`
${overridden}:
${extend(10, resultOf(spec))}
        str     x10, [sp, #${frame.retval}]
        b       .Lfexit
`}
`;
}

/** Enters the function's body behind the call site, with a return address of the trampoline's own. */
function callOriginal(name: string, reloadArguments: readonly string[], frame: Frame, extendResult: string): string {
  return asm`
${reloadArguments}
        ldr     x10, [x29, #8]
        adr     x30, .Lafter_call
        ret     x10
.Lafter_call:
${extendResult}
        str     x0, [sp, #${frame.retval}]
${afterCall(name)}:
        nop                                             // a branch to the epilogue once the image is given up
`;
}
