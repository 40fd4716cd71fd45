import { namedTrigger, SERIES_IDS, TRIGGERS, type Invoker, type RunOptions } from '@tracelab/bench';
import * as v from 'valibot';
import { InputError, readInput } from '../errors.js';
import type { Host } from '../host.js';
import { choices, oneOf, parseOptions } from '../configuration/names.js';
import { parseCalls } from './calls.js';

/** What `tracelab run` is asked to do, but for the object's bytes. */
export type RunRequest = Omit<RunOptions, 'bytes' | 'objectName'> & { readonly json: boolean };

/** Who can call programs of one's own: a kprobe's handler has registers, and programs of a trampoline take arguments. */
export const RUN_INVOKERS = ['direct', 'fprobe'] as const satisfies readonly Invoker[];

/** `name=number`, or `name:function=number`. */
const assignment = (what: string, of: string) =>
  v.pipe(
    v.string(),
    v.regex(/^\w+(?::[\w.]+)?=-?(?:0x[0-9a-f]{1,16}|\d{1,20})$/i, ({ input }) => `${what} ${JSON.stringify(input)}: NAME=NUMBER is wanted, with the name of a ${of}`),
    v.transform((text): [string, bigint] => {
      const [name, number] = text.split('=') as [string, string];
      return [name, number.startsWith('-') ? -BigInt(number.slice(1)) : BigInt(number)];
    }),
  );

const Options = v.object({
  ...v.pick(v.object(choices), ['core', 'series', 'pool', 'json']).entries,
  invoker: v.optional(oneOf('invoker', RUN_INVOKERS), 'direct'),
  trigger: v.optional(v.string(), 'test_run'),
  program: v.optional(v.array(v.string()), []),
  cookie: v.optional(v.array(assignment('cookie', 'program')), []),
  set: v.optional(v.array(assignment('set', 'global variable')), []),
});

/** @throws InputError that names the first option that cannot be */
export function parseRunOptions(options: unknown, host: Pick<Host, 'readFile'>): RunRequest {
  const { core, invoker, series = SERIES_IDS, pool, json, trigger, program, cookie, set } = parseOptions(Options, options);
  return {
    core,
    invoker,
    series,
    ...(pool && { pool }),
    json,
    trigger: readTrigger(trigger, host),
    triggerName: trigger,
    programs: program,
    cookies: new Map(cookie),
    globals: new Map(set),
  };
}

function readTrigger(name: string, host: Pick<Host, 'readFile'>): RunOptions['trigger'] {
  const known = TRIGGERS.find((one) => one === name);
  if (known) return namedTrigger(known);
  if (!name.endsWith('.json')) throw new InputError(`unknown trigger ${JSON.stringify(name)}: one of getpgid, test_run, or a file of calls that ends in .json`);
  return { kind: 'calls', calls: parseCalls(name, new TextDecoder().decode(readInput(name, host.readFile))) };
}
