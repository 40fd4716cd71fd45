import { MachineFault } from '@tracelab/arm64-machine';
import {
  AttachError, checkObject, explainRecorded, measure, programFor, readBenchObject, record, runContention,
  type Configuration, type ContentionRow, type NodeSource,
} from '@tracelab/bench';
import { BpfLoadError, triggerObject, VerifierError, type BpfObject } from '@tracelab/bpf';
import { expose } from 'comlink';
import type { Answer, Examination, Measured, ObjectSummary, Refusal } from './answer.js';
import { lastIteration } from './last-iteration.js';

let object = readBenchObject(triggerObject);

/** What the page asks of a worker. */
const lab = {
  measure: (configuration: Configuration): Answer<Measured> =>
    answer(() => {
      const { cycles, instructions, period } = measure(configuration, object);
      return { cycles, instructions, settled: period !== undefined };
    }),

  examine: (configuration: Configuration): Answer<Examination> =>
    answer(() => {
      const recorded = record(configuration, object);
      return { explanation: explainRecorded(configuration, recorded), pipeline: lastIteration(recorded.trace) };
    }),

  contention: (pool: NodeSource, cores: number): Answer<ContentionRow> => answer(() => runContention({ pools: [pool], cores: [cores] }).rows[0]!),

  /** Programs to count with from now on: an object's, or the lab's own. */
  load: (name: string, bytes: Uint8Array | null, configurations: readonly Configuration[]): Answer<ObjectSummary> =>
    answer(() => {
      const read = readBenchObject(bytes ?? triggerObject);
      checkObject(read, fillable(read, configurations));
      object = read;
      return {
        name,
        bytes: (bytes ?? triggerObject).length,
        programs: read.programs.map((program) => ({ name: program.name, section: program.section, instructions: program.operations.filter(Boolean).length })),
        maps: read.maps.map((map) => map.name),
      };
    }),
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

function answer<T>(make: () => T): Answer<T> {
  try {
    return { ok: true, value: make() };
  } catch (error) {
    return { ok: false, refusal: refusalOf(error) };
  }
}

function refusalOf(error: unknown): Refusal {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof VerifierError) return { by: 'verifier', message, details: error.log };
  if (error instanceof BpfLoadError) return { by: 'loader', message, details: null };
  if (error instanceof AttachError) return { by: 'attach', message, details: null };
  if (error instanceof MachineFault) return { by: 'machine', message, details: error.report };
  return { by: 'lab', message, details: null };
}
