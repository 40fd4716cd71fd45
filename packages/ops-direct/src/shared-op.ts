import { asm } from '@tracelab/arm64-machine';
import { data, type Variant } from '@tracelab/kernel';
import { SITE_LITERAL } from './call-ops.js';

/**
 * One call, shared by all traced functions, in the trampoline: `ftrace_call` is patched to the function that fits the
 * registered ops, `function_trace_op` holds its third argument.
 */
export const sharedOp: Variant = {
  id: 'shared-op',
  patchableEntry: { before: 0, after: 2 },
  absolutes: { FTRACE_SITE_LITERAL: SITE_LITERAL.none, FTRACE_DIRECT_CALLS: 0 },
  data: [data('function_trace_op', '\t.quad\tftrace_list_end\n')],
  macros: asm`
	.macro	ftrace_load_ops early
	.endm
	.macro	ftrace_clear_direct slot
	.endm
	.macro	ftrace_call_ops
	adrp	x2, function_trace_op
	ldr	x2, [x2, :lo12:function_trace_op]
	mov	x3, sp
	.globl	ftrace_call
ftrace_call:
	bl	ftrace_stub
	.endm
	.macro	ftrace_test_direct slot, late
	.endm
	.macro	ftrace_direct_early early
	.endm
	.macro	ftrace_direct_late late, lr, pc, frame
	.endm
`,
};
