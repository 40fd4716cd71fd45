import { kernelBtf, type KernelTarget } from '@tracelab/bpf';
import { kernelConfig, type Kernel } from '@tracelab/kernel';

/** What objects are relocated against: the types, symbols and options of a kernel. */
export function kernelTarget({ symbols }: Pick<Kernel, 'symbols'>): KernelTarget {
  return { btf: kernelBtf(), address: (symbol) => symbols.tryLookup(symbol), config: kernelConfig };
}
