import type { TimingClass } from '../../isa/timing-class.js';
import type { ClassTiming, Queue } from '../core.js';
import { derived, manual, type Sourced } from '../provenance.js';

export const pipelined = derived(1, 'throughput equals the number of ports');

/** Work on a queue, fully pipelined unless it says otherwise. */
export const on = (queue: Queue, latency: Sourced, busy: Sourced = pipelined): ClassTiming => ({
  queue,
  latency,
  busy,
});

export const nothing: ClassTiming = { queue: undefined, latency: manual(0, 'no result'), busy: pipelined };

/** The same timing for several classes. */
export const rows = <C extends TimingClass>(classes: readonly C[], timing: ClassTiming): Record<C, ClassTiming> =>
  Object.fromEntries(classes.map((name) => [name, timing])) as Record<C, ClassTiming>;

/** Classes that no core gives a pipe: hints, and what the pipeline orders by itself. */
export const withoutWork = [
  'nop',
  'hint',
  'speculation-barrier',
  'clrex',
  'wait',
  'dmb',
  'dsb',
  'isb',
  'exception',
  'eret',
] as const satisfies readonly TimingClass[];

export const simpleInteger = [
  'alu',
  'alu-flags',
  'mov',
  'adr',
  'bitfield',
  'shift-variable',
  'bit-op',
  'csel',
  'ccmp',
] as const satisfies readonly TimingClass[];

export const predictedBranches = [
  'branch',
  'branch-cond',
  'branch-compare',
  'branch-link',
  'branch-register',
  'return',
] as const satisfies readonly TimingClass[];

export const loads = [
  'load',
  'load-literal',
  'load-pair',
  'load-acquire',
  'load-exclusive',
  'load-exclusive-acquire',
] as const satisfies readonly TimingClass[];

export const stores = [
  'store',
  'store-register-offset',
  'store-pair32',
  'store-pair64',
  'store-release',
  'store-exclusive',
  'store-exclusive-release',
  'simd-store',
  'simd-store-pair',
] as const satisfies readonly TimingClass[];

export const atomics = [
  'atomic',
  'atomic-acquire',
  'atomic-release',
  'atomic-acquire-release',
] as const satisfies readonly TimingClass[];

export const systemAccesses = ['mrs', 'msr', 'msr-immediate', 'system'] as const satisfies readonly TimingClass[];
