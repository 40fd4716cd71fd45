export { commandLine } from './command-line.js';
export { benchReport } from './bench/report/index.js';
export { benchCsv } from './bench/csv.js';
export { diffReport } from './diff/report.js';
export { explainReport } from './explain/report.js';
export { questionsReport } from './questions/report.js';
export { EXIT } from './errors.js';
export type { Host, Output } from './host.js';
