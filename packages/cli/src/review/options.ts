import { cores } from '@tracelab/arm64-machine';
import { PUBLISHED_CORE, SERIES_IDS, type SeriesId } from '@tracelab/bench';
import * as v from 'valibot';
import { InputError } from '../errors.js';

/** What `tracelab review` is asked to show, and how to print it. */
export interface ReviewRequest {
  readonly package: SeriesId;
  readonly core: string;
  readonly format: 'text' | 'json';
}

const oneOf = <T extends string>(kind: string, accepted: readonly T[]) =>
  v.picklist(accepted, ({ input }) => `unknown ${kind} ${JSON.stringify(input)}: one of ${accepted.join(', ')}`);

const Arguments = v.pipe(
  v.strictObject({
    package: oneOf('package', SERIES_IDS),
    core: v.optional(oneOf('core', Object.keys(cores)), PUBLISHED_CORE),
    json: v.optional(v.boolean()),
  }),
  v.transform(({ json, ...request }): ReviewRequest => ({ ...request, format: json ? 'json' : 'text' })),
);

/** The argument and the options as commander gives them. @throws InputError that names the first that cannot be */
export function parseReviewArguments(name: string, options: object): ReviewRequest {
  const parsed = v.safeParse(Arguments, { package: name, ...options }, { abortEarly: true });
  if (parsed.success) return parsed.output;
  throw new InputError(parsed.issues[0].message);
}
