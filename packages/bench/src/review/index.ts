export { codeDiff, type Routines } from './code-diff.js';
export type { SymbolChange } from './changed-symbols.js';
export type { DiffLine } from './listing-diff.js';
export {
  OTHERS,
  review,
  type Others,
  type PathChange,
  type Review,
  type ReviewOptions,
  type SymbolCost,
} from './review.js';
