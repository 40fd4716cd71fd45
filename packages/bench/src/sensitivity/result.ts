import type { Provenance } from '@tracelab/arm64-machine';
import type { BenchHook, SeriesId } from '../configuration.js';
import type { Figures } from './figures.js';

/** What all figures are with one constant at another value. */
export interface Trial extends Figures {
  readonly value: number;
}

/** How far the figures move with one constant of the core. */
export interface ConstantEffect {
  /** Path in the core's data, the first of several places where the number stands. */
  readonly name: string;
  readonly paths: readonly string[];
  readonly value: number;
  readonly provenance: Provenance;
  readonly source: string;
  /** Largest move of the base or of a row's overhead, as a fraction of it. */
  readonly effect: number;
  /** By rising value. */
  readonly trials: readonly Trial[];
}

/** The order of the series by what they save, and what changes it. */
export interface Ranking {
  readonly hook: BenchHook;
  readonly order: readonly SeriesId[];
  readonly changes: readonly RankingChange[];
  /** Some fitted constant changes it within its range: the order is no finding. */
  readonly dependsOnFitted: boolean;
}

export interface RankingChange {
  readonly constant: string;
  readonly provenance: Provenance;
  readonly value: number;
  readonly order: readonly SeriesId[];
}

/** What `tracelab sensitivity` finds; a function of `config` and of the program's bytes. */
export interface SensitivityResult {
  readonly schema: 'tracelab.sensitivity/1';
  readonly config: {
    readonly core: string;
    readonly workload: string;
    readonly object: string;
    /** How far constants are varied, as a fraction; at least by 1, and sizes that are powers of two by a factor of 2. */
    readonly range: number;
  };
  /** With every constant as it is; overheads by id of the configuration, cycles per call. */
  readonly nominal: Figures;
  /** Most effect first; of equals, in the order of the core's data. */
  readonly constants: readonly ConstantEffect[];
  readonly rankings: readonly Ranking[];
}
