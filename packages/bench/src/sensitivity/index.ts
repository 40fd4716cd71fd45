export { ROWS, type Figures } from './figures.js';
export { costsOn, type Costs, type Recording } from './recording.js';
export type { ConstantEffect, Ranking, RankingChange, SensitivityResult, Trial } from './result.js';
export { runSensitivity, type SensitivityOptions } from './sensitivity.js';
