import type { Cost, ContentionRow, Explanation, ObjectOutline, RunOptions, RunResult, TriggerName } from '@tracelab/bench';
import type { PipelineRow, TraceInstruction } from '@tracelab/arm64-machine';

/** Who refused: what reads the object, what proves it safe, what attaches it, the simulated machine, or the page itself. */
export type Refuser = 'loader' | 'verifier' | 'attach' | 'machine' | 'lab';

export interface Refusal {
  readonly by: Refuser;
  /** One line. */
  readonly message: string;
  /** The verifier's log, or the machine's registers. */
  readonly details: string | null;
}

/** What comes from a worker; errors are values there, as classes do not pass. */
export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

export interface Measured extends Cost {
  /** False where the cost of iterations never repeated, and this is a mean. */
  readonly settled: boolean;
}

/** A row of a pipeline with what it executes; cycles from the start of the iteration. */
export type PipelineLine = Omit<PipelineRow, 'instruction' | 'frame'> & Pick<TraceInstruction, 'symbol' | 'offset' | 'text'>;

export interface Examination {
  readonly explanation: Explanation;
  /** Of the last iteration. */
  readonly pipeline: readonly PipelineLine[];
}

/** The lab's own object, as what counts the calls; others are numbered on. */
export const OWN_COUNTER = 0;

/** Under what an object is run. */
export interface RunSetup extends Required<Pick<RunOptions, 'core' | 'invoker' | 'series' | 'pool' | 'programs'>> {
  /** Null for what the object's programs ask for. */
  readonly trigger: TriggerName | null;
}

/** An object that could be read, and what came of running it. */
export interface ObjectRun {
  readonly outline: ObjectOutline;
  readonly trigger: TriggerName;
  readonly outcome: Answer<RunResult>;
}

export type { ContentionRow };
