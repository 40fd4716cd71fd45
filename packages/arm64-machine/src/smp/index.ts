export { Cluster, type ClusterOptions, type ClusterStop } from './cluster.js';
export type { CoherenceDirectory } from './coherence-directory.js';
export { earliest, type Schedule } from './schedule.js';
