import { CAUSE_COUNT } from './cause.js';
import { CAUSES, type Cause, type TimingModel } from './timing-model.js';

/** Cycles by cause; they add up to the cycles of what they belong to. */
export type CpiStack = Readonly<Record<Cause, number>>;

/** The stack at row `row` of an array of stacks, every number divided by `per`. */
export function cpiStack(causes: Float64Array, row = 0, per = 1): CpiStack {
  return Object.fromEntries(CAUSES.map((cause, i) => [cause, causes[row * CAUSE_COUNT + i]! / per])) as CpiStack;
}

/** The cause of the most cycles. */
export function topCause(stack: CpiStack): Cause {
  return CAUSES.reduce((top, cause) => (stack[cause] > stack[top] ? cause : top));
}

/** The counts of a model at one moment. */
export type Counts = Pick<TimingModel, 'cycles' | 'causes' | 'retiredOf' | 'cyclesOf' | 'causesOf'>;

/** A copy of a model's counts, to take the difference from later. */
export function snapshot({ cycles, causes, retiredOf, cyclesOf, causesOf }: Counts): Counts {
  return {
    cycles,
    causes: causes.slice(),
    retiredOf: retiredOf.slice(),
    cyclesOf: cyclesOf.slice(),
    causesOf: causesOf.slice(),
  };
}

/** What was counted after `before` was taken; handles that are newer count from 0. */
export function since(before: Counts, now: Counts): Counts {
  const minus = (later: Float64Array, earlier: Float64Array): Float64Array =>
    later.map((count, i) => count - (earlier[i] ?? 0));
  return {
    cycles: now.cycles - before.cycles,
    causes: minus(now.causes, before.causes),
    retiredOf: minus(now.retiredOf, before.retiredOf),
    cyclesOf: minus(now.cyclesOf, before.cyclesOf),
    causesOf: minus(now.causesOf, before.causesOf),
  };
}
