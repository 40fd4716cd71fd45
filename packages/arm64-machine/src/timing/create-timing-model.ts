import type { Core } from './core.js';
import { OutOfOrderCore } from './out-of-order.js';

/**
 * A fresh timing model of a core.
 *
 * @throws Error for a discipline that has no pipeline yet
 */
export function createTimingModel(core: Core): OutOfOrderCore {
  if (core.discipline !== 'out-of-order')
    throw new Error(`${core.name}: no pipeline for ${core.discipline} cores, only out-of-order`);
  return new OutOfOrderCore(core);
}
