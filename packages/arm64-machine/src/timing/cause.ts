import { CAUSES, type Cause } from './timing-model.js';

/** Index of each cause in {@link CAUSES}, for hot paths. */
export const CAUSE = Object.fromEntries(CAUSES.map((cause, index) => [cause, index])) as Readonly<
  Record<Cause, number>
>;

export const CAUSE_COUNT = CAUSES.length;
