export * from './args-caller.js';
export * from './ftrace-regs.js';
export * from './path-lengths.js';
export * from './pt-regs-caller.js';
export * from './series.js';
