import { withParameter, type Core } from '@tracelab/arm64-machine';
import { readObject, triggerObject } from '@tracelab/bpf';
import { measure } from './measure.js';
import { POINTS, XU_BASE_CYCLES } from './published.js';

/** Base iteration of the trigger benchmark on a core that need not be in the table, in cycles. */
export function baseCycles(core: Core): number {
  return measure({ ...POINTS.base, core }, readObject(triggerObject)).cycles;
}

/**
 * The only fit on a whole system (published.md): what an exception and its return cost, so that the base iteration of Xu's
 * Raspberry Pi 4 comes out. Both empty the window and fetch in another context, as flushing writes of system registers do;
 * nothing published tells the three apart, so they have one cost.
 *
 * @returns whole cycles with which the base is nearest to the published one
 */
export function fitRefetch(core: Core): number {
  const distance = (cycles: number): number => Math.abs(XU_BASE_CYCLES - baseCycles(withRefetch(core, cycles)));
  let best = 0;
  while (distance(best + 1) <= distance(best)) best++;
  return best;
}

/** The core with another cost of what empties its window, in whole cycles: for the fit, and to ask what hangs on it. */
export function withRefetch(core: Core, cycles: number): Core {
  return withParameter(core, 'flushes.refetch', cycles);
}
