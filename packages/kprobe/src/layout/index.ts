export * from './bpf-run.js';
export * from './kprobe.js';
export * from './kretprobe.js';
export * from './trace-kprobe.js';
