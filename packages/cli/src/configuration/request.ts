import { ConfigurationError, parseConfiguration, POINTS, SERIES_IDS, type Configuration } from '@tracelab/bench';
import * as v from 'valibot';
import { InputError } from '../errors.js';
import { choices, parseOptions } from './names.js';

/** One configuration, and the program that it attaches. */
export interface ConfigurationRequest {
  readonly configuration: Configuration;
  /** A BPF object; undefined for the one that comes with the lab. */
  readonly object: string | undefined;
  readonly json: boolean;
}

const Surroundings = v.pick(v.object(choices), ['core', 'mitigations', 'object', 'json']);
const Point = v.object({ ...v.pick(v.object(choices), ['invoker', 'hook', 'series', 'pool']).entries, programs: v.optional(v.number()), cores: v.optional(v.number()) });

/**
 * The configuration that an argument in the short form names, or else the options.
 *
 * @throws InputError where it is neither, or both
 */
export function parseConfigurationRequest(text: string | undefined, options: object): ConfigurationRequest {
  const { object, json, core, mitigations } = parseOptions(Surroundings, options);
  const around = { core, ...(mitigations && { mitigations }) };
  const chosen = parseOptions(Point, options);
  const given = Object.keys(Point.entries).filter((name) => name in options);
  if (text === undefined) return { configuration: { ...pointOf(chosen), ...countsOf(chosen), ...around }, object, json };
  if (given.length > 0) throw new InputError(`configuration ${JSON.stringify(text)} and --${given[0]}: give one of them`);
  return { configuration: shortForm(text, around), object, json };
}

/** @throws InputError in place of what `parseConfiguration` throws */
function shortForm(text: string, around: Partial<Pick<Configuration, 'core' | 'mitigations'>>): Configuration {
  try {
    return parseConfiguration(text, around);
  } catch (error) {
    if (error instanceof ConfigurationError) throw new InputError(error.message);
    throw error;
  }
}

function countsOf({ invoker, programs = 1, cores = 1 }: v.InferOutput<typeof Point>): Pick<Configuration, 'programs' | 'cores'> {
  if (programs > 1 && invoker === 'none') throw new InputError('--programs is a choice for an invoker, not for "none"');
  return { ...(programs > 1 && { programs }), ...(cores > 1 && { cores }) };
}

function pointOf(chosen: v.InferOutput<typeof Point>): Omit<Configuration, 'core'> {
  const { invoker = 'fprobe', hook = 'fentry', series, pool = 'always' } = chosen;
  if (invoker !== 'fprobe') {
    const moot = series ? 'series' : chosen.pool ? 'pool' : undefined;
    if (moot) throw new InputError(`--${moot} is a choice for invoker "fprobe", not for "${invoker}"`);
  }
  switch (invoker) {
    case 'none':
      return POINTS.base;
    case 'kprobe':
      if (hook === 'fmod_ret') {
        throw new InputError('invoker "kprobe" has no hook "fmod_ret": give --hook fentry for a kprobe, fexit for a kretprobe');
      }
      return { ...POINTS.kprobe, hook };
    case 'direct':
      return { ...POINTS.direct, hook };
    case 'fprobe':
      if (pool === 'when-needed' && hook !== 'fentry') {
        throw new InputError('--pool when-needed is about fentry: a program at the return needs a node');
      }
      return { invoker, hook, series: series ?? SERIES_IDS, pool };
  }
}
