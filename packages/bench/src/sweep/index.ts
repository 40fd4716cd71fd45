export { gridPoints, WHOLE_GRID, type Grid } from './grid.js';
export { SweepMeter, type SweepRow } from './row.js';
