import { asm } from '@tracelab/arm64-machine';
import { PREEMPT, preemptDisable, preemptEnable, TaskStruct, ThreadInfo } from '@tracelab/kernel';

/** First bit in task_struct.trace_recursion of a kind of guard: four interrupt contexts and one transition bit each. */
export const RECURSION = {
  /** Callbacks that guard themselves: ftrace_test_recursion_trylock(). */
  ftrace: 0,
  /** The list and assist functions, around callbacks. */
  internal: 5,
  event: 10,
} as const;

/** Index of the guard's bit for ordinary task context; softirq, hardirq and NMI stand below it. */
const CONTEXT_NORMAL = 3;
const CONTEXT_TRANSITION = 4;

export interface RecursionGuard {
  /** First bit of the guard, one of {@link RECURSION}. */
  readonly start: number;
  /** Callee-saved register that holds the complement of the taken bit until the unlock. */
  readonly keep: string;
  /** Prefix of local labels. */
  readonly label: string;
  /** Where to go when the context is entered already: nothing to undo. */
  readonly recursing: string;
  /** Left out: both. Without one of them a kernel is not safe, and shows what it costs. */
  readonly parts?: GuardParts;
}

/** What a guard consists of. */
export interface GuardParts {
  /** The task's bit for the interrupt context: a callback that gets to what it traces is not called again. */
  readonly bit: boolean;
  /** The task stays on this CPU, and in this RCU read-side section. */
  readonly preempt: boolean;
}

/**
 * The guard as a compiler inlines it. `lock` uses X4 to X7, leaves a call's arguments in X0 to X3 alone and ends with
 * preemption off; `unlock` uses X0 and X1; `outOfLine` belongs behind the RET.
 */
export function recursionGuard({ start, keep, label, recursing, parts = { bit: true, preempt: true } }: RecursionGuard) {
  const anyInterrupt = PREEMPT.nmiMask | PREEMPT.hardirqMask | PREEMPT.softirqOffset;
  const contiguous = PREEMPT.nmiMask | PREEMPT.hardirqMask | PREEMPT.softirqMask;
  const transition = start + CONTEXT_TRANSITION;
  const { bit, preempt } = parts;
  const takeBit = asm`
	mrs	x4, sp_el0
	ldr	x5, [x4, #${TaskStruct.traceRecursion}]
	ldr	w6, [x4, #${ThreadInfo.preemptCount}]
	// One bit per interrupt context: an interrupt may trace while the task it interrupted does.
	mov	w7, #${start + CONTEXT_NORMAL}
	tst	w6, #${PREEMPT.nmiMask}
	cset	w4, ne
	tst	w6, #${PREEMPT.nmiMask | PREEMPT.hardirqMask}
	cinc	w4, w4, ne
	and	w6, w6, #${contiguous}
	and	w6, w6, #${hex32(~(contiguous & ~anyInterrupt))}
	cmp	w6, #0
	cinc	w4, w4, ne
	sub	w4, w7, w4
	lsr	x6, x5, x4
	tbnz	x6, #0, ${label}_transition
	mov	x6, #1
	lsl	x4, x6, x4
	mvn	${keep}, x4
${label}_locked:
	orr	x5, x5, x4
	mrs	x4, sp_el0
	str	x5, [x4, #${TaskStruct.traceRecursion}]
`;
  const dropBit = asm`
	mrs	x1, sp_el0
	ldr	x0, [x1, #${TaskStruct.traceRecursion}]
	and	x0, x0, ${keep}
	str	x0, [x1, #${TaskStruct.traceRecursion}]
`;
  const transitionBit = asm`
	// The preempt count lags behind an interrupt's entry and exit: the first trace in between is no recursion.
${label}_transition:
	tbnz	x5, #${transition}, ${recursing}
	mov	${keep}, #${~(1 << transition)}
	mov	x4, #${1 << transition}
	b	${label}_locked
`;
  const stay = preemptDisable({ task: 'x4', count: 'x5' });
  const leave = asm`
	mrs	x1, sp_el0
${preemptEnable({ task: 'x1', count: 'x0', resched: `${label}_resched` })}
${label}_unlocked:
`;
  const reschedule = asm`
${label}_resched:
	bl	preempt_schedule_notrace
	b	${label}_unlocked
`;
  return {
    lock: [bit ? takeBit : preempt ? '\tmrs\tx4, sp_el0' : '', preempt ? stay : ''].join('\n'),
    unlock: [preempt ? leave : '', bit ? dropBit : ''].join('\n'),
    outOfLine: [preempt ? reschedule : '', bit ? transitionBit : ''].join('\n'),
  };
}

function hex32(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}
