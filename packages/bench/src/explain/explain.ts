import type { BpfObject } from '@tracelab/bpf';
import { configurationId, type Configuration } from '../configuration.js';
import { callPath } from './call-path.js';
import { callTrees } from './call-trees.js';
import type { Explanation } from './explanation.js';
import { record, type Recorded } from './record.js';
import { Spending } from './spending.js';
import { symbolCosts } from './symbol-costs.js';

/**
 * Where the cycles of an iteration go. They are those that `measure` gives for the configuration, to the last.
 *
 * @throws MissedHitsError, or MachineFault where the simulated kernel went wrong
 */
export function explain(configuration: Configuration, object: BpfObject): Explanation {
  return explainRecorded(configuration, record(configuration, object));
}

/** The same of iterations that are recorded already. */
export function explainRecorded(configuration: Configuration, { steady, trace }: Pick<Recorded, 'steady' | 'trace'>): Explanation {
  const all = new Spending();
  for (const row of trace.rows) all.add(row);
  const iterations = trace.iterations.length;
  return {
    schema: 'tracelab.explain/1',
    id: configurationId(configuration),
    config: configuration,
    iterations,
    settled: steady.period !== undefined,
    ...all.per(iterations),
    calls: callTrees(trace),
    symbols: symbolCosts(trace),
    path: callPath(trace),
  };
}
