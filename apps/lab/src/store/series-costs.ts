import { SERIES_IDS, shares, type SeriesId, type Share } from '@tracelab/bench';
import type { Results } from './results.js';
import { configurationOf, type Selection } from './selection.js';

/** What turning series on one after the other does to BPF on fprobe, and what each of them contributes. */
export interface SeriesCosts {
  /** With none on, then with one more at each step; undefined what is not measured yet. */
  readonly steps: readonly { readonly turnedOn: SeriesId | null; readonly cycles: number | undefined }[];
  /** Undefined until all sixteen combinations are measured. */
  readonly shares: readonly Share<SeriesId>[] | undefined;
  readonly base: number | undefined;
  readonly measured: number;
  readonly refusal: string | undefined;
}

export function seriesCosts({ hook, core, mitigations, programs, cores }: Selection, order: readonly SeriesId[], results: Results): SeriesCosts {
  let measured = 0;
  let refusal: string | undefined;
  const cycles = (selection: Partial<Selection>): number | undefined => {
    const answer = results.cost(configurationOf({ invoker: 'fprobe', hook, core, mitigations, programs, cores, pool: 'always', series: [], ...selection }));
    if (answer && !answer.ok && selection.invoker !== 'none') refusal ??= answer.refusal.message;
    return answer?.ok ? answer.value.cycles : undefined;
  };
  const steps = [null, ...order].map((turnedOn, i) => ({ turnedOn, cycles: cycles({ series: SERIES_IDS.filter((id) => order.indexOf(id) < i) }) }));
  const all = shares(SERIES_IDS, (on) => {
    const cost = cycles({ series: on });
    if (cost !== undefined) measured++;
    return cost ?? NaN;
  });
  return { steps, shares: measured === 2 ** SERIES_IDS.length ? all : undefined, base: cycles({ invoker: 'none' }), measured, refusal };
}
