import type { TriggerName } from '@tracelab/bench';
import type { Sample } from './samples.js';

/** What is chosen of the object that is run. */
export interface ObjectChoice {
  /** One that the page offers; null for a file, which an address cannot hold, or none. */
  readonly sample: Sample | null;
  /** Null for what its programs ask for. */
  readonly trigger: TriggerName | null;
  /** Names of optional programs that are attached as well. */
  readonly attach: readonly string[];
}

export const NO_CHOICE: ObjectChoice = { sample: null, trigger: null, attach: [] };

/** Names joined by +, as an address has them. */
export function parseNames(text: string): string[] | undefined {
  return /^\w+(?:\+\w+)*$/.test(text) ? text.split('+') : undefined;
}
