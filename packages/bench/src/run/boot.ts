import { createTimingModel, ObservedTiming } from '@tracelab/arm64-machine';
import { bpfParts } from '@tracelab/bpf';
import { kprobeMultiParts } from '@tracelab/bpf-trampoline';
import { Kernel, type Parts } from '@tracelab/kernel';
import { kprobeHelperParts } from '@tracelab/kprobe';
import { coreNamed, partsOf, type Observe } from '../build.js';
import type { SeriesId } from '../configuration.js';

/** A kernel for programs of one's own: that of the benchmark, and the maps and helpers that its programs do without. */
export function runParts(series: readonly SeriesId[], core = ''): Parts[] {
  return [...partsOf(series, 'none', core), bpfParts, kprobeHelperParts, kprobeMultiParts];
}

/** Links and boots it on a machine with a core's timing. */
export function bootForRun(series: readonly SeriesId[], coreName: string, observe?: Observe): Kernel {
  const core = coreNamed(coreName);
  const model = createTimingModel(core);
  const observers: ReturnType<Observe>[number][] = [];
  const timing = observe ? new ObservedTiming(model, observers) : model;
  const kernel = new Kernel(runParts(series, core.name), { timing, features: core.features });
  if (observe) observers.push(...observe(kernel));
  return kernel;
}
