import { MachineFault, type TimingModel } from '@tracelab/arm64-machine';
import { BpfProg, LoadedObject, type AttachType, type Program, type Slot } from '@tracelab/bpf';
import { fprobe } from '@tracelab/fprobe';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import { baseParts, Kernel, TaskStruct, type Series, type Variant } from '@tracelab/kernel';
import { Ftrace, ftraceCoreParts, opsDirect } from '@tracelab/ops-direct';
import { rethook } from '@tracelab/rethook';
import { FprobeTrampoline, type FprobeInvokerOptions } from '../fprobe-trampoline.js';
import type { TracedFunction } from '../link.js';
import { trampolineParts, type TrampolineChoice } from '../parts.js';
import { TaskGracePeriods } from '../task-grace-periods.js';
import type { DefectId } from './defect.js';

const SERIES = { 'ftrace-regs': ftraceRegs, 'ops-direct': opsDirect, fprobe, rethook } as const satisfies Record<string, Series>;

export interface SceneOptions extends Partial<FprobeInvokerOptions>, TrampolineChoice {
  readonly defects?: ReadonlySet<DefectId>;
  /** Series that are off; none unless stated. */
  readonly off?: readonly (keyof typeof SERIES)[];
  /** In place of the variant of the series `fprobe`. */
  readonly handler?: Variant;
  readonly timing?: TimingModel;
}

/** What is looked at where control comes to an address. */
export type Looks = ReadonlyMap<bigint, () => void>;

/** A small kernel in which BPF on fprobe can be seen to go wrong. */
export class Scene extends Kernel {
  readonly ftrace: Ftrace;
  /** The task is in the kernel while a function is called. */
  readonly gracePeriods: TaskGracePeriods;
  readonly #options: SceneOptions;
  #programs = 0;

  constructor(options: SceneOptions = {}) {
    const { off = [], handler, timing, ...choice } = options;
    const series = Object.entries(SERIES).map(([id, one]) => {
      if (id === 'fprobe' && handler) return handler;
      return (off as readonly string[]).includes(id) ? one.off : one.on;
    });
    super([baseParts, ftraceCoreParts, trampolineParts(choice), ...series], { ...(timing && { timing }) });
    this.ftrace = new Ftrace(this);
    this.gracePeriods = new TaskGracePeriods(this);
    this.#options = options;
  }

  trampoline(fn: TracedFunction): FprobeTrampoline {
    const { pool = 'always', copy, callbacks, defects } = this.#options;
    const how = { pool, ...(copy && { copy }), ...(callbacks && { callbacks }), ...(defects && { defects }) };
    return new FprobeTrampoline(this, this.ftrace, fn, { ...how, gracePeriods: this.gracePeriods });
  }

  /** A program that does nothing and returns a value. */
  program(type: AttachType, result = 0n): Program {
    const name = `returns_${this.#programs++}`;
    const half = (value: bigint): number => Number(BigInt.asIntN(32, value));
    const slots: Slot[] = [
      { code: 0x18, dst: 0, src: 0, off: 0, imm: half(result) },
      { code: 0, dst: 0, src: 0, off: 0, imm: half(result >> 32n) },
      { code: 0x95, dst: 0, src: 0, off: 0, imm: 0 },
    ];
    const one = { name, section: `${type}/any`, attach: { type, target: 'any' }, slots, operations: [], autoload: true, functions: [], lines: [] };
    return new LoadedObject(this, { license: 'GPL', programs: [one], maps: [], variables: [], btf: undefined }, { verify: false }).load(name);
  }

  /** Calls a function; `looks` are taken on the way. Returns X0, or what ended the machine. */
  call(name: string, args: readonly (bigint | number)[], looks: Looks = new Map()): bigint | string {
    const { machine } = this;
    const { state, processor } = machine;
    const home = this.symbols.lookup('vectors');
    args.forEach((arg, n) => state.setX(n, BigInt(arg)));
    state.setX(30, home);
    state.pc = this.symbols.lookup(name);
    for (const stop of [home, ...looks.keys()]) processor.breakpoints.add(stop);
    this.gracePeriods.runs(this.initTask);
    try {
      for (;;) {
        machine.run(100_000);
        if (state.pc === home) return state.getX(0);
        looks.get(state.pc)?.();
      }
    } catch (error) {
      if (error instanceof MachineFault) return error.message.split('\n')[0]!;
      throw error;
    } finally {
      this.gracePeriods.rests(this.initTask);
      for (const stop of [home, ...looks.keys()]) processor.breakpoints.delete(stop);
    }
  }

  /** Counters of the task that a call must leave as they were, and of a program's runs under way. */
  counters({ prog }: Program): { rcu: bigint; migration: bigint; active: bigint; runContext: bigint } {
    const { memory, initTask } = this;
    return {
      rcu: TaskStruct.rcuReadLockNesting.read(memory, initTask),
      migration: TaskStruct.migrationDisabled.read(memory, initTask),
      active: memory.read(this.active(prog), 4),
      runContext: TaskStruct.bpfCtx.read(memory, initTask),
    };
  }

  /** Where CPU 0 counts a program's runs. */
  active(prog: bigint): bigint {
    return this.perCpuAddress(BpfProg.active.read(this.memory, prog));
  }
}
