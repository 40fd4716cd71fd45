import { asm } from '@tracelab/arm64-machine';
import { routine, traceable, type Routine } from '@tracelab/kernel';
import { RethookRegs } from '@tracelab/rethook';
import type { DefectId } from '../defects/defect.js';
import { BPF_TRAMP, BpfFprobeCallContext as Call, BpfTrampLink, BpfTrampoline } from '../layout.js';
import { copyArguments, type ArgumentCopy } from './argument-copy.js';
import { extendArguments, extendResult } from './extend-words.js';

const list = (kind: keyof typeof BPF_TRAMP): number => BpfTrampoline.progsHlist.at(BPF_TRAMP[kind]);

/** Bytes of a call context on the stack, which stays aligned. */
export const CONTEXT_ON_STACK = Math.ceil(Call.structSize / 16) * 16;

/**
 * Where the programs' context is: in the node's private area, on the handler's own stack for a probe that takes no node,
 * or in whichever there is, while a probe changes from one to the other.
 */
export type ContextPlace = 'node' | 'stack' | 'either';

export interface EntryOptions {
  readonly context?: ContextPlace;
  readonly copy?: ArgumentCopy;
  /** Some argument is narrow: extends all, as the bpf_trampoline's sizes say. */
  readonly narrow?: boolean;
  readonly defects?: ReadonlySet<DefectId>;
}

export interface ExitOptions {
  /** The result is narrow: extends it, as the bpf_trampoline's size says. */
  readonly narrow?: boolean;
  readonly defects?: ReadonlySet<DefectId>;
}

/** The symbol of an entry handler: the posted form has the posted name. */
export function entryName({ context = 'node', copy = 'loop', narrow = false }: EntryOptions): string {
  const place = { node: '', stack: '_on_stack', either: '_anywhere' }[context];
  return `bpf_fprobe_entry${place}${copy === 'loop' ? '' : `_${copy}`}${narrow ? '_narrow' : ''}`;
}

/** x20 = the context, for a node in x4. */
const contextIn = (place: ContextPlace): string =>
  place === 'node' ? '' : asm`
        sub     sp, sp, #${CONTEXT_ON_STACK}
        ${place === 'either' ? 'cmp     x4, #0\n        mov     x20, sp\n        csel    x20, x4, x20, ne' : 'mov     x20, sp'}
  `.trimEnd();

/**
 * The function is skipped, with the value in x0 as its result; fexit programs see it as if it had returned it. Control goes to a
 * RET instead of into the function, and so wherever LR leads: to the return trampoline, if this or another fprobe has hooked
 * the call, where the exit callback runs as ever. As posted (`orphaned-hooks`) control goes to the caller at once, and
 * the exit callback is called from here, which takes a narrow result as it is.
 */
function override(defects: ReadonlySet<DefectId>): string {
  return defects.has('orphaned-hooks') ? asm`
        str     x0, [x21]
        ldr     x1, [x21, #:lo12:FREGS_LR]
        str     x1, [x21, #:lo12:FREGS_PC]
        mov     x4, x20
        mov     x3, x21
        mov     x2, x24
        mov     x1, x23
        mov     x0, x22
        bl      bpf_fprobe_exit
        mov     w0, #1
        b       .Lentry_return
  `.trimEnd() : asm`
        str     x0, [x21]
        adrp    x1, just_return_func
        add     x1, x1, :lo12:just_return_func
        str     x1, [x21, #:lo12:FREGS_PC]
        b       .Lentry_done
  `.trimEnd();
}

/** Where a skipped function goes on: back. */
export const justReturn = routine('just_return_func', asm`
        ret
`);

/**
 * An entry handler (fp, ip, ret_ip, fregs, data): builds the programs' context from the saved registers, runs the fentry
 * and fmod_ret programs, and tells fprobe not to hook the return where no fexit program waits for it. Registers are
 * allocated as gcc does: all five arguments live to the end, since an override hands them on.
 */
