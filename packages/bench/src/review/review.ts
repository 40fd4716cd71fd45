import type { BpfObject } from '@tracelab/bpf';
import { linkKernel } from '@tracelab/kernel';
import { partsOf } from '../build.js';
import { BENCH_HOOKS, SERIES, SERIES_IDS, type Hook, type SeriesId } from '../configuration.js';
import type { Cost } from '../result.js';
import { changedSymbols, type SymbolChange } from './changed-symbols.js';
import { hotPath, type HotPath } from './hot-path.js';

/** Positions of the other three switches. */
export const OTHERS = ['off', 'on'] as const;
export type Others = (typeof OTHERS)[number];

/** A symbol's instructions and cycles per call; null where the path does not go through it. */
export interface SymbolCost {
  readonly name: string;
  readonly before: Cost | null;
  readonly after: Cost | null;
}

/** A traced call without and with the switch. */
export interface PathChange {
  readonly hook: Hook;
  readonly others: Others;
  /** The whole iteration of the benchmark. */
  readonly before: Cost;
  readonly after: Cost;
  /** Every symbol whose cost differs, those that save most cycles first. */
  readonly symbols: readonly SymbolCost[];
}

/** What `tracelab review` shows: a function of `config` and of the program's bytes. */
export interface Review {
  readonly schema: 'tracelab.review/1';
  readonly config: { readonly package: SeriesId; readonly core: string };
  readonly title: string;
  readonly upstream: string;
  /** NOPs in front of each of `functions` traceable functions, in bytes. */
  readonly patchableEntry: { readonly functions: number; readonly before: number; readonly after: number };
  /** Between the images with the other switches off. */
  readonly symbols: readonly SymbolChange[];
  readonly paths: readonly PathChange[];
}

export interface ReviewOptions {
  readonly package: SeriesId;
  /** Name of a core model. */
  readonly core: string;
  readonly object: BpfObject;
  readonly onProgress?: (done: number, total: number, id: string) => void;
}

/**
 * What a series' switch changes in the machine code, and in what a call costs that is traced through fprobe.
 *
 * @throws AttachError, or MachineFault where the simulated kernel went wrong
 */
export function review({ package: id, core, object, onProgress }: ReviewOptions): Review {
  const { title, upstream } = SERIES.find((one) => one.id === id)!;
  const [before, after] = [linkKernel(partsOf([])), linkKernel(partsOf([id]))];
  const places = BENCH_HOOKS.flatMap((hook) => OTHERS.map((others) => ({ hook, others })));
  const paths = places.map(({ hook, others }, done): PathChange => {
    onProgress?.(done, places.length, `${hook}, others ${others}`);
    const context = others === 'on' ? SERIES_IDS.filter((one) => one !== id) : [];
    const path = (series: readonly SeriesId[]): HotPath =>
      hotPath({ core, invoker: 'fprobe', hook, series, pool: 'always' }, object);
    const [off, on] = [path(context), path(SERIES_IDS.filter((one) => one === id || context.includes(one)))];
    return { hook, others, before: off.total, after: on.total, symbols: differing(off, on) };
  });
  return {
    schema: 'tracelab.review/1',
    config: { package: id, core },
    title,
    upstream,
    patchableEntry: {
      functions: after.mcount.length,
      before: 4 * before.patchableEntry.before,
      after: 4 * after.patchableEntry.before,
    },
    symbols: changedSymbols(before, after),
    paths,
  };
}

function differing(off: HotPath, on: HotPath): SymbolCost[] {
  const names = [...new Set([...off.symbols.keys(), ...on.symbols.keys()])];
  return names
    .map((name) => ({ name, before: off.symbols.get(name) ?? null, after: on.symbols.get(name) ?? null }))
    .filter((one) => saving(one, 'cycles') !== 0 || saving(one, 'instructions') !== 0)
    .sort((a, b) => saving(b, 'cycles') - saving(a, 'cycles') || (a.name < b.name ? -1 : 1));
}

function saving({ before, after }: SymbolCost, of: keyof Cost): number {
  return (before?.[of] ?? 0) - (after?.[of] ?? 0);
}
