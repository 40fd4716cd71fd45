import { cores, createClusterTiming, createTimingModel, ObservedTiming, type Core, type RetireObserver } from '@tracelab/arm64-machine';
import { bpfTrampolineParts, trampolineParts } from '@tracelab/bpf-trampoline';
import { Kernel, kernelParts, type Parts } from '@tracelab/kernel';
import { kprobeParts } from '@tracelab/kprobe';
import { ftraceCoreParts } from '@tracelab/ops-direct';
import type { Alternatives } from './alternatives.js';
import { SERIES, type Configuration, type SeriesId } from './configuration.js';

/** Of a configuration: what its kernel is linked from. */
export type Built = Pick<Configuration, 'series' | 'mitigations' | 'cores'> & Alternatives & { readonly core: Core };

/**
 * What a configuration's kernel is linked from. All mechanisms are in every kernel, whether a program uses them or not.
 *
 * @param core by name: how much a mitigation does depends on it
 */
export function partsOf(
  series: readonly string[], mitigations: Configuration['mitigations'] = 'none', core = '', { trampoline, variants }: Alternatives = {},
): Parts[] {
  return [
    kernelParts(mitigations, core),
    kprobeParts,
    ftraceCoreParts,
    ...SERIES.map(({ id, on, off }) => variants?.[id as SeriesId] ?? (series.includes(id) ? on : off)),
    trampoline ? trampolineParts(trampoline) : bpfTrampolineParts,
  ];
}

/** Makes those who watch what retires on CPU 0, when the kernel is linked and nothing has run. */
export type Observe = (kernel: Kernel) => readonly RetireObserver[];

/** Links and boots the kernel of a configuration on a machine with its core's timing. */
export function bootKernel({ series, mitigations, core, cores: cpus = 1, ...alternatives }: Built, observe?: Observe): Kernel {
  const model = cpus === 1 ? () => createTimingModel(core) : createClusterTiming(core, cpus);
  const observers: RetireObserver[] = [];
  const timing = (cpu: number) => (observe && cpu === 0 ? new ObservedTiming(model(cpu), observers) : model(cpu));
  const { runtimeText } = alternatives;
  const kernel = new Kernel(partsOf(series, mitigations, core.name, alternatives), { cpus, timing, features: core.features, ...(runtimeText !== undefined && { runtimeText }) });
  if (observe) observers.push(...observe(kernel));
  return kernel;
}

/** @throws Error naming the cores there are */
export function coreNamed(name: string): Core {
  const core = Object.hasOwn(cores, name) ? cores[name] : undefined;
  if (!core) throw new Error(`unknown core "${name}": one of ${Object.keys(cores).join(', ')}`);
  return core;
}
