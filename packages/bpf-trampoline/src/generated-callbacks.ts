import { asm } from '@tracelab/arm64-machine';
import { unusedSymbol } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';
import { RethookRegs } from '@tracelab/rethook';
import { argumentsOf, extend, resultOf } from './extension.js';
import { BpfFprobeCallContext as Call } from './layout.js';
import type { ArgumentTypes, TracedFunction, TracingLink } from './link.js';
import type { PlacedCode } from './placed-code.js';
import { directly, move, programsOf, runProgram, type CallStyle, type ProgramFrame, type Resolve, type TrampolineProgram } from './program-call.js';
import { CONTEXT_ON_STACK, type ContextPlace } from './routines/fprobe-callbacks.js';

/** What a pair of callbacks is generated from. */
export interface CallbacksSpec extends ArgumentTypes {
  readonly function: bigint;
  readonly fentry: readonly TrampolineProgram[];
  readonly fmodRet: readonly TrampolineProgram[];
  readonly fexit: readonly TrampolineProgram[];
  readonly context: ContextPlace;
}

/** The context is at x21, the saved registers at x22; X19 and X20 are the running program's. */
function frameOf(nrArgs: number): ProgramFrame {
  return { base: 'x21', runCtx: Call.runCtx.offset, args: Call.args.offset, retval: Call.args.at(nrArgs) };
}

const PUSH = asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
`;
const POP = asm`
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`;

/** Where an entry handler finds the context: its node's data in x4, its own stack, or the one that there is. */
const CONTEXT: Record<ContextPlace, string> = {
  node: '        mov     x21, x4',
  stack: `        sub     sp, sp, #${CONTEXT_ON_STACK}\n        mov     x21, sp`,
  either: `        sub     sp, sp, #${CONTEXT_ON_STACK}\n        mov     x21, sp\n        cmp     x4, #0\n        csel    x21, x4, x21, ne`,
};

/**
 * An answer to "JIT the fprobe callbacks" (the thread of November 2022): bpf_fprobe_entry for one function and its programs. Arguments
 * are copied in pairs without a loop, programs and cookies are constants, every call is a BL.
 */
export function entryCallbackText(spec: CallbacksSpec, style: CallStyle, resolve: Resolve): string {
  const frame = frameOf(spec.nrArgs);
  let label = 0;
  const program = (one: TrampolineProgram, saveResult: boolean): string =>
    runProgram(one, frame, style, { label: `.Lprog${label++}`, saveResult, resolve });
  return asm`
${PUSH}
${CONTEXT[spec.context]}
        mov     x22, x3
${move('x10', spec.function)}
        mov     x11, #${spec.nrArgs}
        stp     x10, x11, [x21, #${Call.ip}]
${copy(spec)}
${spec.fentry.map((one) => program(one, false))}
${spec.fmodRet.length > 0 ? `        str     xzr, [x21, #${frame.retval}]` : ''}
${spec.fmodRet.map((one) => `${program(one, true)}
        ldr     x0, [x21, #${frame.retval}]
        cbnz    x0, .Loverride`)}
.Ldone:
        mov     w0, #${spec.fexit.length > 0 ? 0 : 1}
${spec.context === 'node' ? '' : '        mov     sp, x29'}
${POP}
${spec.fmodRet.length > 0 ? asm`
.Loverride:
        str     x0, [x22]
        adrp    x1, just_return_func
        add     x1, x1, :lo12:just_return_func
        str     x1, [x22, #:lo12:FREGS_PC]
        b       .Ldone
` : ''}
`;
}

/** The exit callback (fp, ip, ret_ip, regs, data) of the same programs. */
export function exitCallbackText(spec: CallbacksSpec, style: CallStyle, resolve: Resolve): string {
  const frame = frameOf(spec.nrArgs);
  return asm`
${PUSH}
        mov     x21, x4
        ldr     x0, [x3, #${RethookRegs.x0}]
${extend(0, resultOf(spec))}
        str     x0, [x21, #${frame.retval}]
${spec.fexit.map((one, n) => runProgram(one, frame, style, { label: `.Lprog${n}`, saveResult: false, resolve }))}
${POP}
`;
}

/** Registers 0 to nrArgs-1, saved one after the other at x22, to the context's arguments. */
function copy(types: ArgumentTypes): string {
  const { nrArgs } = types;
  const args = argumentsOf(types);
  const pair = (n: number): string => asm`
        ldp     x10, x11, [x22, #${8 * n}]
${extend(10, args[n]!)}
${extend(11, args[n + 1]!)}
        stp     x10, x11, [x21, #${Call.args.at(n)}]
  `.trimEnd();
  const odd = (n: number): string => asm`
        ldr     x10, [x22, #${8 * n}]
${extend(10, args[n]!)}
        str     x10, [x21, #${Call.args.at(n)}]
  `.trimEnd();
  const pairs = Array.from({ length: nrArgs >> 1 }, (_, i) => pair(2 * i));
  return [...pairs, ...(nrArgs % 2 ? [odd(nrArgs - 1)] : [])].join('\n');
}

/** Generates and places the pair for a function's programs. */
export function generateCallbacks(
  kernel: Kernel,
  fn: TracedFunction,
  links: readonly TracingLink[],
  context: ContextPlace,
): { entry: PlacedCode; exit: PlacedCode } {
  const resolve: Resolve = (symbol) => kernel.symbols.lookup(symbol);
  const style = directly(kernel);
  const spec: CallbacksSpec = {
    ...fn,
    function: resolve(fn.name),
    fentry: programsOf(kernel, links, 'fentry'),
    fmodRet: programsOf(kernel, links, 'modifyReturn'),
    fexit: programsOf(kernel, links, 'fexit'),
    context,
  };
  const place = (name: string, text: string): PlacedCode => ({ address: kernel.placeCode(name, text), symbols: [name] });
  const exit = place(unusedSymbol(kernel, `bpf_fprobe_exit_${fn.name}`), exitCallbackText(spec, style, resolve));
  const entry = place(unusedSymbol(kernel, `bpf_fprobe_entry_${fn.name}`), entryCallbackText(spec, style, resolve));
  return { entry, exit };
}
