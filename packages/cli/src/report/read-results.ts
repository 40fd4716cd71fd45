import { HOOKS, type BenchResult, type ContentionResult } from '@tracelab/bench';
import * as v from 'valibot';
import { InputError } from '../errors.js';
import { parseSweepFile, SWEEP_SCHEMA, type SweepFile } from '../sweep/result-file.js';

/** The results of one file. */
export type Results =
  | { readonly schema: 'tracelab.bench/1'; readonly path: string; readonly result: BenchResult }
  | { readonly schema: 'tracelab.contention/1'; readonly path: string; readonly result: ContentionResult }
  | { readonly schema: typeof SWEEP_SCHEMA; readonly path: string; readonly result: SweepFile };

const REPORTED = ['tracelab.bench/1', 'tracelab.contention/1', SWEEP_SCHEMA] as const;

const Cost = v.looseObject({ cycles: v.number(), instructions: v.number() });
const Hook = v.picklist(HOOKS);

/** What is shown of each document; those who wrote it may have said more. */
const Bench = v.looseObject({
  config: v.looseObject({ core: v.string(), workload: v.string(), mitigations: v.string(), object: v.string(), hooks: v.array(Hook) }),
  base: Cost,
  rows: v.array(v.looseObject({ ...Cost.entries, id: v.string(), overhead: Cost, hit: v.number() })),
  unsettled: v.array(v.string()),
  shares: v.array(v.looseObject({ hook: Hook, series: v.string(), alone: v.number(), last: v.number(), shapley: v.number(), share: v.number() })),
  published: v.array(
    v.looseObject({ id: v.string(), row: v.string(), source: v.string(), metric: v.string(), published: v.number(), predicted: v.number(), error: v.number(), fitted: v.boolean() }),
  ),
});
const Contention = v.looseObject({
  config: v.looseObject({ core: v.string(), clockHz: v.number(), clusterCores: v.number(), function: v.string() }),
  rows: v.array(
    v.looseObject({
      pool: v.string(), cores: v.number(), hypothetical: v.boolean(), callsPerSecond: v.number(), cyclesPerCall: v.number(),
      instructionsPerCall: v.number(), efficiency: v.number(), coherence: v.number(), causes: v.record(v.string(), v.number()),
    }),
  ),
});

/** @throws InputError that names the file, and what in it is not as it should be */
export function readResults(path: string, bytes: Uint8Array): Results {
  const text = new TextDecoder().decode(bytes);
  const value = parseJson(text);
  if (isSweepHeader(value ?? parseJson(text.split('\n', 1)[0]!))) return { schema: SWEEP_SCHEMA, path, result: parseSweepFile(path, text) };
  if (value === undefined) throw new InputError(`${JSON.stringify(path)}: not JSON: what bench --json, contention --json or sweep wrote, one of ${REPORTED.join(', ')}`);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  switch (schema) {
    case 'tracelab.bench/1':
      return { schema, path, result: checked(path, Bench, value) as unknown as BenchResult };
    case 'tracelab.contention/1':
      return { schema, path, result: checked(path, Contention, value) as unknown as ContentionResult };
    case SWEEP_SCHEMA: {
      // As --json prints it: header and rows in one.
      const { rows, ...header } = value as { rows: unknown[] };
      return { schema, path, result: parseSweepFile(path, [header, ...rows].map((one) => JSON.stringify(one)).join('\n')) };
    }
    default:
      throw new InputError(`${JSON.stringify(path)}: schema ${JSON.stringify(schema) ?? 'none'}: one of ${REPORTED.join(', ')}`);
  }
}

/** Undefined for what is no JSON as a whole. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The first line of a sweep's file, or all of one whose rows are still to come. */
function isSweepHeader(value: unknown): boolean {
  const { schema, rows } = (value ?? {}) as { schema?: unknown; rows?: unknown };
  return schema === SWEEP_SCHEMA && !Array.isArray(rows);
}

function checked<S extends v.GenericSchema>(path: string, schema: S, value: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const at = v.getDotPath(parsed.issues[0]);
  throw new InputError(`${JSON.stringify(path)}: ${at ? `${at}: ` : ''}${parsed.issues[0].message}`);
}
