import { asm, assemble, linkAt } from '@tracelab/arm64-machine';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { baseParts, Kernel, routine, traceable, ThreadInfo, type Parts } from '@tracelab/kernel';
import { Ftrace, ftraceCoreParts, FtraceOps } from '../../src/index.js';
import { variantNamed } from '../tracing-kernel.js';

/** Functions that all cores call in turn, the last of them in a module that BL does not reach the kernel from. */
export const TARGETS = ['target_0', 'target_1', 'target_2', 'far_target'] as const;
export type Target = (typeof TARGETS)[number];

const FAR_MODULE = 0xffff_8000_2000_0000n;
/** Direct trampolines that no BL reaches. */
const FAR_TEXT = { base: 0xffff_8000_4000_0000n, size: 1 << 20 };

/** X0..X8 as the caller passes them; a function adds them up, so none may change on the way. */
const ARGUMENTS = Array.from({ length: 9 }, (_, n) => 1 << n);
const sum = ARGUMENTS.reduce((all, one) => all + one);
const target = (n: number) => traceable(TARGETS[n]!, asm`
${ARGUMENTS.slice(1).map((_, i) => `	add	x0, x0, x${i + 1}`).join('\n')}
	add	x0, x0, #${n << 10}
	ret
`);

/** Calls all targets for ever, and checks what they return and what they leave. X0 is the address of the one in the module. */
const callTargets = routine('call_targets', asm`
	stp	x29, x30, [sp, #-16]!
	mov	x29, sp
	mov	x28, sp
	mov	x27, x0
${Array.from({ length: 8 }, (_, n) => `	mov	x${19 + n}, #${19 + n}`).join('\n')}
	.globl	call_targets_pass
call_targets_pass:
${TARGETS.map((name, n) => `
${ARGUMENTS.map((value, i) => `	mov	x${i}, #${value}`).join('\n')}
	${name === 'far_target' ? 'blr	x27' : `bl	${name}`}
	.globl	after_${name}
after_${name}:
	mov	x1, #${sum + (n << 10)}
	cmp	x0, x1
	b.ne	9f
	mov	x1, sp
	cmp	x1, x28
	b.ne	9f
	cmp	x29, x28
	b.ne	9f
${Array.from({ length: 8 }, (_, i) => `	cmp	x${19 + i}, #${19 + i}\n	b.ne	9f`).join('\n')}
`).join('')}
	b	call_targets_pass
9:	hlt	#0x7ac
`);

/** A line for each CPU: calls counted there, and the last one's ip and parent_ip. */
const LINE = 64;
const addressOfLine = (base: string, scratch: string): string => `
	mrs	${scratch}, sp_el0
	ldr	w${scratch.slice(1)}, [${scratch}, #${ThreadInfo.cpu}]
	add	${base}, ${base}, ${scratch}, lsl #${Math.log2(LINE)}`;

const countHit = routine('count_hit', asm`
	bti	c
	ldr	x5, [x2, #${FtraceOps.private}]
${addressOfLine('x5', 'x6')}
	ldr	x7, [x5]
	add	x7, x7, #1
	stp	x7, x0, [x5]
	str	x1, [x5, #16]
	ret
`);

const parts: Parts = { routines: [target(0), target(1), target(2), callTargets, countHit] };

/** Where a direct call goes: memory that is filled with BRK when it is freed. */
export interface DirectTrampoline {
  readonly address: bigint;
  readonly counter: bigint;
  readonly size: number;
}

/** A kernel whose CPUs do nothing but call functions. */
export class CallingKernel extends Kernel {
  readonly ftrace: Ftrace;
  #farNext = FAR_TEXT.base;
  #trampolines = 0;

  constructor({ variant, cpus }: { variant: string; cpus: number }) {
    super([baseParts, parts, ftraceCoreParts, variantNamed(variant), ftraceRegs.on], { cpus });
    this.ftrace = new Ftrace(this);
    this.ftrace.loadModule({ name: 'far', base: FAR_MODULE, routines: [target(3)] });
    this.memory.map({ name: 'far text', ...FAR_TEXT, perms: 'rwx' });
    for (const { state } of this.cluster.cores) {
      state.setX(0, this.symbols.lookup('far_target'));
      state.pc = this.symbols.lookup('call_targets');
    }
  }

  /** Counts of its own for an ops or a direct call. */
  counter(): bigint {
    return this.kzalloc(LINE * this.cluster.cores.length);
  }
  freeCounter(counter: bigint): void {
    this.kfree(counter, LINE * this.cluster.cores.length);
  }
  count(counter: bigint, cpu: number): bigint {
    return this.memory.read(counter + BigInt(LINE * cpu), 8);
  }
  /** Of the last call counted on a CPU by an ops. */
  lastCall(counter: bigint, cpu: number): { ip: bigint; parentIp: bigint } {
    const line = counter + BigInt(LINE * cpu);
    return { ip: this.memory.read(line + 8n, 8), parentIp: this.memory.read(line + 16n, 8) };
  }

  /** Counts calls and goes back into the function. */
  directTrampoline(reach: 'near' | 'far'): DirectTrampoline {
    const counter = this.counter();
    const text = asm`
	bti	c
	ldr	x11, 1f
${addressOfLine('x11', 'x12')}
	ldr	x13, [x11]
	add	x13, x13, #1
	str	x13, [x11]
	mov	x10, x30
	mov	x30, x9
	ret	x10
	.balign	8
1:	.quad	${counter}
`;
    const name = `direct_trampoline_${this.#trampolines++}`;
    if (reach === 'near') return { address: this.placeCode(name, text), counter, size: 64 };
    const { bytes } = linkAt(assemble(text, { name }), this.#farNext);
    const address = this.#farNext;
    this.memory.writeBytes(address, bytes);
    this.#farNext += 64n;
    return { address, counter, size: 64 };
  }

  /** What bpf_jit_free leaves: BRK #0x100 (AARCH64_BREAK_FAULT). */
  freeTrampoline({ address, size }: DirectTrampoline): void {
    for (let at = 0n; at < size; at += 4n) this.memory.write(address + at, 4, 0xd4202000n);
  }
}
