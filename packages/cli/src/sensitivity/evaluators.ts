import type { Costs, SensitivityOptions } from '@tracelab/bench';
import { workerThreads } from '../worker-threads.js';
import evaluate, { type Task } from './worker.js';

export interface Evaluators {
  readonly evaluate: NonNullable<SensitivityOptions['evaluate']>;
  end(): Promise<void>;
}

/** Variants of a core on so many worker threads; with one, on this thread. */
export function evaluators(threads: number): Evaluators {
  const workers = workerThreads<Task, Costs>(threads, new URL('./worker.js', import.meta.url), evaluate);
  return { evaluate: (core, recordings) => workers.run({ core, recordings }), end: () => workers.end() };
}
