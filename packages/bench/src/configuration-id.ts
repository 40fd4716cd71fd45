import { cores } from '@tracelab/arm64-machine';
import { MITIGATIONS } from '@tracelab/kernel';
import { configurationId, HOOKS, MOST_CORES, MOST_PROGRAMS, SERIES_IDS, type Configuration, type Hook, type SeriesId } from './configuration.js';
import { POINTS, PUBLISHED_CORE } from './published.js';

/** What can be written where a configuration is asked for. */
export const CONFIGURATION_FORMS =
  'base, kprobe, kretprobe, "direct HOOK", "fprobe HOOK SERIES", with fentry, fexit or fmod_ret for HOOK and none, all or names joined by + for SERIES; ' +
  'no-pool, programs=N, cores=N, core=NAME and mitigations=NAME may follow';

/** A text that is no configuration: what is wrong, and what would be accepted. */
export class ConfigurationError extends Error {}

/**
 * The configuration that a short text names, as `configurationId` writes it: `base`, `kprobe`, `direct fexit`,
 * `fprobe fentry ftrace-regs+ops-direct`. Without a hook it is fentry, without series all of them. `core=cortex-a53` and
 * `mitigations=bhb` say what the id does not.
 *
 * @param defaults of what the text does not say
 * @throws ConfigurationError
 */
export function parseConfiguration(text: string, defaults: Partial<Pick<Configuration, 'core' | 'mitigations'>> = {}): Configuration {
  const words = text.trim().split(/\s+/);
  const assigned = words.filter((word) => word.includes('='));
  const plain = words.filter((word) => !word.includes('='));
  const named = point(text, plain);
  return { core: PUBLISHED_CORE, ...named, ...defaults, ...assignments(text, assigned, named) };
}

function point(text: string, words: readonly string[]): Omit<Configuration, 'core'> {
  if (words.join(' ') === configurationId(POINTS.nullSystemCall)) return POINTS.nullSystemCall;
  const [invoker, ...rest] = words;
  switch (invoker) {
    case 'base':
    case 'kprobe':
    case 'kretprobe':
      if (rest.length > 0) throw unknown(text, `"${rest[0]}" says nothing about ${invoker}`);
      return POINTS[invoker];
    case 'direct': {
      const { hook = 'fentry', left } = takeHook(rest);
      if (left.length > 0) throw unknown(text, `"${left[0]}" says nothing about direct calls`);
      return { ...POINTS.direct, hook };
    }
    case 'fprobe':
      return fprobe(text, rest);
    default:
      throw unknown(text, invoker ? `no invoker "${invoker}"` : 'it is empty');
  }
}

function fprobe(text: string, words: readonly string[]): Omit<Configuration, 'core'> {
  const { hook = 'fentry', left } = takeHook(words);
  const [series, ...others] = left.filter((word) => word !== 'no-pool');
  if (others.length > 0) throw unknown(text, `"${others[0]}" is one word too many`);
  const pool = left.includes('no-pool') ? 'when-needed' : 'always';
  if (pool === 'when-needed' && hook !== 'fentry') throw unknown(text, 'no-pool is about fentry: a program at the return needs a node');
  return { invoker: 'fprobe', hook, series: seriesOf(text, series), pool };
}

function takeHook(words: readonly string[]): { readonly hook: Hook | undefined; readonly left: readonly string[] } {
  const hook = HOOKS.find((one) => one === words[0]);
  return { hook, left: hook ? words.slice(1) : words };
}

function seriesOf(text: string, word = 'all'): SeriesId[] {
  if (word === 'none') return [];
  if (word === 'all') return [...SERIES_IDS];
  const names = word.split('+');
  const strange = names.find((name) => !SERIES_IDS.some((id) => id === name));
  if (strange !== undefined) throw unknown(text, `no series "${strange}"`);
  return SERIES_IDS.filter((id) => names.includes(id));
}

function assignments(
  text: string, words: readonly string[], { invoker, workload }: Omit<Configuration, 'core'>,
): Partial<Pick<Configuration, 'core' | 'mitigations' | 'programs' | 'cores'>> {
  const keys = words.map((word) => word.split('=', 1)[0]!);
  const twice = keys.find((key, i) => keys.indexOf(key) < i);
  if (twice !== undefined) throw unknown(text, `"${twice}" is said twice`);
  return Object.assign({}, ...words.map((word) => {
    const [key, value = ''] = word.split('=');
    if (key === 'core' && Object.hasOwn(cores, value)) return { core: value };
    if (key === 'core') throw unknown(text, `no core "${value}" (${Object.keys(cores).join(', ')})`);
    const mitigations = MITIGATIONS.find((one) => one === value);
    if (key === 'mitigations' && mitigations) return { mitigations };
    if (key === 'mitigations') throw unknown(text, `no mitigations "${value}" (${MITIGATIONS.join(', ')})`);
    if (key === 'programs') {
      if (invoker === 'none') throw unknown(text, 'nothing is attached there');
      return countOf(text, 'programs', value, MOST_PROGRAMS);
    }
    if (key === 'cores') {
      if (workload === 'lat_syscall null') throw unknown(text, 'it is one process by itself');
      return countOf(text, 'cores', value, MOST_CORES);
    }
    throw unknown(text, `nothing is called "${key}"`);
  }));
}

function countOf<K extends 'programs' | 'cores'>(text: string, key: K, value: string, most: number): { [key in K]?: number } {
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < 1 || count > most) throw unknown(text, `"${value}" ${key} (1 to ${most})`);
  return count === 1 ? {} : ({ [key]: count } as { [key in K]: number });
}

function unknown(text: string, why: string): ConfigurationError {
  return new ConfigurationError(`configuration ${JSON.stringify(text)}: ${why}; one of ${CONFIGURATION_FORMS}`);
}
