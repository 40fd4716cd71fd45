import {
  AttachError, checkObject, explainRecorded, measure, programFor, readBenchObject, record, runContention,
  type Configuration, type ContentionRow, type NodeSource,
} from '@tracelab/bench';
import { triggerObject, type BpfObject } from '@tracelab/bpf';
import { expose } from 'comlink';
import { OWN_COUNTER, type Answer, type Examination, type Measured, type ObjectRun, type RunSetup } from './answer.js';
import { lastIteration } from './last-iteration.js';
import { answer } from './refusal.js';

const counters = new Map<number, BpfObject>([[OWN_COUNTER, readBenchObject(triggerObject)]]);

/** What the page asks of a worker. */
const lab = {
  /** @param counter of the object whose programs count the calls */
  measure: (configuration: Configuration, counter: number): Answer<Measured> =>
    answer(() => {
      const { cycles, instructions, period } = measure(configuration, counters.get(counter)!);
      return { cycles, instructions, settled: period !== undefined };
    }),

  examine: (configuration: Configuration, counter: number): Answer<Examination> =>
    answer(() => {
      const recorded = record(configuration, counters.get(counter)!);
      return { explanation: explainRecorded(configuration, recorded), pipeline: lastIteration(recorded.trace) };
    }),

  contention: (pool: NodeSource, cores: number): Answer<ContentionRow> => answer(() => runContention({ pools: [pool], cores: [cores] }).rows[0]!),

  /** Whether programs of an object can count calls; from then on they do where a question says so. */
  addCounter: (counter: number, bytes: Uint8Array, configurations: readonly Configuration[]): Answer<null> =>
    answer(() => {
      const read = readBenchObject(bytes);
      checkObject(read, fillable(read, configurations));
      counters.set(counter, read);
      return null;
    }),

  /** Runs an object as `tracelab run` does. What only that takes is fetched when it is first asked for. */
  run: async (name: string, bytes: Uint8Array, setup: RunSetup): Promise<Answer<ObjectRun>> => (await import('./run-own.js')).runOwn(name, bytes, setup),
};

export type LabWorker = typeof lab;
expose(lab);

/** Those that the object has a program for. @throws AttachError where there are none, as the first one says it */
function fillable(read: BpfObject, configurations: readonly Configuration[]): Configuration[] {
  const fits = configurations.filter((configuration) => {
    try {
      return programFor(read, configuration) !== '';
    } catch (error) {
      if (error instanceof AttachError) return false;
      throw error;
    }
  });
  if (fits.length === 0) programFor(read, configurations[0]!);
  return fits;
}
