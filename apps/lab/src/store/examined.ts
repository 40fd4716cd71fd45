import type { Configuration } from '@tracelab/bench';
import type { Examination, Refusal } from '../worker/answer.js';
import type { Results } from './results.js';
import { textOf } from './selection.js';

/** A side under the microscope. */
export interface Examined {
  readonly name: 'A' | 'B';
  readonly id: string;
  readonly examination: Examination | undefined;
  readonly refusal: Refusal | undefined;
}

export function examined(a: Configuration, b: Configuration | null, results: Results): Examined[] {
  return [a, ...(b ? [b] : [])].map((configuration, i): Examined => {
    const answer = results.examination(configuration);
    return {
      name: i === 0 ? 'A' : 'B',
      id: textOf(configuration),
      examination: answer?.ok ? answer.value : undefined,
      refusal: answer && !answer.ok ? answer.refusal : undefined,
    };
  });
}
