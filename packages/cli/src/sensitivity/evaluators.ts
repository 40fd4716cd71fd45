import { costsOn, type SensitivityOptions } from '@tracelab/bench';
import { Tinypool } from 'tinypool';
import type { Task } from './worker.js';

export interface Evaluators {
  readonly evaluate: NonNullable<SensitivityOptions['evaluate']>;
  end(): Promise<void>;
}

/** Variants of a core on so many worker threads; with one, on this thread. */
export function evaluators(threads: number): Evaluators {
  if (threads === 1) return { evaluate: onThisThread, end: () => Promise.resolve() };
  const pool = new Tinypool({
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: threads,
    maxThreads: threads,
    isolateWorkers: false,
  });
  return { evaluate: (core, recordings) => pool.run({ core, recordings } satisfies Task), end: () => pool.destroy() };
}

/** Lets the terminal show progress between two variants. */
const onThisThread: Evaluators['evaluate'] = async (core, recordings) => {
  await new Promise((resolve) => setImmediate(resolve));
  return costsOn(core, recordings);
};
