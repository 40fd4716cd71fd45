import { withParameter, type Core } from '@tracelab/arm64-machine';
import { readObject, triggerObject } from '@tracelab/bpf';
import { measure } from './measure.js';
import { POINTS, XU_BASE_CYCLES } from './published.js';

/** Base iteration of the trigger benchmark on a core that need not be in the table, in cycles. */
export function baseCycles(core: Core): number {
  return measure({ ...POINTS.base, core }, readObject(triggerObject)).cycles;
}

/**
 * The only fit on a whole system (published.md): exception entry and return together, so that the base iteration of Xu's
 * Raspberry Pi 4 comes out. One iteration has one of each, so what can be fitted is their sum; entry gets the larger half.
 *
 * @returns whole cycles of entry and return with which the base is nearest to the published one
 */
export function fitExceptions(core: Core): { entry: number; return: number } {
  const pair = Math.max(0, Math.round(XU_BASE_CYCLES - baseCycles(withExceptionPair(core, 0))));
  const { entry, return: exit } = withExceptionPair(core, pair).exceptions;
  return { entry: entry.value, return: exit.value };
}

/** The core with another sum of exception entry and return, in whole cycles: for the fit, and to ask what hangs on it. */
export function withExceptionPair(core: Core, pair: number): Core {
  const entry = withParameter(core, 'exceptions.entry', Math.ceil(pair / 2));
  return withParameter(entry, 'exceptions.return', Math.floor(pair / 2));
}
