import type { Kernel } from '@tracelab/kernel';
import * as kprobes from './kprobes.js';
import * as kretprobes from './kretprobes.js';
import { Kprobe, KPROBE_FLAG_DISABLED, Kretprobe, TP_FLAG, TraceEventCall, TraceKprobe, TraceProbeEvent } from './layout/index.js';
import type { Waits } from './wait.js';

/** The objects of one probe event in simulated memory. */
export interface TraceKprobeObjects {
  /** struct trace_kprobe. */
  readonly traceKprobe: bigint;
  /** Its struct kprobe, and the kretprobe that begins with it. */
  readonly kprobe: bigint;
  /** struct trace_probe_event. */
  readonly event: bigint;
  /** Its struct trace_event_call. */
  readonly call: bigint;
  readonly isReturn: boolean;
}

/** alloc_trace_kprobe(): not yet in the table, nobody wants its hits. */
export function allocTraceKprobe(kernel: Kernel, address: bigint, isReturn: boolean, maxactive: number): TraceKprobeObjects {
  const { memory, symbols } = kernel;
  const traceKprobe = kernel.kzalloc(TraceKprobe.structSize);
  const event = kernel.kzalloc(TraceProbeEvent.structSize);
  const kprobe = traceKprobe + BigInt(TraceKprobe.rp.offset);
  const call = event + BigInt(TraceProbeEvent.call.offset);
  TraceKprobe.nhit.write(memory, traceKprobe, kernel.perCpuAlloc(8));
  TraceKprobe.tpEvent.write(memory, traceKprobe, event);
  Kprobe.addr.write(memory, kprobe, address);
  Kprobe.offset.write(memory, kprobe, symbols.at(address)?.offset ?? 0);
  Kprobe.flags.write(memory, kprobe, KPROBE_FLAG_DISABLED);
  TraceEventCall.perfEvents.write(memory, call, kernel.perCpuAlloc(8));
  if (isReturn) {
    Kretprobe.handler.write(memory, kprobe, symbols.lookup('kretprobe_dispatcher'));
    Kretprobe.maxactive.write(memory, kprobe, maxactive);
  } else {
    Kprobe.preHandler.write(memory, kprobe, symbols.lookup('kprobe_dispatcher'));
  }
  return { traceKprobe, kprobe, event, call, isReturn };
}

/** __register_trace_kprobe() */
export function register(kernel: Kernel, { kprobe, isReturn }: TraceKprobeObjects, execution?: kprobes.Executable): Waits {
  return (isReturn ? kretprobes : kprobes).register(kernel, kprobe, execution);
}

/** enable_trace_kprobe() for perf. */
export function* enable(kernel: Kernel, { kprobe, event }: TraceKprobeObjects): Waits {
  TraceProbeEvent.flags.write(kernel.memory, event, 1 << TP_FLAG.profile);
  yield;
  yield* kprobes.enable(kernel, kprobe);
}

/** disable_trace_kprobe() */
export function* disable(kernel: Kernel, { kprobe, event }: TraceKprobeObjects): Waits {
  TraceProbeEvent.flags.write(kernel.memory, event, 0);
  yield;
  yield* kprobes.disable(kernel, kprobe);
}

/** __unregister_trace_kprobe() */
export function unregister(kernel: Kernel, { kprobe, isReturn }: TraceKprobeObjects): Waits {
  return isReturn ? kretprobes.unregister(kernel, kprobe) : kprobes.unregister(kernel, kprobe);
}

/** free_trace_kprobe() */
export function free(kernel: Kernel, { traceKprobe, event }: TraceKprobeObjects): void {
  kernel.kfree(traceKprobe, TraceKprobe.structSize);
  kernel.kfree(event, TraceProbeEvent.structSize);
}
