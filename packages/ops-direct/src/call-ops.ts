import { asm } from '@tracelab/arm64-machine';
import { routine, type Variant } from '@tracelab/kernel';
import { stubOps } from './ops-data.js';
import { FtraceOps } from './ops.js';

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

/**
 * A call site's own ops: eight bytes in front of the function hold a pointer to it. The site is function + 4 behind an
 * optional landing pad, so X30 is 16 or 20 bytes behind the literal, which is 8-byte aligned.
 */
export const callOps: Variant = {
  id: 'call-ops',
  patchableEntry: { before: 2, after: 2 },
  routines: [callDirectFuncs, stubDirectTramp],
  data: [stubOps('ftrace_nop_ops', 'ftrace_stub'), stubOps('ftrace_list_ops', 'arch_ftrace_ops_list_func')],
  macros: asm`
	.macro	ftrace_load_ops early
	bic	x11, x30, #7
	ldr	x11, [x11, #-16]
	ldr	x17, [x11, #${FtraceOps.directCall}]
	cbnz	x17, \early
	.endm
	.macro	ftrace_clear_direct slot
	str	xzr, [sp, #\slot]
	.endm
	.macro	ftrace_call_ops
	mov	x2, x11
	mov	x3, sp
	ldr	x4, [x2, #${FtraceOps.func}]
	blr	x4
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
};
