import { SharedMemorySystem, type ClusterPlace } from './coherence.js';
import type { Core } from './core.js';
import { Pipeline } from './pipeline.js';

/**
 * A fresh timing model of a core.
 *
 * @param place among others that share its memory; absent, it is the only one
 */
export function createTimingModel(core: Core, place?: ClusterPlace): Pipeline {
  return new Pipeline(core, place);
}

/** Timing models of a cluster's cores, by number: they share an L2 and see what the others hold. */
export function createClusterTiming(core: Core, cores: number): (number: number) => Pipeline {
  const shared = new SharedMemorySystem(core, cores);
  return (number) => createTimingModel(core, { core: number, shared });
}
