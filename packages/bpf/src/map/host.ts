import type { Kernel } from '@tracelab/kernel';

/** What loading asks of a kernel. */
export type BpfHost = Pick<
  Kernel,
  'memory' | 'symbols' | 'kzalloc' | 'perCpuAlloc' | 'perCpuAddress' | 'placeCode' | 'tasks' | 'features'
>;
