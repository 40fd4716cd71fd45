import type { Core } from './core.js';
import { Pipeline } from './pipeline.js';

/** A fresh timing model of a core. */
export function createTimingModel(core: Core): Pipeline {
  return new Pipeline(core);
}
