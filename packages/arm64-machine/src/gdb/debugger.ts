import { SLOT } from '../cpu/state.js';
import type { Ending } from '../linux-user/index.js';
import { MachineFault } from '../machine-fault.js';
import type { Machine } from '../machine.js';
import type { Cluster } from '../smp/index.js';
import { SIGNAL, signalOf, signalOfLinux, type Stop } from './stop.js';
import { StopPoints, WatchHit } from './stop-points.js';

export type ResumeAction = 'continue' | 'step';

/** What runs on the cores; a `LinuxProcess` is one. */
export interface Program {
  /** How it ended; undefined while it has not. */
  readonly ending: Ending | undefined;
}

/** Runs a cluster under control: from stop to stop, in slices, so that a host can listen in between. */
export class Debugger {
  readonly cluster: Cluster;
  readonly points: StopPoints;
  #actionOf: (core: Machine) => ResumeAction | undefined = () => undefined;
  /** Those of the cluster's running cores that have an action, and the list that they were taken from. */
  #resumed: readonly Machine[] = [];
  #running: readonly Machine[] = [];
  #last: Machine;
  readonly #program: Program | undefined;
  /** Where a core has stopped for a breakpoint or watchpoint that it has not gone past: it does not stop there again. */
  readonly #reported = new Map<Machine, bigint>();

  constructor(cluster: Cluster, program?: Program) {
    this.cluster = cluster;
    this.#program = program;
    this.points = new StopPoints(cluster.memory);
    this.#last = cluster.cores[0]!;
  }

  /** Says what each core is to do; one without an action stands still. */
  resume(actionOf: (core: Machine) => ResumeAction | undefined): void {
    this.#actionOf = actionOf;
    this.#running = [];
  }

  /** Lets the resumed cores take up to `limit` turns; gives why they stopped, or undefined where they go on. */
  run(limit: number): Stop | undefined {
    for (let turn = 0; turn < limit; turn++) {
      if (this.#running !== this.cluster.running) {
        this.#running = this.cluster.running;
        this.#resumed = this.#running.filter((one) => this.#actionOf(one) !== undefined);
      }
      const core = this.cluster.next(this.#resumed);
      if (!core) return this.#nobody();
      this.#last = core;
      const stop = this.#turn(core);
      if (stop) return stop;
    }
    return undefined;
  }

  interrupt(): Stop {
    return { kind: 'signal', core: this.#last, signal: SIGNAL.int };
  }

  /** What there is to tell where no core runs any more. */
  get exit(): Stop {
    const ending = this.#program?.ending;
    return { kind: 'exit', ...(ending && { ending }) };
  }

  #nobody(): Stop {
    if (this.cluster.running.length === 0) return this.exit;
    const core = this.cluster.cores.find((one) => this.#actionOf(one) !== undefined) ?? this.#last;
    return { kind: 'signal', core, signal: SIGNAL.trap, message: `core ${core.number} has halted` };
  }

  #turn(core: Machine): Stop | undefined {
    const action = this.#actionOf(core);
    const pastReport = this.#pastReport(core);
    if (action === 'continue' && this.points.hasBreakpoints && !pastReport) {
      const { pc } = core.state;
      const breakpoint = this.points.breakpointAt(pc);
      if (breakpoint) {
        this.#reported.set(core, pc);
        return { kind: 'breakpoint', core, hardware: breakpoint.hardware };
      }
    }
    const stop = this.#execute(core, pastReport);
    if (stop || action === 'continue' || !this.cluster.running.includes(core)) return stop;
    return { kind: 'signal', core, signal: SIGNAL.trap };
  }

  /** A program that ends halts its cores; where a fault killed it, the core is shown where it was. */
  #ended(core: Machine): Stop | undefined {
    const ending = this.#program?.ending;
    if (!ending) return undefined;
    for (const one of this.cluster.cores) this.cluster.stop(one);
    if (ending.kind === 'exited') return undefined;
    core.state.pc = ending.fault.pc;
    return { kind: 'signal', core, signal: signalOfLinux(ending.signal), message: ending.fault.message };
  }

  /** Whether the core stands where it has been reported already. */
  #pastReport(core: Machine): boolean {
    if (this.#reported.size === 0) return false;
    const reported = this.#reported.get(core);
    this.#reported.delete(core);
    return reported === core.state.pc;
  }

  #execute(core: Machine, unwatched: boolean): Stop | undefined {
    const { words } = core.state;
    const monitor = words[SLOT.monitor]!;
    this.points.watching = !unwatched;
    try {
      return this.cluster.step(core) === 'limit' ? undefined : this.#ended(core);
    } catch (error) {
      if (error instanceof WatchHit) {
        // A store-exclusive that is tried again must find its reservation.
        words[SLOT.monitor] = monitor;
        this.#reported.set(core, core.state.pc);
        return { kind: 'watchpoint', core, watch: error.watchpoint.watch, address: error.address };
      }
      if (error instanceof MachineFault) {
        return { kind: 'signal', core, signal: signalOf(error.exception), message: error.message };
      }
      throw error;
    }
  }
}
