import { NODE_SOURCES, SERIES_IDS } from '@tracelab/bench';
import { VALUES } from '../configuration/flags.js';
import { RUN_INVOKERS } from '../run/options.js';
import { formatNames } from '../trace/formats.js';
import type { Offer } from './command-tree.js';
import { shells } from './shells.js';

/** One-word short forms of a configuration. */
const CONFIGURATIONS = ['base', 'kprobe', 'kretprobe', 'direct', 'fprobe'];

/** Of a sweep's grid; numbers are left to who types. */
const GRID = {
  ...VALUES,
  invoker: ['none', ...VALUES.invoker],
  series: [...VALUES.series, 'every'],
  programs: [],
  cores: [],
} as const;

/**
 * What options and arguments take that is neither a file nor anything: by `--option` or argument, of every command or,
 * with its name in front, of one.
 */
export const COMPLETED: Readonly<Record<string, Exclude<Offer, undefined>>> = {
  ...Object.fromEntries(Object.entries(VALUES).map(([name, values]) => [`--${name}`, values])),
  'explain --invoker': ['none', ...VALUES.invoker],
  'trace --invoker': ['none', ...VALUES.invoker],
  'run --invoker': RUN_INVOKERS,
  'contention --pool': NODE_SOURCES,
  'sweep --grid': { keys: GRID },
  '--format': formatNames,
  'review package': SERIES_IDS,
  'explain configuration': CONFIGURATIONS,
  'trace configuration': CONFIGURATIONS,
  'diff A': CONFIGURATIONS,
  'diff B': CONFIGURATIONS,
  'completion shell': shells,
};
