import { asm } from '@tracelab/arm64-machine';
import { FrameRecord, routine, type Variant } from '@tracelab/kernel';
import { FtraceRegs, fregsAbsolutes } from './ftrace-regs.js';

/** Above the ftrace_regs: a frame record of this trampoline, then one of the traced function. */
const OWN_RECORD = FtraceRegs.structSize;
const TRACED_RECORD = OWN_RECORD + FrameRecord.structSize;
const FRAME = TRACED_RECORD + FrameRecord.structSize;
const x = (n: number): number => FtraceRegs.regs.at(n);

const ftraceCaller = routine(
  'ftrace_caller',
  asm`
	.globl	FTRACE_REGS_ADDR
FTRACE_REGS_ADDR:
	bti	c
	ftrace_load_ops .Lftrace_caller_early
	mov	x10, sp
	sub	sp, sp, #${FRAME}
	stp	x0, x1, [sp, #${x(0)}]
	stp	x2, x3, [sp, #${x(2)}]
	stp	x4, x5, [sp, #${x(4)}]
	stp	x6, x7, [sp, #${x(6)}]
	str	x8, [sp, #${x(8)}]
	ftrace_clear_direct ${FtraceRegs.directTramp}

	// As if the call had not happened yet: LR is the caller's, SP what it was.
	str	x29, [sp, #${FtraceRegs.fp}]
	str	x9, [sp, #${FtraceRegs.lr}]
	str	x10, [sp, #${FtraceRegs.sp}]
	str	x30, [sp, #${FtraceRegs.pc}]

	// The traced function has no frame record yet; an unwinder needs one for it and one for this trampoline.
	stp	x29, x9, [sp, #${TRACED_RECORD}]
	add	x29, sp, #${TRACED_RECORD}
	stp	x29, x30, [sp, #${OWN_RECORD}]
	add	x29, sp, #${OWN_RECORD}

	sub	x0, x30, #4
	mov	x1, x9
	ftrace_call_ops

	// An ops may have changed any argument, the return address, or where to go on.
	ldp	x0, x1, [sp, #${x(0)}]
	ldp	x2, x3, [sp, #${x(2)}]
	ldp	x4, x5, [sp, #${x(4)}]
	ldp	x6, x7, [sp, #${x(6)}]
	ldr	x8, [sp, #${x(8)}]
	ldr	x29, [sp, #${FtraceRegs.fp}]
	ftrace_test_direct ${FtraceRegs.directTramp}, .Lftrace_caller_late
	ldr	x30, [sp, #${FtraceRegs.lr}]
	ldr	x9, [sp, #${FtraceRegs.pc}]
	add	sp, sp, #${FRAME}
	ret	x9
	ftrace_direct_late .Lftrace_caller_late, ${FtraceRegs.lr}, ${FtraceRegs.pc}, ${FRAME}
	ftrace_direct_early .Lftrace_caller_early
`,
);

/** DYNAMIC_FTRACE_WITH_ARGS: one entry; whoever wants registers takes what an AAPCS64 call can pass. */
export const argsCaller: Variant = {
  id: 'ftrace_regs',
  routines: [ftraceCaller],
  absolutes: fregsAbsolutes(FtraceRegs),
  macros: asm`
	// ftrace_ops_test: every ops gets the same registers, and they are always there.
	.macro	ftrace_test_regs fregs, ops, flags, bit, fail
	.endm
`,
};
