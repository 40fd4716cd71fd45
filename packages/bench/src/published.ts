import type { Configuration } from './configuration.js';

/** What a published row measured. Hits and ratios are fractions; cycles are per call. */
export type Metric = 'cycles' | 'overhead' | 'hit' | 'ratio to direct';

/** One published figure and the configuration that it was measured on. */
export interface PublishedFigure {
  readonly id: string;
  readonly source: string;
  readonly metric: Metric;
  readonly value: number;
  readonly configuration: Omit<Configuration, 'core'>;
  /** The fit was made on it, so it predicts nothing. */
  readonly fittedOn?: boolean;
}

type Point = Pick<Configuration, 'invoker'> & Partial<Configuration>;
const at = ({ hook = 'fentry', series = [], pool = 'always', ...others }: Point): Omit<Configuration, 'core'> => ({ hook, series, pool, ...others });

export const POINTS = {
  base: at({ invoker: 'none' }),
  kprobe: at({ invoker: 'kprobe' }),
  kretprobe: at({ invoker: 'kprobe', hook: 'fexit' }),
  /** Direct calls came to arm64 with per-callsite ops, in v6.4. */
  direct: at({ invoker: 'direct', series: ['ftrace-regs', 'ops-direct'] }),
  directFexit: at({ invoker: 'direct', hook: 'fexit', series: ['ftrace-regs', 'ops-direct'] }),
  fprobeNone: at({ invoker: 'fprobe' }),
  /** Xu's build: argument registers only, list function, pool get and put, hook skipped. */
  fprobeXu: at({ invoker: 'fprobe', series: ['ftrace-regs', 'fprobe'] }),
  /** The three readings of 34.1 %. */
  fprobePosted: at({ invoker: 'fprobe', series: ['ftrace-regs', 'ops-direct', 'fprobe'] }),
  fprobeNoPool: at({ invoker: 'fprobe', series: ['ftrace-regs', 'ops-direct', 'fprobe'], pool: 'when-needed' }),
  fprobeAll: at({ invoker: 'fprobe', series: ['ftrace-regs', 'ops-direct', 'fprobe', 'rethook'] }),
  /** TI's boards have Arm Trusted Firmware. */
  nullSystemCall: at({ invoker: 'none', workload: 'lat_syscall null', mitigations: 'bhb+ssbd' }),
} as const;

/** Who measured what, by the short name of a source. */
export const SOURCES: Readonly<Record<string, string>> = {
  'Xu, Oct 2022': 'Xu Kuohai, 5 October 2022, Raspberry Pi 4; its fprobe has ftrace-regs and fprobe on',
  'TI SDK 9.1': 'Texas Instruments, lmbench on six boards with a Cortex-A72 at 2.0 GHz; firmware with mitigations',
  'RFC, Nov 2022': 'Florent Revest, 8 November 2022, Raspberry Pi 4; another kernel, base not published',
};

/**
 * Xu Kuohai, 5 October 2022, Raspberry Pi 4: million calls per second at 1.5 GHz. The mails give rates; cycles per call,
 * overheads and hits are arithmetic on them.
 */
const XU = { source: 'Xu, Oct 2022', hz: 1.5e9, rates: { base: 1.79e6, kprobe: 0.771e6, direct: 1.362e6, fprobe: 1.021e6 } };
const xuCycles = (rate: number): number => XU.hz / rate;

/** The one system figure that a core may be fitted on: stock firmware, no mitigations, the user-mode atomic included. */
export const XU_BASE_CYCLES = xuCycles(XU.rates.base);

function xu(name: 'kprobe' | 'direct' | 'fprobe', configuration: Omit<Configuration, 'core'>): PublishedFigure[] {
  const { source } = XU;
  const base = XU_BASE_CYCLES;
  const traced = xuCycles(XU.rates[name]);
  return [
    { id: `xu ${name}`, source, metric: 'cycles', value: traced, configuration },
    { id: `xu ${name}`, source, metric: 'overhead', value: traced - base, configuration },
    { id: `xu ${name}`, source, metric: 'hit', value: 1 - base / traced, configuration },
  ];
}

/** Florent Revest's RFC, 8 November 2022: hits on another kernel build, whose base was not published. */
const RFC = { source: 'RFC, Nov 2022', direct: 0.286, kprobe: 0.668, fprobeNone: 0.626, fprobeAll: 0.341 };
/** Overhead as a multiple of direct calls' overhead: free of the base. */
const ratio = (hit: number): number => hit / (1 - hit) / (RFC.direct / (1 - RFC.direct));

function rfc(id: string, hit: number, configuration: Omit<Configuration, 'core'>): PublishedFigure[] {
  const { source } = RFC;
  return [
    { id: `rfc ${id}`, source, metric: 'hit', value: hit, configuration },
    { id: `rfc ${id}`, source, metric: 'ratio to direct', value: ratio(hit), configuration },
  ];
}

/** The core of the boards that all of it was measured on; figures of others are not to be compared. */
export const PUBLISHED_CORE = 'cortex-a72';

/** Texas Instruments, performance guide of SDK 9.1 (Linux 6.1): six boards with an A72 say 0.37 microseconds; other SDKs 0.36 to 0.40. */
const TI = { source: 'TI SDK 9.1', hz: 2e9, nullSystemCall: 0.37e-6 };

export const PUBLISHED: readonly PublishedFigure[] = [
  { id: 'xu base', source: XU.source, metric: 'cycles', value: XU_BASE_CYCLES, configuration: POINTS.base, fittedOn: true },
  ...xu('kprobe', POINTS.kprobe),
  ...xu('direct', POINTS.direct),
  ...xu('fprobe', POINTS.fprobeXu),
  { id: 'rfc direct', source: RFC.source, metric: 'hit', value: RFC.direct, configuration: POINTS.direct },
  ...rfc('kprobe', RFC.kprobe, POINTS.kprobe),
  ...rfc('fprobe, none', RFC.fprobeNone, POINTS.fprobeNone),
  ...rfc('fprobe, all: as posted', RFC.fprobeAll, POINTS.fprobePosted),
  ...rfc('fprobe, all: no pool', RFC.fprobeAll, POINTS.fprobeNoPool),
  ...rfc('fprobe, all: four series', RFC.fprobeAll, POINTS.fprobeAll),
  { id: 'ti lat_syscall null', source: TI.source, metric: 'cycles', value: TI.nullSystemCall * TI.hz, configuration: POINTS.nullSystemCall },
];
