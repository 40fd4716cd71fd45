import { cores, createTimingModel, type Core } from '@tracelab/arm64-machine';
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
export function bootKernel({ series, core }: { series: Configuration['series']; core: Core }): Kernel {
  return new Kernel(partsOf(series), { timing: createTimingModel(core) });
}

/** @throws Error naming the cores there are */
export function coreNamed(name: string): Core {
  const core = cores[name];
  if (!core) throw new Error(`unknown core "${name}": one of ${Object.keys(cores).join(', ')}`);
  return core;
}
