import { SERIES_IDS, type SeriesId } from '@tracelab/bench';
import * as v from 'valibot';
import { choices, oneOf, parseOptions } from '../configuration/names.js';

/** What `tracelab review` is asked to show, and how to print it. */
export interface ReviewRequest {
  readonly package: SeriesId;
  readonly core: string;
  readonly format: 'text' | 'json';
}

const Arguments = v.pipe(
  v.strictObject({
    package: oneOf('package', SERIES_IDS),
    core: choices.core,
    json: choices.json,
  }),
  v.transform(({ json, ...request }): ReviewRequest => ({ ...request, format: json ? 'json' : 'text' })),
);

/** The argument and the options as commander gives them. @throws InputError that names the first that cannot be */
export function parseReviewArguments(name: string, options: object): ReviewRequest {
  return parseOptions(Arguments, { package: name, ...options });
}
