import { createTimingModel, cores } from '@tracelab/arm64-machine';
import { bpfTrampolineParts } from '@tracelab/bpf-trampoline';
import { baseParts, Kernel, type Parts } from '@tracelab/kernel';
import { kprobeParts } from '@tracelab/kprobe';
import { ftraceCoreParts } from '@tracelab/ops-direct';
import { SERIES, type Configuration } from './configuration.js';

/** What a configuration's kernel is linked from. All mechanisms are in every kernel, whether a program uses them or not. */
export function partsOf(series: readonly string[]): Parts[] {
  return [
    baseParts,
    kprobeParts,
    ftraceCoreParts,
    ...SERIES.map(({ id, on, off }) => (series.includes(id) ? on : off)),
    bpfTrampolineParts,
  ];
}

/** Links and boots the kernel of a configuration on a machine with its core's timing. */
export function bootKernel({ series, core }: Pick<Configuration, 'series' | 'core'>): Kernel {
  const model = cores[core];
  if (!model) throw new Error(`unknown core "${core}": one of ${Object.keys(cores).join(', ')}`);
  return new Kernel(partsOf(series), { timing: createTimingModel(model) });
}
