import { createTimingModel, parameters, withParameter, type Core, type Parameter } from '@tracelab/arm64-machine';

/** How far a constant is varied, as a fraction of itself. */
export const RANGE = 0.2;

/** Equal steps in which a fitted constant goes through its range: what hangs on a fit is looked at closely. */
const FITTED_STEPS = 8;

/** What bits of an address select: only powers of two make sense, so these are halved and doubled. */
const POWER_OF_TWO = /(?:[bB]ytes|rossing|sets|ways|indirectTargets)$/;

/** One number of a core, which may stand in several places of its data. */
export interface Constant extends Omit<Parameter, 'path' | 'confidence'> {
  /** The first of `paths`. */
  readonly name: string;
  readonly paths: readonly string[];
  /** Other values that it is tried with, rising. */
  readonly tries: readonly number[];
}

/** The constants of a core in the order of its data: numbers of one meaning, value and source are one. */
export function constants(core: Core): Constant[] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of parameters(core)) {
    const { path, value, source } = parameter;
    const key = JSON.stringify([path.split('.').at(-1), value, source]);
    const group = groups.get(key);
    if (group) group.push(parameter);
    else groups.set(key, [parameter]);
  }
  return [...groups.values()].map((group) => {
    const { path: name, value, provenance, source } = group[0]!;
    const paths = group.map(({ path }) => path);
    const tries = triesOf(group[0]!).filter((one) => exists(withPaths(core, paths, one)));
    return { name, paths, value, provenance, source, tries };
  });
}

/** The core with a constant changed, wherever it stands. */
export function withConstant(core: Core, { paths }: Constant, value: number): Core {
  return withPaths(core, paths, value);
}

function withPaths(core: Core, paths: readonly string[], value: number): Core {
  return paths.reduce((changed, path) => withParameter(changed, path, value), core);
}

function triesOf({ path, value, provenance }: Parameter): number[] {
  if (POWER_OF_TWO.test(path)) return [value / 2, value * 2].filter(Number.isInteger);
  const step = Math.max(1, Math.round(RANGE * value));
  // Nothing is less than 1, unless it is so already: there is no empty queue, and no result in no time.
  const [low, high] = [Math.max(Math.min(1, value), value - step), value + step];
  const steps = provenance === 'fitted' ? FITTED_STEPS : 2;
  const between = Array.from({ length: steps + 1 }, (_, i) => Math.round(low + ((high - low) * i) / steps));
  return [...new Set(steps === 2 ? [low, high] : between)].filter((one) => one !== value);
}

/** Whether a core of that size can be: a cache's sets are a power of two as well. */
function exists(core: Core): boolean {
  try {
    createTimingModel(core);
    return true;
  } catch {
    return false;
  }
}
