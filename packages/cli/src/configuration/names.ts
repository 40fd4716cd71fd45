import { cores } from '@tracelab/arm64-machine';
import { HOOKS, INVOKERS, POOLS, PUBLISHED_CORE, SERIES_IDS, type SeriesId } from '@tracelab/bench';
import { MITIGATIONS } from '@tracelab/kernel';
import * as v from 'valibot';
import { InputError } from '../errors.js';

export const oneOf = <T extends string>(kind: string, accepted: readonly T[]) =>
  v.picklist(accepted, ({ input }) => `unknown ${kind} ${JSON.stringify(input)}: one of ${accepted.join(', ')}`);

/**
 * Names between commas, each once, in the order of the accepted ones.
 *
 * @param groups names of several at once, which stand alone
 */
export const listOf = <T extends string>(kind: string, accepted: readonly T[], groups: ReadonlyMap<string, readonly T[]> = new Map()) =>
  v.pipe(
    v.string(),
    v.transform((text): string[] => [...(groups.get(text) ?? text.split(','))]),
    v.array(v.picklist(accepted, ({ input }) => `unknown ${kind} ${JSON.stringify(input)}: one of ${[...accepted, ...[...groups.keys()].map((group) => `or ${group} alone`)].join(', ')}`)),
    v.transform((given) => accepted.filter((one) => given.includes(one))),
  );

/** Sets of switches that have a name. */
export const COMBINATIONS: ReadonlyMap<string, readonly SeriesId[]> = new Map<string, readonly SeriesId[]>([
  ['none', []],
  ['all', SERIES_IDS],
]);

/** Options that say what is measured, wherever they are taken: parsed as one value each. */
export const choices = {
  core: v.optional(oneOf('core', Object.keys(cores)), PUBLISHED_CORE),
  mitigations: v.optional(oneOf('mitigations', MITIGATIONS)),
  invoker: v.optional(oneOf('invoker', ['none', ...INVOKERS] as const)),
  hook: v.optional(oneOf('hook', HOOKS)),
  series: v.optional(listOf<SeriesId>('series', SERIES_IDS, COMBINATIONS)),
  pool: v.optional(oneOf('pool', POOLS)),
  object: v.optional(v.string()),
  json: v.optional(v.boolean(), false),
};

/** @throws InputError that names the first option that cannot be */
export function parseOptions<S extends v.GenericSchema>(schema: S, options: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, options, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new InputError(parsed.issues[0].message);
}
