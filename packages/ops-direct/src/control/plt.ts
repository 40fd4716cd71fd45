import { asm } from '@tracelab/arm64-machine';
import type { Kernel } from '@tracelab/kernel';

/** Where a module's sites branch to in place of a trampoline that BL does not reach: by address of the trampoline. */
export type FtracePlt = ReadonlyMap<bigint, bigint>;

const slotLabel = (module: string, trampoline: string): string => `${module}_plt_${trampoline}`;

/** Entries of the ftrace core that a module's site may want: with argument registers only, both are one. */
function trampolines({ symbols }: Kernel): string[] {
  const regs = symbols.at(symbols.lookup('FTRACE_REGS_ADDR'))!.name;
  return [...new Set(['ftrace_caller', regs])];
}

/** `.text.ftrace_trampoline` of a module (kernel-paths.md 1.3). X16: its BR may land on BTI c. */
export function pltSource(kernel: Kernel, module: string): string {
  const slots = trampolines(kernel).map(
    (name) => asm`
	.globl	${slotLabel(module, name)}
	.type	${slotLabel(module, name)}, %function
${slotLabel(module, name)}:
	adrp	x16, ${name}
	add	x16, x16, :lo12:${name}
	br	x16
	.size	${slotLabel(module, name)}, . - ${slotLabel(module, name)}
`,
  );
  return `\t.section .text.ftrace_trampoline, "ax"\n\t.balign 4\n${slots.join('')}`;
}

/** The slots of a module that has been placed. */
export function pltOf(kernel: Kernel, module: string): FtracePlt {
  const { symbols } = kernel;
  return new Map(trampolines(kernel).map((name) => [symbols.lookup(name), symbols.lookup(slotLabel(module, name))]));
}
