import type { Program } from '@tracelab/bpf';
import type { Kernel } from '@tracelab/kernel';

/** What a program's runs came to. */
export interface ProgramRuns {
  runs: number;
  /** What the latest run returned; undefined before the first has. */
  result: bigint | undefined;
}

/** Follows programs by breakpoints where they begin and where they return to. Takes no simulated time. */
export class ProgramWatch {
  readonly #kernel: Kernel;
  readonly #entries: ReadonlyMap<bigint, ProgramRuns>;
  readonly #pending: { readonly at: bigint; readonly sp: bigint; readonly runs: ProgramRuns }[] = [];
  readonly byName: ReadonlyMap<string, ProgramRuns>;

  constructor(kernel: Kernel, programs: readonly Program[]) {
    this.#kernel = kernel;
    this.byName = new Map(programs.map(({ name }) => [name, { runs: 0, result: undefined }]));
    this.#entries = new Map(programs.map(({ name, code }) => [code, this.byName.get(name)!]));
    for (const code of this.#entries.keys()) kernel.machine.processor.breakpoints.add(code);
  }

  /** The machine stands at a breakpoint. */
  readonly onBreakpoint = (): void => {
    const { state, processor } = this.#kernel.machine;
    const { pc, sp } = state;
    const last = this.#pending.at(-1);
    if (last?.at === pc && last.sp === sp) {
      this.#pending.pop();
      last.runs.result = state.getX(0);
      if (!this.#pending.some(({ at }) => at === pc)) processor.breakpoints.delete(pc);
    }
    const runs = this.#entries.get(pc);
    if (!runs) return;
    runs.runs++;
    const at = state.getX(30);
    this.#pending.push({ at, sp, runs });
    processor.breakpoints.add(at);
  };

  /** Leaves the machine without breakpoints of its own. */
  stop(): void {
    const { breakpoints } = this.#kernel.machine.processor;
    for (const code of [...this.#entries.keys(), ...this.#pending.map(({ at }) => at)]) breakpoints.delete(code);
  }
}
