import { linkKernel, type KernelImage, type Parts, type Series, type Variant } from '@tracelab/kernel';
import { describe, expect, test } from 'vitest';
import { partsOf, SERIES, seriesSubsets, type SeriesId } from '../src/index.js';
import { changedSymbols, entriesGrown, linkedBytes } from './image-difference.js';

const images = new Map<string, KernelImage>();
function imageOf(series: readonly SeriesId[]): KernelImage {
  const key = [...series].sort().join();
  const image = images.get(key) ?? linkKernel(partsOf(series));
  images.set(key, image);
  return image;
}

const namesIn = ({ routines = [], data = [] }: Parts): string[] => [...routines, ...data].map(({ name }) => name);
const routineOf = (parts: readonly Parts[], name: string) => parts.flatMap(({ routines = [] }) => routines).find((one) => one.name === name);
const macrosIn = ({ macros = '' }: Variant): string[] => [...macros.matchAll(/^\s*\.macro\s+(\w+)/gm)].map(([, name]) => name!);

/**
 * Beside its own routines, a switch changes the routines of other packages that expand its macros, and in them nothing
 * but the expansion. That is how a series reaches into a trampoline or a loop without copying it; these are all of them.
 */
function seams({ id }: Series, context: readonly SeriesId[]): string[] {
  switch (id) {
    // Whether an ops gets the registers it asked for: a test in the loop over all ops, needed where some entries save none.
    case 'ftrace-regs': return ['arch_ftrace_ops_list_func'];
    // How a trampoline comes to its ops and calls it, on every way through the one or the two trampolines there are.
    case 'ops-direct': return context.includes('ftrace-regs') ? ['ftrace_caller'] : ['ftrace_caller', 'ftrace_common', 'ftrace_regs_caller'];
    default: return [];
  }
}

const nop = '1f2003d5';

describe.each(SERIES)('$id', (series) => {
  const id = series.id as SeriesId;
  const own = new Set([...namesIn(series.off), ...namesIn(series.on)]);
  const contexts = seriesSubsets().filter((context) => !context.includes(id));

  test.each(contexts.map((context) => ({ context, with: context.join('+') || 'none' })))('with $with of the others', ({ context }) => {
    const [off, on] = [imageOf(context), imageOf([...context, id])];
    const changed = changedSymbols(off, on);
    const others = changed.filter((name) => !own.has(name));
    expect(changed.some((name) => own.has(name))).toBe(true);
    expect(others).toEqual(seams(series, context));

    // A seam's own text is the same in both: it differs by what the switched package's macros expand to.
    const macros = new Set([...macrosIn(series.off), ...macrosIn(series.on)]);
    for (const name of others) {
      const [before, after] = [context, [...context, id]].map((switches) => routineOf(partsOf(switches), name));
      expect(after).toEqual(before);
      const expanded = before!.text.match(/\w+/g)!.filter((word) => macros.has(word));
      expect(expanded, `macros of ${id} in ${name}`).not.toEqual([]);
    }

    // Once linked, everything else differs at relocation sites only.
    for (const { name } of on.objects) {
      if (!own.has(name) && !others.includes(name)) expect(linkedBytes(on, name), name).toBe(linkedBytes(off, name));
    }

    // Patch sites: per-callsite ops ask the compiler for two NOPs in front of every traceable function. Nobody else does.
    const grown = entriesGrown(off, on);
    if (id === 'ops-direct') {
      expect([...grown.keys()].sort()).toEqual(on.mcount.map(({ name }) => name).sort());
      expect(new Set(grown.values())).toEqual(new Set([nop + nop]));
    } else {
      expect([...grown]).toEqual([]);
    }
  });
});

test('a change outside of the switched package is seen', () => {
  const change = (parts: readonly Parts[]): Parts[] =>
    parts.map(({ routines = [], ...others }) => ({ ...others, routines: routines.map((one) => (one.name === 'pid_vnr' ? { ...one, text: `nop\n${one.text}` } : one)) }));
  expect(changedSymbols(imageOf([]), linkKernel(change(partsOf([]))))).toEqual(['pid_vnr']);
});

test('every combination of the switches has its own image', () => {
  const all = seriesSubsets().map(imageOf);
  for (const [i, one] of all.entries()) for (const other of all.slice(i + 1)) expect(changedSymbols(one, other)).not.toEqual([]);
});
