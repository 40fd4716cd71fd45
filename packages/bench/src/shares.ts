/** What each series contributes to what all of them save together; all figures in cycles per call, `share` a fraction. */
export interface Share<S extends string> {
  readonly series: S;
  /** Saved by turning on this series and no other. */
  readonly alone: number;
  /** Saved by turning it on when all others are on. */
  readonly last: number;
  /** Mean saving over every order of turning them on (Shapley 1953); the shares of all series add up to the whole. */
  readonly shapley: number;
  /** `shapley` as a fraction of the whole; 0 where the whole is 0. */
  readonly share: number;
}

/**
 * Splits a saving among the series that make it.
 *
 * @param cost cycles per call with exactly the given series on; asked for all 2ⁿ subsets, each in the order of `series`
 */
export function shares<S extends string>(series: readonly S[], cost: (on: readonly S[]) => number): Share<S>[] {
  const n = series.length;
  const all = 2 ** n - 1;
  const costs = Array.from({ length: 2 ** n }, (_, mask) => cost(series.filter((_, i) => (mask >> i) & 1)));
  const whole = costs[0]! - costs[all]!;
  return series.map((one, i) => {
    const bit = 1 << i;
    let weighted = 0;
    for (let mask = 0; mask <= all; mask++) {
      if (mask & bit) continue;
      // |S|! (n − |S| − 1)! of the n! orders have exactly the series of `mask` before this one.
      const before = popCount(mask);
      weighted += factorial(before) * factorial(n - before - 1) * (costs[mask]! - costs[mask | bit]!);
    }
    const shapley = weighted / factorial(n);
    return {
      series: one,
      alone: costs[0]! - costs[bit]!,
      last: costs[all & ~bit]! - costs[all]!,
      shapley,
      share: whole === 0 ? 0 : shapley / whole,
    };
  });
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1);
}

function popCount(mask: number): number {
  return mask === 0 ? 0 : (mask & 1) + popCount(mask >> 1);
}
