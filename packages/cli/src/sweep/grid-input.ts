import { cores } from '@tracelab/arm64-machine';
import { gridPoints, HOOKS, INVOKERS, MOST_CORES, MOST_PROGRAMS, POOLS, seriesSubsets, SERIES_IDS, WHOLE_GRID, type Configuration, type Grid, type SeriesId } from '@tracelab/bench';
import { MITIGATIONS } from '@tracelab/kernel';
import * as v from 'valibot';
import { COMBINATIONS, oneOf, parseOptions } from '../configuration/names.js';
import { InputError, readInput } from '../errors.js';
import type { Host } from '../host.js';

/** Instead of a list: every combination of the switches. */
const EVERY = 'every';

const several = <T extends string>(kind: string, accepted: readonly T[]) =>
  v.optional(v.pipe(v.array(oneOf(kind, accepted), `${kind}: a list of ${accepted.join(', ')}`), v.minLength(1, `${kind}: at least one of ${accepted.join(', ')}`)));

/** Numbers from 1 on: of JSON, or in words. */
const counts = (kind: string, most: number) => {
  const wanted = `${kind}: a list of numbers from 1 to ${most}`;
  const isCount = (value: string | number): boolean => /^\d{1,4}$/.test(String(value)) && Number(value) >= 1 && Number(value) <= most;
  const one = v.pipe(
    v.union([v.string(), v.number()], wanted),
    v.check(isCount, ({ input }) => `${kind} ${JSON.stringify(input)}: a number from 1 to ${most}`),
    v.transform(Number),
  );
  return v.optional(v.pipe(v.array(one, wanted), v.minLength(1, wanted)));
};

/** `none`, `all` or names joined by `+`, or in a file a list of names. */
const Combination = v.pipe(
  v.union([v.string(), v.array(v.string())], 'series: names joined by +, or a list of names'),
  v.transform((one): readonly string[] => (typeof one === 'string' ? (COMBINATIONS.get(one) ?? one.split('+')) : one)),
  v.array(oneOf<SeriesId>('series', SERIES_IDS)),
  v.transform((given) => SERIES_IDS.filter((id) => given.includes(id))),
);

const isEvery = (value: unknown): boolean => value === EVERY || (Array.isArray(value) && value.length === 1 && value[0] === EVERY);

const Keys = {
  core: several('core', Object.keys(cores)),
  mitigations: several('mitigations', MITIGATIONS),
  invoker: several('invoker', ['none', ...INVOKERS] as const),
  hook: several('hook', HOOKS),
  series: v.optional(
    v.pipe(
      v.unknown(),
      v.transform((value) => (isEvery(value) ? seriesSubsets() : value)),
      v.array(Combination, 'series: a list, or every'),
      v.minLength(1, 'series: at least one combination'),
    ),
  ),
  pool: several('pool', POOLS),
  programs: counts('programs', MOST_PROGRAMS),
  cores: counts('cores', MOST_CORES),
};
const KEYS = Object.keys(Keys);

const GridSchema = v.pipe(
  v.record(
    v.picklist(KEYS, ({ input }) => `grid: unknown key ${JSON.stringify(input)}: one of ${KEYS.join(', ')}`),
    v.unknown(),
    'grid: an object with lists, or a list of such',
  ),
  v.object(Keys),
  v.transform((chosen): Grid => ({ ...WHOLE_GRID, ...(chosen as Partial<Grid>) })),
);

/** What a sweep is asked to measure: grids as they are after defaults, and their points. */
export interface Points {
  readonly grids: readonly Grid[];
  readonly configurations: readonly Configuration[];
}

/**
 * Grids from a JSON file, or one from `key=value,value` words.
 *
 * @throws InputError
 */
export function parseGrid(words: readonly string[], { readFile }: Pick<Host, 'readFile'>): Points {
  const [file] = words;
  const given = words.length === 1 && file !== undefined && !file.includes('=') ? fromFile(file, readFile) : [fromWords(words)];
  const grids = given.map((one) => parseOptions(GridSchema, one));
  const configurations = gridPoints(grids);
  if (configurations.length === 0) throw new InputError('grid: nothing to measure: a kprobe has no fmod_ret, give hook=fentry or fexit');
  return { grids, configurations };
}

function fromWords(words: readonly string[]): Record<string, string[]> {
  const grid: Record<string, string[]> = {};
  for (const word of words) {
    const [, key, values] = /^([^=]*)=(.*)$/.exec(word) ?? [];
    if (key === undefined) throw new InputError(`grid ${JSON.stringify(word)}: key=value,value with a key of ${KEYS.join(', ')}; or one file alone`);
    if (Object.hasOwn(grid, key)) throw new InputError(`grid: key ${JSON.stringify(key)} is given twice`);
    grid[key] = values!.split(',');
  }
  return grid;
}

function fromFile(path: string, readFile: Host['readFile']): readonly unknown[] {
  const text = new TextDecoder().decode(readInput(path, readFile));
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : [value];
  } catch (error) {
    throw new InputError(`grid ${JSON.stringify(path)} is not JSON: ${(error as Error).message}`);
  }
}
