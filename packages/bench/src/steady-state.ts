/** What an iteration of a loop takes once it has settled. */
export interface Steady {
  /** Mean over one period. */
  readonly cycles: number;
  readonly instructions: number;
  /** Iterations after which the costs repeat exactly; undefined where they never did and the window's mean is given. */
  readonly period: number | undefined;
  readonly iterations: number;
  /** How many of them, the last ones, the figures are the mean of. */
  readonly over: number;
}

export interface SteadyStateLimits {
  /** Iterations after which the mean of the second half is taken. */
  readonly iterations: number;
  readonly longestPeriod: number;
  /** How often a period must have been seen in a row. */
  readonly repeats: number;
}

export const ALONE: SteadyStateLimits = { iterations: 512, longestPeriod: 16, repeats: 4 };

/** Cores that meet, and stray at random, never repeat: no period is looked for. */
export const AMONG_OTHERS: SteadyStateLimits = { iterations: 128, longestPeriod: 0, repeats: 1 };

/**
 * Runs iterations until their costs repeat.
 *
 * @param iterate runs one iteration and returns the totals of cycles and instructions so far
 */
export function runToSteadyState(iterate: () => { cycles: number; instructions: number }, limits = ALONE): Steady {
  let before = iterate();
  const cycles: number[] = [];
  const instructions: number[] = [];
  while (cycles.length < limits.iterations) {
    const now = iterate();
    cycles.push(now.cycles - before.cycles);
    instructions.push(now.instructions - before.instructions);
    before = now;
    const period = periodOf(cycles, instructions, limits);
    if (period !== undefined) return { ...means(cycles, instructions, period), period, iterations: cycles.length + 1, over: period };
  }
  const over = limits.iterations / 2;
  return { ...means(cycles, instructions, over), period: undefined, iterations: cycles.length + 1, over };
}

function periodOf(cycles: readonly number[], instructions: readonly number[], limits: SteadyStateLimits): number | undefined {
  const end = cycles.length;
  for (let period = 1; period <= limits.longestPeriod; period++) {
    // A short period needs a long look as well: eight iterations at the least.
    const span = Math.max(period * limits.repeats, 8 + period);
    if (span > end) return undefined;
    let repeats = true;
    for (let i = end - span + period; i < end && repeats; i++) {
      repeats = cycles[i] === cycles[i - period] && instructions[i] === instructions[i - period];
    }
    if (repeats) return period;
  }
  return undefined;
}

function means(cycles: readonly number[], instructions: readonly number[], span: number): { cycles: number; instructions: number } {
  const mean = (values: readonly number[]): number => values.slice(-span).reduce((sum, value) => sum + value, 0) / span;
  return { cycles: mean(cycles), instructions: mean(instructions) };
}
