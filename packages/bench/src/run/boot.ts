import { bpfParts } from '@tracelab/bpf';
import { kprobeMultiParts } from '@tracelab/bpf-trampoline';
import type { Kernel, Parts } from '@tracelab/kernel';
import { kprobeHelperParts } from '@tracelab/kprobe';
import { bootParts, coreNamed, partsOf, type Observe } from '../build.js';
import type { SeriesId } from '../configuration.js';

/** A kernel for programs of one's own: that of the benchmark, and the maps and helpers that its programs do without. */
export function runParts(series: readonly SeriesId[], core = ''): Parts[] {
  return [...partsOf(series, 'none', core), bpfParts, kprobeHelperParts, kprobeMultiParts];
}

/** Links and boots it on a machine with a core's timing. */
export function bootForRun(series: readonly SeriesId[], core: string, observe?: Observe): Kernel {
  return bootParts(runParts(series, core), coreNamed(core), {}, observe);
}
