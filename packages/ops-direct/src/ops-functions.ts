import { asm } from '@tracelab/arm64-machine';
import { routine } from '@tracelab/kernel';
import { OPS_BIT } from './flags.js';
import { FtraceOps, FtraceOpsHash } from './ops.js';
import { RECURSION, recursionGuard } from './recursion-guard.js';

const listGuard = recursionGuard({
  start: RECURSION.internal,
  keep: 'x26',
  label: '.Larch_ftrace_ops_list_func',
  recursing: '.Larch_ftrace_ops_list_func_out',
});

/** On-stack copy of the ops's two hash pointers, above the frame record and four pairs of registers. */
const HASH = 80;

/** Calls every registered ops that traces this function: (ip, parent_ip, op, fregs); op is ignored. */
export const listFunc = routine(
  'arch_ftrace_ops_list_func',
  asm`
	paciasp
	stp	x29, x30, [sp, #-96]!
	mov	x29, sp
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	mov	x20, x0
	mov	x22, x1
	mov	x23, x3
${listGuard.lock}
	adrp	x0, ftrace_ops_list
	add	x25, sp, #${HASH + FtraceOpsHash.filterHash.offset}
	adrp	x21, ftrace_list_end
	add	x21, x21, :lo12:ftrace_list_end
	add	x24, sp, #${HASH + FtraceOpsHash.notraceHash.offset}
	ldr	x19, [x0, :lo12:ftrace_ops_list]
1:	ldr	x2, [x19, #${FtraceOps.flags}]
	tbnz	x2, #${OPS_BIT.stub}, 3f
	tbz	x2, #${OPS_BIT.rcu}, 2f
	bl	rcu_is_watching
	cbz	w0, 3f
2:	ftrace_test_regs x23, x19, ${FtraceOps.flags}, ${OPS_BIT.saveRegs}, 3f
	// rcu_assign_pointer to a copy that nobody else can see: store-releases without a purpose, and a costly LDP.
	ldr	x0, [x19, #${FtraceOps.funcHash}]
	ldr	x0, [x0, #${FtraceOpsHash.filterHash}]
	stlr	x0, [x25]
	ldr	x0, [x19, #${FtraceOps.funcHash}]
	ldr	x0, [x0, #${FtraceOpsHash.notraceHash}]
	stlr	x0, [x24]
	mov	x0, x20
	ldp	x1, x2, [sp, #${HASH}]
	bl	hash_contains_ip
	cbz	w0, 3f
	ldr	x4, [x19, #${FtraceOps.func}]
	mov	x2, x19
	mov	x3, x23
	mov	x1, x22
	mov	x0, x20
	cbz	x4, .Larch_ftrace_ops_list_func_no_func
	blr	x4
3:	ldr	x19, [x19, #${FtraceOps.next}]
	cmp	x19, #0
	ccmp	x19, x21, #4, ne
	b.ne	1b
.Larch_ftrace_ops_list_func_unlock:
${listGuard.unlock}
.Larch_ftrace_ops_list_func_out:
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x29, x30, [sp], #96
	autiasp
	ret
.Larch_ftrace_ops_list_func_no_func:
	brk	#0x800		// WARN
	b	.Larch_ftrace_ops_list_func_unlock
${listGuard.outOfLine}
`,
);

const assistGuard = recursionGuard({
  start: RECURSION.internal,
  keep: 'x20',
  label: '.Lftrace_ops_assist_func',
  recursing: '.Lftrace_ops_assist_func_out',
});

/** For a single ops that wants the guard or RCU around its callback: (ip, parent_ip, op, fregs). */
export const assistFunc = routine(
  'ftrace_ops_assist_func',
  asm`
	paciasp
	stp	x29, x30, [sp, #-64]!
	mov	x29, sp
	stp	x19, x20, [sp, #16]
	mov	x19, x0
${assistGuard.lock}
	ldr	x0, [x2, #${FtraceOps.flags}]
	tbnz	x0, #${OPS_BIT.rcu}, 2f
1:	ldr	x4, [x2, #${FtraceOps.func}]
	mov	x0, x19
	blr	x4
.Lftrace_ops_assist_func_unlock:
${assistGuard.unlock}
.Lftrace_ops_assist_func_out:
	ldp	x19, x20, [sp, #16]
	ldp	x29, x30, [sp], #64
	autiasp
	ret
2:	stp	x1, x2, [sp, #40]
	str	x3, [sp, #56]
	bl	rcu_is_watching
	ldp	x1, x2, [sp, #40]
	ldr	x3, [sp, #56]
	cbnz	w0, 1b
	b	.Lftrace_ops_assist_func_unlock
${assistGuard.outOfLine}
`,
);

/** The callback of whoever wants none. */
export const stub = routine(
  'ftrace_stub',
  asm`
	bti	c
	ret
`,
);