export function entryText({ context = 'node', copy = 'loop', narrow = false, defects = new Set() }: EntryOptions): string {
  const place = contextIn(context);
  const wide = defects.has('truncated-result') ? 'w' : 'x';
  return asm`
        paciasp
        stp     x29, x30, [sp, #-96]!
        ${copy === 'loop' ? 'mov     x5, #0' : ''}
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        ${context === 'node' ? 'mov     x20, x4' : ''}
        stp     x21, x22, [sp, #32]
        mov     x22, x0
        mov     x21, x3
        stp     x23, x24, [sp, #48]
        mov     x23, x1
        mov     x24, x2
        stp     x25, x26, [sp, #64]
        sub     x25, x0, #${BpfTrampoline.probe}
        str     x27, [sp, #80]
${place}
        stp     xzr, xzr, [x20, #${Call.runCtx}]
        ${defects.has('wrong-function-ip') ? '' : `ldr     x0, [x25, #${BpfTrampoline.addr}]`}
        add     x27, x20, #${Call.args}
        str     ${defects.has('wrong-function-ip') ? 'x1' : 'x0'}, [x20, #${Call.ip}]
        ldrb    w26, [x25, #${BpfTrampoline.nrArgs}]
        ${defects.has('wrong-function-ip') ? '' : `str     x26, [x20, #${Call.argsCnt}]`}
${copyArguments(copy)}
${narrow ? extendArguments : ''}
        ldr     x19, [x25, #${list('fentry')}]
        cbz     x19, 5f
4:      sub     x0, x19, #${BpfTrampLink.trampHlist}
        mov     x2, x27
        mov     x1, x20
        bl      call_bpf_prog
        ldr     x19, [x19]
        cbnz    x19, 4b
5:      add     x26, x27, x26, lsl #3
        str     xzr, [x26]
        ldr     x19, [x25, #${list('modifyReturn')}]
        cbnz    x19, .Lentry_fmod
.Lentry_done:
        ldr     x0, [x25, #${list('fexit')}]
        cmp     x0, #0
        cset    w0, eq
.Lentry_return:
        ${context === 'node' ? '' : 'mov     sp, x29'}
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldr     x27, [sp, #80]
        ldp     x29, x30, [sp], #96
        autiasp
        ret

.Lentry_fmod:
        sub     x0, x19, #${BpfTrampLink.trampHlist}
        mov     x2, x27
        mov     x1, x20
        bl      call_bpf_prog
        ${defects.has('truncated-result') ? 'sxtw    x0, w0' : ''}
        ${defects.has('invisible-result') ? '' : 'str     x0, [x26]'}
        cbnz    ${wide}0, 6f
        ldr     x19, [x19]
        cbnz    x19, .Lentry_fmod
        b       .Lentry_done
6:
${override(defects)}
`;
}

/** The RFC's, and the same for entry-only probes without a pool. */
export const entryHandlers = (defects: ReadonlySet<DefectId>): readonly Routine[] =>
  (['node', 'stack'] as const).map((context) => traceable(entryName({ context }), entryText({ context, defects })));

/** The RFC's; the one for narrow results is placed when it is first needed. */
export const exitHandler = (defects: ReadonlySet<DefectId>): Routine => traceable(exitName({}), exitText({ defects }));

/** The symbol of an exit handler: the posted form has the posted name. */
export const exitName = ({ narrow = false }: ExitOptions): string => `bpf_fprobe_exit${narrow ? '_narrow' : ''}`;

/** bpf_fprobe_exit(fp, ip, ret_ip, regs, data): the return value becomes the last argument; runs the fexit programs. */
export const exitText = ({ narrow = false, defects = new Set() }: ExitOptions): string => asm`
        paciasp
        stp     x29, x30, [sp, #-48]!
        mov     x29, sp
        stp     x19, x20, [sp, #16]
        str     x21, [sp, #32]
        sub     x0, x0, #${BpfTrampoline.probe}
        mov     x20, x4
        ldr     x1, [x3, #${RethookRegs.x0}]
        ${defects.has('wrong-function-ip') ? `ldrb    w2, [x0, #${BpfTrampoline.nrArgs}]` : `ldr     x2, [x4, #${Call.argsCnt}]`}
        add     x21, x4, #${Call.args}
${narrow ? extendResult : ''}
        str     ${narrow ? 'x4' : 'x1'}, [x21, x2, lsl #3]
        ldr     x19, [x0, #${list('fexit')}]
        cbz     x19, 2f
1:      sub     x0, x19, #${BpfTrampLink.trampHlist}
        mov     x1, x20
        mov     x2, x21
        bl      call_bpf_prog
        ldr     x19, [x19]
        cbnz    x19, 1b
2:      ldp     x19, x20, [sp, #16]
        ldr     x21, [sp, #32]
        ldp     x29, x30, [sp], #48
        autiasp
        ret
`;
