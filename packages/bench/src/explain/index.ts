export { callPath } from './call-path.js';
export { explain, explainRecorded } from './explain.js';
export type { CallTree, Causes, Explanation, LineCost, PathStep, Spent, ExplainedSymbol } from './explanation.js';
export { record, type Recorded } from './record.js';
export { runningCode, type RunningCode } from './running-code.js';
