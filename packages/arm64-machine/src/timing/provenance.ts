/** Where a number of a core model comes from. */
export type Provenance =
  | 'measured' // read off a published measurement
  | 'manual' // stated by Arm's manuals or optimisation guides
  | 'derived' // arithmetic on measured numbers
  | 'assumed' // plausible, supported by nothing better
  | 'fitted'; // chosen so that one named measurement comes out

export type Confidence = 'high' | 'medium' | 'low';

/** One number of a core model, with the reason to believe it. */
export interface Sourced {
  readonly value: number;
  readonly provenance: Provenance;
  readonly confidence: Confidence;
  /** What was measured, which manual, how it was derived, or what it was fitted on. */
  readonly source: string;
}

type Maker = (value: number, source: string, confidence?: Confidence) => Sourced;

const maker =
  (provenance: Provenance, usual: Confidence): Maker =>
  (value, source, confidence = usual) => ({ value, provenance, confidence, source });

export const measured = maker('measured', 'high');
export const manual = maker('manual', 'high');
export const derived = maker('derived', 'medium');
export const assumed = maker('assumed', 'low');
export const fitted = maker('fitted', 'medium');

export function isSourced(value: unknown): value is Sourced {
  return typeof value === 'object' && value !== null && 'provenance' in value;
}
