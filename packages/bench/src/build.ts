import { cores, createTimingModel, ObservedTiming, type Core, type RetireObserver } from '@tracelab/arm64-machine';
import { bpfTrampolineParts } from '@tracelab/bpf-trampoline';
import { Kernel, kernelParts, type Parts } from '@tracelab/kernel';
import { kprobeParts } from '@tracelab/kprobe';
import { ftraceCoreParts } from '@tracelab/ops-direct';
import { SERIES, type Configuration } from './configuration.js';

/** Of a configuration: what its kernel is linked from. */
export type Built = Pick<Configuration, 'series' | 'mitigations'> & { readonly core: Core };

/**
 * What a configuration's kernel is linked from. All mechanisms are in every kernel, whether a program uses them or not.
 *
 * @param core by name: how much a mitigation does depends on it
 */
export function partsOf(series: readonly string[], mitigations: Configuration['mitigations'] = 'none', core = ''): Parts[] {
  return [
    kernelParts(mitigations, core),
    kprobeParts,
    ftraceCoreParts,
    ...SERIES.map(({ id, on, off }) => (series.includes(id) ? on : off)),
    bpfTrampolineParts,
  ];
}

/** Links and boots the kernel of a configuration on a machine with its core's timing, and with those who watch it. */
export function bootKernel({ series, mitigations, core }: Built, observers: readonly RetireObserver[] = []): Kernel {
  const model = createTimingModel(core);
  const timing = observers.length > 0 ? new ObservedTiming(model, observers) : model;
  return new Kernel(partsOf(series, mitigations, core.name), { timing });
}

/** @throws Error naming the cores there are */
export function coreNamed(name: string): Core {
  const core = cores[name];
  if (!core) throw new Error(`unknown core "${name}": one of ${Object.keys(cores).join(', ')}`);
  return core;
}
