import { CAUSES } from '@tracelab/arm64-machine';
import { readObject, triggerObject } from '@tracelab/bpf';
import { expect, test } from 'vitest';
import { configurationId, BENCH_HOOKS, seriesSubsets, type Configuration } from './configuration.js';
import { prepare } from './measure.js';
import { POINTS } from './published.js';

const object = readObject(triggerObject);
const L2 = CAUSES.indexOf('L2');

/** Warm-up that is enough for every line to be where it stays. */
const WARM_UP = 12;

const points: Omit<Configuration, 'core'>[] = [
  ...Object.values(POINTS),
  ...BENCH_HOOKS.flatMap((hook) => seriesSubsets().map((series) => ({ ...POINTS.fprobeNone, hook, series }))),
];

test.each(points.map((point) => [configurationId(point), point] as const))(
  '%s: nothing misses the L1 caches once warm, so that no cost hangs on where the linker put things',
  (_id, point) => {
    const { kernel, iterate } = prepare({ ...point, core: 'cortex-a72' }, object);
    for (let i = 0; i < WARM_UP; i++) iterate();
    const { causes } = kernel.machine.timing!;
    const before = causes[L2]!;
    iterate();
    expect(causes[L2]! - before).toBe(0);
  },
);
