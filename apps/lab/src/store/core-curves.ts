import type { Configuration } from '@tracelab/bench';
import { compared } from './bars.js';
import type { Results } from './results.js';
import { configurationOf, CORE_COUNTS, type Selection } from './selection.js';

/** One way to trace, on more and more cores. */
export interface CoreCurve {
  readonly key: 'a' | 'b' | 'direct' | 'kprobe' | 'base';
  readonly name: string;
  /** Points that are not measured yet, or cannot be, are left out. */
  readonly points: readonly CorePoint[];
}

export interface CorePoint {
  readonly cores: number;
  /** Of an iteration on one of them. */
  readonly cycles: number;
  /** Iterations of all cores together in a thousand cycles. */
  readonly rate: number;
}

export interface CoreCurves {
  readonly curves: readonly CoreCurve[];
  /** Why a point cannot be measured: one line each. */
  readonly refused: readonly string[];
  readonly missing: number;
}

/** A curve for every bar, asked for from few cores to many. */
export function coreCurves(a: Selection, b: Selection | null, results: Results): CoreCurves {
  const { base, direct, kprobe } = compared(a);
  const ways: readonly (readonly [CoreCurve['key'], string, Configuration | null | undefined])[] = [
    ['a', 'A', configurationOf(a)], ['b', 'B', b && configurationOf(b)], ['direct', 'direct call', direct], ['kprobe', 'kprobe', kprobe], ['base', 'base', base],
  ];
  const curves = ways.flatMap(([key, name, configuration]) => (configuration ? [{ key, name, configuration }] : []));
  const refused: string[] = [];
  let missing = 0;
  const points = CORE_COUNTS.map((cores) =>
    curves.map(({ name, configuration }): CorePoint[] => {
      const answer = results.cost({ ...configuration, cores }, 'soon');
      if (!answer) missing++;
      else if (!answer.ok) refused.push(`${name}, ${cores} cores: ${answer.refusal.message}`);
      return answer?.ok ? [{ cores, cycles: answer.value.cycles, rate: (1000 * cores) / answer.value.cycles }] : [];
    }),
  );
  return { curves: curves.map(({ key, name }, i) => ({ key, name, points: points.flatMap((all) => all[i]!) })), refused, missing };
}
