import { asm } from '@tracelab/arm64-machine';
import { routine, type Variant } from '@tracelab/kernel';
import { stubOps } from './ops-data.js';
import { DynFtrace, FtraceOps } from './ops.js';

/** What the eight bytes in front of a function point at. */
export const SITE_LITERAL = { none: 0, ops: 1, record: 2 } as const;

/**
 * The callback of an ops that stands for a direct call, where other ops trace the same function: leaves the address for
 * the trampoline, (ip, parent_ip, op, fregs).
 */
const callDirectFuncs = routine(
  'call_direct_funcs',
  asm`
	ldr	x0, [x2, #${FtraceOps.directCall}]
	cbz	x0, 1f
	str	x0, [x3, #:lo12:FREGS_DIRECT_TRAMP]
1:	ret
`,
);

/** A direct call to nothing: back into the function, as any direct trampoline returns. */
const stubDirectTramp = routine(
  'ftrace_stub_direct_tramp',
  asm`
	bti	c
	mov	x10, x30
	mov	x30, x9
	ret	x10
`,
);

/** The ways of a trampoline to a direct call: `early`, before anything is saved, and `late`, after the ops have run. */
const directCallMacros = {
  /** v6.4. */
  known: asm`
	.macro	ftrace_load_direct early
	ldr	x17, [x11, #${FtraceOps.directCall}]
	cbnz	x17, \early
	.endm
	.macro	ftrace_clear_direct slot
	str	xzr, [sp, #\slot]
	.endm
	.macro	ftrace_test_direct slot, late
	ldr	x17, [sp, #\slot]
	cbnz	x17, \late
	.endm
	// X17: its BR may land on BTI c or PACIASP, and leaves the return stack as the site's BL left it.
	.macro	ftrace_direct_early early
\early:
	br	x17
	.endm
	// As a BL of the call site itself would arrive: X9 the caller's LR, X30 behind the BL.
	.macro	ftrace_direct_late late, lr, pc, frame
\late:
	ldr	x9, [sp, #\lr]
	ldr	x30, [sp, #\pc]
	add	sp, sp, #\frame
	br	x17
	.endm
`,
  unknown: asm`
	.macro	ftrace_load_direct early
	.endm
	.macro	ftrace_clear_direct slot
	.endm
	.macro	ftrace_test_direct slot, late
	.endm
	.macro	ftrace_direct_early early
	.endm
	.macro	ftrace_direct_late late, lr, pc, frame
	.endm
`,
};

/** One way of giving call sites ops of their own. */
export interface PerCallsite {
  readonly id: string;
  /** What the literal points at: the ops, or the site's dyn_ftrace, which then holds the ops. */
  readonly literal: 'ops' | 'record';
  /** Whether the trampoline goes on to the address that an ops may carry. */
  readonly directCalls: boolean;
}

/**
 * A call site's own ops: eight bytes in front of the function hold a pointer to it, or to what points to it. The site is
 * function + 4 behind an optional landing pad, so X30 is 16 or 20 bytes behind the literal, which is 8-byte aligned.
 */
export function perCallsite({ id, literal, directCalls }: PerCallsite): Variant {
  return {
    id,
    patchableEntry: { before: 2, after: 2 },
    absolutes: { FTRACE_SITE_LITERAL: SITE_LITERAL[literal], FTRACE_DIRECT_CALLS: Number(directCalls) },
    routines: directCalls ? [callDirectFuncs, stubDirectTramp] : [],
    data: [stubOps('ftrace_nop_ops', 'ftrace_stub'), stubOps('ftrace_list_ops', 'arch_ftrace_ops_list_func')],
    macros: asm`
	.macro	ftrace_load_ops early
	bic	x11, x30, #7
	ldr	x11, [x11, #-16]
${literal === 'record' ? `\tldr\tx11, [x11, #${DynFtrace.ops}]` : ''}
	ftrace_load_direct \early
	.endm
	.macro	ftrace_call_ops
	mov	x2, x11
	mov	x3, sp
	ldr	x4, [x2, #${FtraceOps.func}]
	blr	x4
	.endm
${directCalls ? directCallMacros.known : directCallMacros.unknown}
`,
  };
}
