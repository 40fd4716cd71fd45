import { BENCH_HOOKS, HOOKS, INVOKERS, PRESETS, type Hook, type Invoker, type Preset, type SeriesId } from '@tracelab/bench';
import type { Mitigations } from '@tracelab/kernel';
import * as v from 'valibot';
import { choices, listOf, oneOf, parseOptions } from '../configuration/names.js';

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
  /** A kernel of the time in place of the whole space. */
  readonly preset: Preset | undefined;
  /** Only where they are given. */
  readonly chosenHooks: readonly Hook[] | undefined;
  readonly format: 'text' | 'json' | 'csv';
}

const Options = v.pipe(
  v.strictObject({
    core: choices.core,
    hook: v.optional(listOf('hook', HOOKS)),
    invoker: v.optional(listOf('invoker', INVOKERS)),
    series: choices.series,
    mitigations: choices.mitigations,
    object: choices.object,
    preset: v.optional(oneOf('preset', PRESETS.map(({ id }) => id))),
    json: choices.json,
    csv: v.optional(v.boolean()),
  }),
  v.check(
    ({ hook, invoker }) => !invoker?.includes('kprobe') || !hook || hook.some((one) => one !== 'fmod_ret'),
    'invoker "kprobe" has no hook "fmod_ret": give --hook fentry for a kprobe, fexit for a kretprobe',
  ),
  v.check(
    ({ preset, series, invoker, csv }) => !preset || (!series && !invoker && !csv),
    '--preset sets --series and --invoker, and has no --csv: leave those out',
  ),
  v.check(
    ({ series, invoker }) => !series || !invoker || invoker.includes('fprobe'),
    ({ input }) => `--series is a choice for invoker "fprobe", not for ${quoted(input.invoker)}`,
  ),
  v.transform(({ core, hook, invoker, series, mitigations = 'none', object, preset, json, csv }): BenchRequest => {
    const hooks = hook ?? BENCH_HOOKS;
    const invokers = invoker ?? INVOKERS.filter((one) => one !== 'kprobe' || hooks.some((hook) => hook !== 'fmod_ret'));
    return {
      core, hooks, invokers, series, mitigations, object, chosenHooks: hook, format: json ? 'json' : csv ? 'csv' : 'text',
      preset: PRESETS.find(({ id }) => id === preset),
    };
  }),
);

/** Options as commander gives them. @throws InputError that names the first that cannot be */
export function parseBenchOptions(options: unknown): BenchRequest {
  return parseOptions(Options, options);
}

function quoted(names: readonly string[] = []): string {
  return names.map((name) => JSON.stringify(name)).join(' and ');
}
