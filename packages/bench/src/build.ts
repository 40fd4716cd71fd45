import { cores, createClusterTiming, createTimingModel, ObservedTiming, type Core, type RetireObserver } from '@tracelab/arm64-machine';
import { bpfTrampolineParts, trampolineParts } from '@tracelab/bpf-trampoline';
import { Kernel, kernelParts, type KernelOptions, type Parts } from '@tracelab/kernel';
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
  const { runtimeText } = alternatives;
  return bootParts(partsOf(series, mitigations, core.name, alternatives), core, { cpus, ...(runtimeText !== undefined && { runtimeText }) }, observe);
}

/** Links and boots parts on a machine with a core's timing and extensions. */
export function bootParts(parts: readonly Parts[], core: Core, options: Pick<KernelOptions, 'cpus' | 'runtimeText'> = {}, observe?: Observe): Kernel {
  const { cpus = 1 } = options;
  const model = cpus === 1 ? () => createTimingModel(core) : createClusterTiming(core, cpus);
  const observers: RetireObserver[] = [];
  const timing = (cpu: number) => (observe && cpu === 0 ? new ObservedTiming(model(cpu), observers) : model(cpu));
  const kernel = new Kernel(parts, { ...options, timing, features: core.features });
  if (observe) observers.push(...observe(kernel));
  return kernel;
}

/** @throws Error naming the cores there are */
export function coreNamed(name: string): Core {
  const core = Object.hasOwn(cores, name) ? cores[name] : undefined;
  if (!core) throw new Error(`unknown core "${name}": one of ${Object.keys(cores).join(', ')}`);
  return core;
}
