import type { CpiStack } from '@tracelab/arm64-machine';

/** Where the nodes of return hooks come from. */
export const NODE_SOURCES = ['freelist', 'per-cpu', 'shadow-stack'] as const;
export type NodeSource = (typeof NODE_SOURCES)[number];

export interface ContentionRow {
  readonly pool: NodeSource;
  readonly cores: number;
  /** More cores than a cluster of the real core has. */
  readonly hypothetical: boolean;
  /** Of all cores together, at the clock of the configuration. */
  readonly callsPerSecond: number;
  /** Of a call on one core, the mean over the cores. */
  readonly cyclesPerCall: number;
  readonly instructionsPerCall: number;
  /** The calls per second over those of as many cores that do not meet: cores times what one of them does by itself. */
  readonly efficiency: number;
  /** The fraction of the cycles that a core waits for lines that another has. */
  readonly coherence: number;
  /** Cycles of a call by cause; they add up to `cyclesPerCall`. */
  readonly causes: CpiStack;
}

/** What `tracelab contention` measures. */
export interface ContentionResult {
  readonly schema: 'tracelab.contention/1';
  readonly config: {
    readonly core: string;
    readonly clockHz: number;
    /** Cores that a cluster of it really has. */
    readonly clusterCores: number;
    readonly function: string;
    readonly cores: readonly number[];
    readonly pools: readonly NodeSource[];
  };
  readonly rows: readonly ContentionRow[];
}
