import type { BpfObject } from '@tracelab/bpf';
import { configurationId, type Configuration } from '../configuration.js';
import { measure } from '../measure.js';
import { overheadOf } from '../overhead.js';
import { POINTS } from '../published.js';
import type { Cost } from '../result.js';
import type { Steady } from '../steady-state.js';

/** A measured configuration: a function of it and of the program's bytes. */
export interface SweepRow extends Cost, Required<Omit<Configuration, 'workload'>> {
  /** Among all points of the sweep, from 0. */
  readonly index: number;
  readonly id: string;
  /** False where costs never came to repeat: then they are a mean. */
  readonly settled: boolean;
  /** Above the base on as many of the same cores with the same mitigations. */
  readonly overhead: Cost;
  /** overhead / cycles. */
  readonly hit: number;
}

/** Measures rows; a base is measured once, when it is first needed. */
export class SweepMeter {
  readonly #object: BpfObject;
  readonly #bases = new Map<string, Steady>();

  constructor(object: BpfObject) {
    this.#object = object;
  }

  /** @throws MissedHitsError, or MachineFault where the simulated kernel went wrong */
  row(index: number, configuration: Configuration): SweepRow {
    const { core, mitigations = 'none', invoker, hook, series, pool, programs = 1, cores = 1 } = configuration;
    const base = this.#base({ core, mitigations, cores });
    const { cycles, instructions, period } = invoker === 'none' ? base : measure(configuration, this.#object);
    return {
      index,
      id: configurationId(configuration),
      core,
      mitigations,
      invoker,
      hook,
      series,
      pool,
      programs,
      cores,
      cycles,
      instructions,
      settled: period !== undefined,
      ...overheadOf({ cycles, instructions }, base),
    };
  }

  #base(surroundings: Pick<Configuration, 'core' | 'mitigations' | 'cores'>): Steady {
    const key = JSON.stringify(surroundings);
    let base = this.#bases.get(key);
    if (!base) this.#bases.set(key, (base = measure({ ...POINTS.base, ...surroundings }, this.#object)));
    return base;
  }
}
