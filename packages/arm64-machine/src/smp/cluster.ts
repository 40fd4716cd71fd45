import { ExclusiveMonitors } from '../cpu/exclusive-monitors.js';
import type { StopReason } from '../engine/processor.js';
import type { Image } from '../image/index.js';
import { Machine, type MachineOptions } from '../machine.js';
import { Memory } from '../memory/memory.js';
import type { TimingModel } from '../timing/timing-model.js';
import { earliest, type Schedule } from './schedule.js';

export interface ClusterOptions extends Omit<MachineOptions, 'timing'> {
  /** How many. */
  readonly cores: number;
  /** Makes each core's timing model; those of `createClusterTiming` see one another. */
  readonly timing?: (core: number) => TimingModel;
  /** Whose turn it is; by default the core that is furthest behind in simulated time. */
  readonly schedule?: Schedule;
  /** Instructions of a turn; 1, the default, lets stores of one core meet every other's at any instruction. */
  readonly quantum?: number;
}

/** Why a run ended, and at which core: the one that reached a breakpoint, or the last that halted. */
export interface ClusterStop {
  readonly reason: Exclude<StopReason, 'limit'>;
  readonly core: Machine;
}

/**
 * Several cores on one memory, stepped in the order of simulated time.
 *
 * Instructions are executed whole and one after the other, so cores see each other's stores at once and in one order:
 * sequential consistency, which is among the outcomes that Arm's weaker model allows. A core's exclusive reservation
 * ends when another stores to its granule, and code that one core writes is what every core executes next.
 * WFE and WFI do not wait, which the architecture allows: a loop around them spins.
 */
export class Cluster {
  readonly cores: readonly Machine[];
  readonly #schedule: Schedule;
  readonly #quantum: number;
  #running: readonly Machine[];
  #now = 0;

  /** Of machines made already, which must share a memory: one machine by itself is a cluster as well. */
  constructor(cores: readonly Machine[], { schedule = earliest, quantum = 1 }: Pick<ClusterOptions, 'schedule' | 'quantum'> = {}) {
    const [first] = cores;
    if (!first) throw new RangeError('a cluster of 0 cores: at least 1');
    if (cores.some(({ memory }) => memory !== first.memory)) throw new Error('the cores of a cluster share one memory');
    if (!Number.isInteger(quantum) || quantum < 1) throw new RangeError(`quantum ${quantum}: at least 1 instruction`);
    this.cores = cores;
    this.#schedule = schedule;
    this.#quantum = quantum;
    this.#running = cores;
  }

  /** A cluster with cores of its own; all of them run, from wherever their PC is set. */
  static create({ cores: count, timing, schedule, quantum, memoryCapacity, ...options }: ClusterOptions): Cluster {
    if (!Number.isInteger(count) || count < 1) throw new RangeError(`a cluster of ${count} cores: at least 1`);
    const memory = new Memory(memoryCapacity);
    const monitors = new ExclusiveMonitors();
    memory.onHostWrite((low, high, size) => monitors.stored(low, high, size));
    const cores = Array.from({ length: count }, (_, number) =>
      new Machine({ ...options, ...(timing && { timing: timing(number) }) }, { number, memory, monitors }));
    return new Cluster(cores, { ...(schedule && { schedule }), ...(quantum !== undefined && { quantum }) });
  }

  get memory(): Memory {
    return this.cores[0]!.memory;
  }

  /** Cores that take turns, in the order of their numbers. */
  get running(): readonly Machine[] {
    return this.#running;
  }

  /** Simulated time in cycles: that of the core whose turn was last. */
  get now(): number {
    return this.#now;
  }

  /** Maps the image's segments once; every core takes over its symbols. */
  load(image: Image): void {
    this.cores[0]!.load(image);
    for (const core of this.cores) core.symbols = image.symbols;
  }

  /** Lets a core take turns (again), from the present simulated time on. */
  start(core: Machine, pc?: bigint): void {
    if (pc !== undefined) core.state.pc = pc;
    if (this.#running.includes(core)) return;
    core.idleUntil(this.#now);
    this.#running = this.cores.filter((one) => one === core || this.#running.includes(one));
  }

  /** Takes a core out of the turns until it is started: what PSCI CPU_OFF does, and each halt. */
  stop(core: Machine): void {
    this.#running = this.#running.filter((one) => one !== core);
  }

  /** Ends the run of all cores from within an exception hook. */
  halt(): never {
    this.#running = [];
    return this.cores[0]!.halt();
  }

  /** Whose turn it is among the cores that run, or among some of them; undefined where there is none. */
  next(among: readonly Machine[] = this.#running): Machine | undefined {
    return among.length > 0 ? this.#schedule(among) : undefined;
  }

  /** Executes one instruction of a core; a core that halts runs no longer. */
  step(core: Machine): StopReason {
    const reason = core.processor.step();
    this.#now = core.now;
    if (reason === 'halt') this.stop(core);
    return reason;
  }

  /**
   * Runs until a core reaches a breakpoint of its own, or all have halted.
   *
   * @param limit instructions of all cores together after which the run counts as runaway
   * @throws MachineFault of the core that cannot go on
   */
  run(limit = 100_000_000): ClusterStop {
    let core = this.cores[0]!;
    for (let executed = 0; executed < limit; executed += this.#quantum) {
      const next = this.next();
      if (!next) return { reason: 'halt', core };
      core = next;
      const reason = this.#turn(core);
      if (reason === 'breakpoint') return { reason, core };
    }
    if (this.#running.length === 0) return { reason: 'halt', core };
    throw core.fault(`no end after ${limit} instructions`);
  }

  #turn(core: Machine): StopReason {
    let reason: StopReason = 'limit';
    for (let left = this.#quantum; left > 0 && reason === 'limit'; left--) reason = this.step(core);
    return reason;
  }
}
