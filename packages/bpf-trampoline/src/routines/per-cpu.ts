import { asm } from '@tracelab/arm64-machine';
import { preemptDisable, preemptEnable } from '@tracelab/kernel';

/**
 * this_cpu_add of a 32- or 64-bit counter, as v6.1 without LSE compiles it (kernel-paths.md 6.2): preemption off, this
 * CPU's copy, an exclusive loop, preemption on with the look at need-resched.
 */
export interface PerCpuAdd {
  /** Register that holds the per-CPU address. */
  readonly at: string;
  readonly addend: 1 | -1;
  /** Register that ends with the sum; its width is the counter's. */
  readonly sum: string;
  /** Three 64-bit registers to work with. */
  readonly scratch: readonly [string, string, string];
  /** Where the scheduler is called, and where that comes back to. */
  readonly resched: string;
  readonly resumed: string;
  /** Whether preemption is turned off around it; true unless stated. */
  readonly preempt?: boolean;
}

export function perCpuAdd({ at, addend, sum, scratch: [a, b, c], resched, resumed, preempt = true }: PerCpuAdd): string {
  const w = (register: string): string => register.replace(/^x/, 'w');
  return asm`
${preempt ? `        mrs     ${a}, sp_el0\n${preemptDisable({ task: a, count: b })}` : ''}
        mrs     ${b}, tpidr_el1
        add     ${b}, ${b}, ${at}
1:      ldxr    ${sum}, [${b}]
        ${addend === 1 ? 'add' : 'sub'}     ${sum}, ${sum}, #1
        stxr    ${w(c)}, ${sum}, [${b}]
        cbnz    ${w(c)}, 1b
${preempt ? preemptEnable({ task: a, count: b, resched }) : ''}
${resumed}:
`;
}
