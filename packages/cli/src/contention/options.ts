import { CONTENTION_CORES, MOST_CONTENTION_CORES, NODE_SOURCES, type NodeSource } from '@tracelab/bench';
import * as v from 'valibot';
import { choices, listOf, parseOptions } from '../configuration/names.js';

/** What `tracelab contention` is asked to measure, and how to print it. */
export interface ContentionRequest {
  readonly cores: readonly number[];
  readonly pools: readonly NodeSource[];
  readonly format: 'text' | 'json';
}

const Count = v.pipe(
  v.string(),
  v.check(
    (text) => /^\d{1,2}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST_CONTENTION_CORES,
    ({ input }) => `cores ${JSON.stringify(input)}: a number from 1 to ${MOST_CONTENTION_CORES}`,
  ),
  v.transform(Number),
);

const listed = v.pipe(v.string(), v.transform((text) => text.split(',')));

const Options = v.pipe(
  v.strictObject({
    cores: v.optional(v.pipe(listed, v.array(Count), v.transform((all) => [...new Set(all)].sort((a, b) => a - b)))),
    pool: v.optional(listOf('pool', NODE_SOURCES)),
    json: choices.json,
  }),
  v.transform(
    ({ cores = CONTENTION_CORES, pool: pools = NODE_SOURCES, json }): ContentionRequest => ({ cores, pools, format: json ? 'json' : 'text' }),
  ),
);

/** Options as commander gives them. @throws InputError that names the first that cannot be */
export function parseContentionOptions(options: unknown): ContentionRequest {
  return parseOptions(Options, options);
}
