import { Profiler, since, snapshot } from '@tracelab/arm64-machine';
import type { BpfObject } from '@tracelab/bpf';
import { prepare, type Measured } from '../measure.js';
import type { Cost } from '../result.js';
import { settle } from '../settle.js';

/** Iterations that stand for the others where costs never repeat. */
const UNSETTLED = 256;

/** What one iteration takes, by symbol; the symbols add up to `total`. */
export interface HotPath {
  readonly total: Cost;
  readonly symbols: ReadonlyMap<string, Cost>;
}

/** Profiles a configuration's iterations once they cost the same. */
export function hotPath(configuration: Measured, object: BpfObject): HotPath {
  let profiler: Profiler;
  const { kernel, iterate } = prepare(configuration, object, ({ symbols }) => [
    (profiler = new Profiler(() => symbols)),
  ]);
  const { timing, processor } = kernel.machine;
  const { period = UNSETTLED } = settle(kernel, iterate);
  const before = { counts: snapshot(timing!), retired: processor.retired };
  for (let i = 0; i < period; i++) iterate();
  const counts = since(before.counts, timing!);
  const functions = profiler!.functions(counts);
  return {
    total: { cycles: counts.cycles / period, instructions: (processor.retired - before.retired) / period },
    symbols: new Map(
      functions.map(({ name, self }) => [
        name,
        { cycles: self.cycles / period, instructions: self.instructions / period },
      ]),
    ),
  };
}
