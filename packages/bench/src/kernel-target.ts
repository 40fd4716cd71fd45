import { kernelBtf, type KernelTarget } from '@tracelab/bpf';
import { kernelConfig, type Kernel } from '@tracelab/kernel';

/** What all kernels here have in common: types, made when an object first asks for them, and options, but no addresses. */
export const anyKernel: KernelTarget = {
  get btf() {
    return kernelBtf();
  },
  config: kernelConfig,
};

/** What objects are relocated against: the types, symbols and options of a kernel. */
export function kernelTarget({ symbols }: Pick<Kernel, 'symbols'>): KernelTarget {
  return { ...anyKernel, address: (symbol) => symbols.tryLookup(symbol) };
}
