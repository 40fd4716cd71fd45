import { asm } from '@tracelab/arm64-machine';
import { FrameRecord, PtRegs, routine, type Variant } from '@tracelab/kernel';
import { FtracePtRegs, fregsAbsolutes } from './ftrace-regs.js';

/** The pt_regs, and above it a frame record for the traced function. */
const FRAME = PtRegs.structSize + FrameRecord.structSize;
const x = (n: number): number => PtRegs.regs.at(n);

/** Everything both entries store, up to the two frame records. `more` stores what is left of the registers. */
const entry = (direct: string, more: string): string => asm`
	bti	c
	ftrace_load_ops ${direct}
	sub	sp, sp, #${FRAME}
	stp	x0, x1, [sp, #${x(0)}]
	stp	x2, x3, [sp, #${x(2)}]
	stp	x4, x5, [sp, #${x(4)}]
	stp	x6, x7, [sp, #${x(6)}]
	stp	x8, x9, [sp, #${x(8)}]
${more}
	// As if the call had not happened yet: LR is the caller's, SP what it was.
	add	x10, sp, #${FRAME}
	stp	x9, x10, [sp, #${x(30)}]
	str	x30, [sp, #${PtRegs.pc}]
	ftrace_clear_direct ${FtracePtRegs.directTramp}

	// The traced function has no frame record yet; an unwinder needs one for it and one for this trampoline.
	stp	x29, x9, [sp, #${PtRegs.structSize}]
	add	x29, sp, #${PtRegs.structSize}
	stp	x29, x30, [sp, #${PtRegs.stackframe}]
	add	x29, sp, #${PtRegs.stackframe}
	b	ftrace_common
	ftrace_direct_early ${direct}
`;

const ftraceRegsCaller = routine(
  'ftrace_regs_caller',
  `	.globl	FTRACE_REGS_ADDR\nFTRACE_REGS_ADDR:\n${entry(
    '.Lftrace_regs_caller_direct',
    asm`
	stp	x10, x11, [sp, #${x(10)}]
	stp	x12, x13, [sp, #${x(12)}]
	stp	x14, x15, [sp, #${x(14)}]
	stp	x16, x17, [sp, #${x(16)}]
	stp	x18, x19, [sp, #${x(18)}]
	stp	x20, x21, [sp, #${x(20)}]
	stp	x22, x23, [sp, #${x(22)}]
	stp	x24, x25, [sp, #${x(24)}]
	stp	x26, x27, [sp, #${x(26)}]
	stp	x28, x29, [sp, #${x(28)}]
`,
  )}`,
);

const ftraceCaller = routine('ftrace_caller', entry('.Lftrace_caller_direct', `	str	x29, [sp, #${x(29)}]`));

const ftraceCommon = routine(
  'ftrace_common',
  asm`
	sub	x0, x30, #4
	mov	x1, x9
	ftrace_call_ops

	// An ops may have changed any argument, the return address, or where to go on.
	ldp	x0, x1, [sp, #${x(0)}]
	ldp	x2, x3, [sp, #${x(2)}]
	ldp	x4, x5, [sp, #${x(4)}]
	ldp	x6, x7, [sp, #${x(6)}]
	ldr	x8, [sp, #${x(8)}]
	ldr	x29, [sp, #${x(29)}]
	ftrace_test_direct ${FtracePtRegs.directTramp}, .Lftrace_common_direct
	ldr	x30, [sp, #${x(30)}]
	ldr	x9, [sp, #${PtRegs.pc}]
	add	sp, sp, #${FRAME}
	ret	x9
	ftrace_direct_late .Lftrace_common_direct, ${x(30)}, ${PtRegs.pc}, ${FRAME}
`,
);

/** DYNAMIC_FTRACE_WITH_REGS: two entries, one structure. */
export const ptRegsCaller: Variant = {
  id: 'pt_regs',
  routines: [ftraceRegsCaller, ftraceCaller, ftraceCommon],
  absolutes: fregsAbsolutes(FtracePtRegs),
  macros: asm`
	// ftrace_ops_test: an ops that wants registers is passed over where there are none.
	.macro	ftrace_test_regs fregs, ops, flags, bit, fail
	cbnz	\fregs, 7f
	ldr	x4, [\ops, #\flags]
	tbnz	x4, #\bit, \fail
7:
	.endm
`,
};
