import { asm } from '@tracelab/arm64-machine';
import { BpfProg, BpfProgAux, type Program } from '@tracelab/bpf';
import { TaskStruct, ThreadInfo, routine, traceable, type Parts } from '@tracelab/kernel';
import type { TrampolineKind } from '../../src/index.js';
import { TracedKernel, type More, type Setup } from '../traced-kernel.js';

/** Functions that all cores call in turn with one argument, by what they return for it. */
export const RESULTS = {
  bpf_fentry_test1: (x) => x + 1n,
  naps: (x) => 3n * x,
} as const satisfies Record<string, (x: bigint) => bigint>;
export type Target = keyof typeof RESULTS;
export const TARGETS = Object.keys(RESULTS) as Target[];

/** What an overriding program returns. */
export const OVERRIDE = -22n;

/** Where tasks are in no trampoline: between calls, or asleep in the middle of one. */
export const RESTS = ['call_targets_rests', 'naps_sleeps'] as const;

const parts: Parts = {
  routines: [
    // naps(x): 3x. Sleeps, so that its return outlives grace periods.
    traceable('naps', asm`
        paciasp
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        add     x0, x0, x0, lsl #1
        .globl  naps_sleeps
naps_sleeps:
        nop
        ldp     x29, x30, [sp], #16
        autiasp
        ret
    `),
    // Calls all targets for ever, with arguments of 0 to 3.
    routine('call_targets', asm`
        mov     x29, #0
        mov     w19, #0
        .globl  call_targets_rests
call_targets_rests:
        add     w19, w19, #1
        ${TARGETS.map((name) => `and     w0, w19, #3\n        bl      ${name}`)}
        b       call_targets_rests
    `),
  ],
};

export interface KnownProgram {
  readonly program: Program;
  readonly kind: TrampolineKind;
  readonly overrides: boolean;
}

/** A kernel whose CPUs do nothing but call functions, and programs to put on them. */
export class CallingKernel extends TracedKernel {
  readonly programs: readonly KnownProgram[];

  constructor(setup: Setup, more: Omit<More, 'parts'>) {
    super(setup, { ...more, parts: [parts] });
    const known = (kind: TrampolineKind, result = 0n): KnownProgram =>
      ({ program: this.returning(kind === 'modifyReturn' ? 'fmod_ret' : kind, result), kind, overrides: result !== 0n });
    const sleepable = known('fentry');
    BpfProgAux.sleepable.write(this.memory, BpfProg.aux.read(this.memory, sleepable.program.prog), 1);
    this.programs = [
      known('fentry'), known('fentry'), sleepable, known('modifyReturn'), known('modifyReturn', OVERRIDE), known('fexit'), known('fexit'), known('fexit'),
    ];
    for (const { state } of this.cluster.cores) state.pc = this.symbols.lookup('call_targets');
  }

  /** @throws Error where calls have left something behind; for tasks that are in no call */
  checkAtRest(): void {
    const { memory, tasks } = this;
    const { rcuReadLockNesting, trcReaderNesting, migrationDisabled, bpfCtx, rethooks, shadowStackIndex, traceRecursion } = TaskStruct;
    const fields = [rcuReadLockNesting, trcReaderNesting, migrationDisabled, bpfCtx, rethooks, shadowStackIndex, traceRecursion, ThreadInfo.preemptCount];
    tasks.forEach((task, cpu) => {
      const left = fields.filter((field) => field.read(memory, task) !== 0n);
      if (left.length > 0) throw new Error(`the task of CPU ${cpu} at rest has something in members at ${left.map(({ offset }) => offset).join(', ')}`);
      const active = this.programs.filter(({ program }) => memory.read(this.perCpuAddress(BpfProg.active.read(memory, program.prog), cpu), 4) !== 0n);
      if (active.length > 0) throw new Error(`CPU ${cpu} at rest counts ${active.length} programs as running`);
    });
  }
}
