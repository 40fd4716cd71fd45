import { cortexA72 } from '@tracelab/arm64-machine';
import { TRACED } from './counting-probe.js';
import { runCores, type Spent } from './run-cores.js';
import { NODE_SOURCES, type ContentionResult, type ContentionRow, type NodeSource } from './result.js';

/** The Raspberry Pi 4's: one cluster of four Cortex-A72 (BCM2711). */
const CLUSTER = { core: cortexA72, cores: 4, clockHz: 1_500_000_000 } as const;

export const CONTENTION_CORES: readonly number[] = [1, 2, 4, 8, 16];
/** Its calls share nothing but nodes: more cores than those of a configuration get on. */
export const MOST_CONTENTION_CORES = 16;

export interface ContentionOptions {
  /** Numbers of cores, from 1 to {@link MOST_CONTENTION_CORES}. */
  readonly cores?: readonly number[];
  readonly pools?: readonly NodeSource[];
  readonly onProgress?: (done: number, total: number, id: string) => void;
}

/**
 * Every core calls one traced function for ever, whose every return is hooked, with nodes from each kind of pool: what
 * adding cores does to the calls per second.
 *
 * @throws LostCallsError where a call was neither counted nor missed, MachineFault where the simulated kernel went wrong
 */
export function runContention({ cores = CONTENTION_CORES, pools = NODE_SOURCES, onProgress }: ContentionOptions = {}): ContentionResult {
  const points = pools.flatMap((pool) => cores.map((count) => ({ pool, count })));
  const alone = new Map<NodeSource, number>();
  const rows = points.map(({ pool, count }, i) => {
    onProgress?.(i, points.length, `${pool}, ${count} ${count === 1 ? 'core' : 'cores'}`);
    const spent = runCores({ core: CLUSTER.core, cores: count, pool });
    if (count === 1) alone.set(pool, spent[0]!.cycles);
    if (!alone.has(pool)) alone.set(pool, runCores({ core: CLUSTER.core, cores: 1, pool })[0]!.cycles);
    return row(pool, spent, alone.get(pool)!);
  });
  onProgress?.(points.length, points.length, '');
  return {
    schema: 'tracelab.contention/1',
    config: {
      core: CLUSTER.core.name,
      clockHz: CLUSTER.clockHz,
      clusterCores: CLUSTER.cores,
      function: TRACED,
      cores,
      pools,
    },
    rows,
  };
}

/** @param alone cycles of a call where there is one core */
function row(pool: NodeSource, spent: readonly Spent[], alone: number): ContentionRow {
  const mean = (of: (one: Spent) => number): number => spent.reduce((sum, one) => sum + of(one), 0) / spent.length;
  const callsPerCycle = spent.reduce((sum, { cycles }) => sum + 1 / cycles, 0);
  const cyclesPerCall = mean(({ cycles }) => cycles);
  const causes = Object.fromEntries(
    Object.keys(spent[0]!.causes).map((cause) => [cause, mean((one) => one.causes[cause as keyof Spent['causes']])]),
  ) as Spent['causes'];
  return {
    pool,
    cores: spent.length,
    hypothetical: spent.length > CLUSTER.cores,
    callsPerSecond: callsPerCycle * CLUSTER.clockHz,
    cyclesPerCall,
    instructionsPerCall: mean(({ instructions }) => instructions),
    efficiency: (callsPerCycle * alone) / spent.length,
    coherence: causes.coherence / cyclesPerCall,
    causes,
  };
}
