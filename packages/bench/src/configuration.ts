import { fprobe } from '@tracelab/fprobe';
import { ftraceRegs } from '@tracelab/ftrace-regs';
import type { Mitigations, Series } from '@tracelab/kernel';
import { opsDirect } from '@tracelab/ops-direct';
import { rethook } from '@tracelab/rethook';

/** The four switches, in the order of the thread. */
export const SERIES: readonly Series[] = [ftraceRegs, opsDirect, fprobe, rethook];
export const SERIES_IDS = ['ftrace-regs', 'ops-direct', 'fprobe', 'rethook'] as const;
export type SeriesId = (typeof SERIES_IDS)[number];

export const INVOKERS = ['kprobe', 'direct', 'fprobe'] as const;
export type Invoker = (typeof INVOKERS)[number];

/** Where a program runs; through a kprobe, fexit is a kretprobe. */
export const HOOKS = ['fentry', 'fexit', 'fmod_ret'] as const;
export type Hook = (typeof HOOKS)[number];

/** Those that are measured unless something else is asked for. */
export const BENCH_HOOKS = ['fentry', 'fexit'] as const satisfies readonly Hook[];
export type BenchHook = (typeof BENCH_HOOKS)[number];

/** When BPF's fprobe takes a node per call: always, as posted, or only where a program runs at the return. */
export const POOLS = ['always', 'when-needed'] as const;
export type Pool = (typeof POOLS)[number];

/** What user mode does: the getpgid() loop of the BPF selftests' bench, or lmbench's `lat_syscall null`, which is not traced. */
export const WORKLOADS = ['getpgid', 'lat_syscall null'] as const;
export type Workload = (typeof WORKLOADS)[number];

/** One point of the space: what is traced how, on which kernel. Every result is a function of it. */
export interface Configuration {
  /** Name of a core model. */
  readonly core: string;
  /** Who calls the program; 'none' is the base that the others are compared with. */
  readonly invoker: Invoker | 'none';
  /** Where the program runs: a kprobe for fentry, a kretprobe for fexit. */
  readonly hook: Hook;
  /** Switches that are on. */
  readonly series: readonly SeriesId[];
  readonly pool: Pool;
  /** Against speculation; the measurements of 2022 ran without, which is the default. */
  readonly mitigations?: Mitigations;
  /** Default: getpgid. */
  readonly workload?: Workload;
  /** How many programs run there, each the same; 1 unless stated, at most {@link MOST_PROGRAMS}. */
  readonly programs?: number;
  /** How many cores run the loop at once, each a thread of one process; 1 unless stated, at most {@link MOST_CORES}. */
  readonly cores?: number;
}

/**
 * Twice a real cluster: all share one L2. With more, the one counter of the benchmark's programs changes hands without a
 * pause, and a loop around exclusives no longer lets every core through.
 */
export const MOST_CORES = 8;

/** BPF_MAX_TRAMP_LINKS of arm64: the kernel refuses the next. */
export const MOST_PROGRAMS = 38;

/** A configuration's switches in the order of {@link SERIES_IDS}, each once. */
export function orderSeries(series: readonly SeriesId[]): SeriesId[] {
  return SERIES_IDS.filter((id) => series.includes(id));
}

/** Short, and unique among kernels with the same mitigations: `fprobe fentry ftrace-regs+ops-direct`, `kprobe programs=2 cores=4`. */
export function configurationId({ programs = 1, cores = 1, ...configuration }: Omit<Configuration, 'core'>): string {
  const { invoker, workload = 'getpgid' } = configuration;
  if (workload !== 'getpgid') return workload;
  const numbers = [programs > 1 && invoker !== 'none' && ` programs=${programs}`, cores > 1 && ` cores=${cores}`];
  return [wayId(configuration), ...numbers].filter(Boolean).join('');
}

function wayId({ invoker, hook, series, pool }: Pick<Configuration, 'invoker' | 'hook' | 'series' | 'pool'>): string {
  if (invoker === 'none') return 'base';
  if (invoker === 'kprobe') return hook === 'fentry' ? 'kprobe' : 'kretprobe';
  if (invoker === 'direct') return `direct ${hook}`;
  const switches = series.length === 0 ? 'none' : series.length === SERIES_IDS.length ? 'all' : orderSeries(series).join('+');
  return `fprobe ${hook} ${switches}${pool === 'when-needed' && hook === 'fentry' ? ' no-pool' : ''}`;
}

/** Every subset of the switches, by rising number of them as bits: the first is none, the last all. */
export function seriesSubsets(): SeriesId[][] {
  return Array.from({ length: 2 ** SERIES_IDS.length }, (_, mask) => SERIES_IDS.filter((_id, i) => (mask >> i) & 1));
}
