export { diff } from './diff.js';
export type { CodeDifference, Difference, Side, SymbolDifference } from './difference.js';
