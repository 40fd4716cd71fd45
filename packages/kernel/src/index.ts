export * from './layout/index.js';
export * from './routine.js';
