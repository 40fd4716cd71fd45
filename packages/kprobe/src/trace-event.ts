import type { Kernel } from '@tracelab/kernel';
import {
  BpfProgArray, BpfProgArrayItem, Kprobe, KPROBE_FLAG_DISABLED, TP_FLAG, TraceEventCall, TraceKprobe, TraceProbeEvent,
} from './layout/index.js';

/** The objects of one probe event in simulated memory. */
export interface TraceKprobeObjects {
  /** struct trace_kprobe. */
  readonly traceKprobe: bigint;
  /** Its struct kprobe. */
  readonly kprobe: bigint;
  /** struct trace_probe_event. */
  readonly event: bigint;
  /** Its struct trace_event_call. */
  readonly call: bigint;
}

/** alloc_trace_kprobe(): not yet in the hash, nobody wants its hits. */
export function allocTraceKprobe(kernel: Kernel, offset: number): TraceKprobeObjects {
  const { memory, symbols } = kernel;
  const traceKprobe = kernel.kzalloc(TraceKprobe.structSize);
  const event = kernel.kzalloc(TraceProbeEvent.structSize);
  const kprobe = traceKprobe + BigInt(TraceKprobe.kp.offset);
  const call = event + BigInt(TraceProbeEvent.call.offset);
  TraceKprobe.nhit.write(memory, traceKprobe, kernel.perCpuAlloc(8));
  TraceKprobe.tpEvent.write(memory, traceKprobe, event);
  Kprobe.offset.write(memory, kprobe, offset);
  Kprobe.preHandler.write(memory, kprobe, symbols.lookup('kprobe_dispatcher'));
  Kprobe.flags.write(memory, kprobe, KPROBE_FLAG_DISABLED);
  TraceEventCall.perfEvents.write(memory, call, kernel.perCpuAlloc(8));
  return { traceKprobe, kprobe, event, call };
}

/** enable_trace_kprobe() for perf. */
export function enableProfile(kernel: Kernel, { kprobe, event }: TraceKprobeObjects): void {
  TraceProbeEvent.flags.write(kernel.memory, event, 1 << TP_FLAG.profile);
  Kprobe.flags.write(kernel.memory, kprobe, 0);
}

/** perf_event_attach_bpf_prog() for the first program of an event. */
export function attachProgram(kernel: Kernel, { call }: TraceKprobeObjects, program: { readonly prog: bigint }, cookie: bigint): void {
  const { memory } = kernel;
  const progArray = kernel.kzalloc(BpfProgArray.structSize + 2 * BpfProgArrayItem.structSize);
  const item = progArray + BigInt(BpfProgArray.items.offset);
  BpfProgArrayItem.prog.write(memory, item, program.prog);
  BpfProgArrayItem.cookie.write(memory, item, cookie);
  TraceEventCall.progArray.write(memory, call, progArray);
}

/** perf_event_detach_bpf_prog() of the last program, and disable_trace_kprobe(). */
export function detachProgram(kernel: Kernel, { kprobe, event, call }: TraceKprobeObjects): void {
  TraceEventCall.progArray.write(kernel.memory, call, 0n);
  TraceProbeEvent.flags.write(kernel.memory, event, 0);
  Kprobe.flags.write(kernel.memory, kprobe, KPROBE_FLAG_DISABLED);
}
