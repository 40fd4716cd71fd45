import { cores } from '@tracelab/arm64-machine';
import { HOOKS, INVOKERS, PUBLISHED_CORE, SERIES_IDS, type Hook, type Invoker, type SeriesId } from '@tracelab/bench';
import { MITIGATIONS, type Mitigations } from '@tracelab/kernel';
import * as v from 'valibot';
import { InputError } from '../errors.js';

/** What `tracelab bench` is asked to measure, and how to print it. */
export interface BenchRequest {
  readonly core: string;
  readonly hooks: readonly Hook[];
  readonly invokers: readonly Invoker[];
  /** One combination of switches; undefined for all. */
  readonly series: readonly SeriesId[] | undefined;
  readonly mitigations: Mitigations;
  /** A BPF object; undefined for the one that comes with the lab. */
  readonly object: string | undefined;
  readonly format: 'text' | 'json' | 'csv';
}

const oneOf = <T extends string>(kind: string, accepted: readonly T[]) =>
  v.picklist(accepted, ({ input }) => `unknown ${kind} ${JSON.stringify(input)}: one of ${accepted.join(', ')}`);

/**
 * Names between commas, each once, in the order of the accepted ones.
 *
 * @param groups names of several at once, which stand alone
 */
const listOf = <T extends string>(kind: string, accepted: readonly T[], groups = new Map<string, readonly T[]>()) =>
  v.pipe(
    v.string(),
    v.transform((text): string[] => [...(groups.get(text) ?? text.split(','))]),
    v.array(oneOf(kind, accepted)),
    v.transform((given) => accepted.filter((one) => given.includes(one))),
  );

const COMBINATIONS = new Map<string, readonly SeriesId[]>([
  ['none', []],
  ['all', SERIES_IDS],
]);

const Options = v.pipe(
  v.strictObject({
    core: v.optional(oneOf('core', Object.keys(cores)), PUBLISHED_CORE),
    hook: v.optional(listOf('hook', HOOKS)),
    invoker: v.optional(listOf('invoker', INVOKERS)),
    series: v.optional(listOf<SeriesId>('series', SERIES_IDS, COMBINATIONS)),
    mitigations: v.optional(oneOf('mitigations', MITIGATIONS), 'none'),
    object: v.optional(v.string()),
    json: v.optional(v.boolean()),
    csv: v.optional(v.boolean()),
  }),
  v.check(
    ({ hook, invoker }) => !invoker?.includes('kprobe') || !hook || hook.includes('fentry'),
    'invoker "kprobe" has no hook "fexit": it runs at the entry, give --hook fentry',
  ),
  v.check(
    ({ series, invoker }) => !series || !invoker || invoker.includes('fprobe'),
    ({ input }) => `--series is a choice for invoker "fprobe", not for ${quoted(input.invoker)}`,
  ),
  v.transform(({ core, hook: hooks = HOOKS, invoker, series, mitigations, object, json, csv }): BenchRequest => {
    const invokers = invoker ?? INVOKERS.filter((one) => one !== 'kprobe' || hooks.includes('fentry'));
    return { core, hooks, invokers, series, mitigations, object, format: json ? 'json' : csv ? 'csv' : 'text' };
  }),
);

/** Options as commander gives them. @throws InputError that names the first that cannot be */
export function parseBenchOptions(options: unknown): BenchRequest {
  const parsed = v.safeParse(Options, options, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new InputError(parsed.issues[0].message);
}

function quoted(names: readonly string[] = []): string {
  return names.map((name) => JSON.stringify(name)).join(' and ');
}
