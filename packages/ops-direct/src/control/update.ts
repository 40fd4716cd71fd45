import type { Poke } from './text-poke.js';

/**
 * An operation of the control plane in its steps. Each one that running code can see has been done when it is yielded;
 * a `wait` has to hold before the next step is asked for.
 */
export type Update<T = void> = Generator<Poke, T, void>;

/** All steps at once, while nobody runs. */
export function complete<T>(update: Update<T>): T {
  for (;;) {
    const { done, value } = update.next();
    if (done) return value;
  }
}
