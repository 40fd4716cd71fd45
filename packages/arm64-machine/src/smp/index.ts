export { Cluster, type ClusterOptions, type ClusterStop } from './cluster.js';
export { Interleaver, type InterleaverOptions, type Steps, type Turn } from './interleaver.js';
export { Random } from './random.js';
export { earliest, type Schedule } from './schedule.js';
