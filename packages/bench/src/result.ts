import type { Mitigations } from '@tracelab/kernel';
import type { Hook, Invoker, Pool, SeriesId } from './configuration.js';
import type { Metric } from './published.js';
import type { Share } from './shares.js';

export interface Cost {
  /** Per iteration; a fraction where the period is longer than one iteration. */
  readonly cycles: number;
  readonly instructions: number;
}

/** One measured configuration. */
export interface Row extends Cost {
  readonly id: string;
  readonly invoker: Invoker;
  readonly hook: Hook;
  readonly series: readonly SeriesId[];
  readonly pool: Pool;
  /** Above the base. */
  readonly overhead: Cost;
  /** overhead / cycles: the fraction of the base's rate that tracing costs. */
  readonly hit: number;
}

/** A published figure beside what the lab predicts for it; `error` is (predicted − published) / published. */
export interface Comparison {
  readonly id: string;
  /** Id of the row that predicts it, or `base`. */
  readonly row: string;
  readonly source: string;
  readonly metric: Metric;
  readonly published: number;
  readonly predicted: number;
  readonly error: number;
  /** The fit was made on this row. */
  readonly fitted: boolean;
}

export interface FittedConstant {
  /** Path in the core's data, e.g. `flushes.refetch`. */
  readonly name: string;
  readonly value: number;
  readonly on: string;
}

/** What `tracelab bench` measures; every figure is a function of `config` and of the program's bytes. */
export interface BenchResult {
  readonly schema: 'tracelab.bench/1';
  readonly config: {
    readonly core: string;
    readonly workload: string;
    readonly mitigations: Mitigations;
    readonly object: string;
    readonly hooks: readonly Hook[];
    readonly invokers: readonly Invoker[];
    /** The one combination asked for; null where all are measured. */
    readonly series: readonly SeriesId[] | null;
  };
  readonly base: Cost;
  readonly rows: readonly Row[];
  /** Configurations whose iterations never came to cost the same: their figures are the mean of 256 iterations after 256. */
  readonly unsettled: readonly string[];
  /** Empty where not every combination was measured. */
  readonly shares: readonly (Share<SeriesId> & { readonly hook: Hook })[];
  /** Empty on a core that nothing was published about. */
  readonly published: readonly Comparison[];
  readonly fitted: readonly FittedConstant[];
}

