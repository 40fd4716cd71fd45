export { Cluster, type ClusterOptions, type ClusterStop } from './cluster.js';
export { earliest, type Schedule } from './schedule.js';
