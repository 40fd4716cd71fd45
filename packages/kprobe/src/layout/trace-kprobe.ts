import { bytes, ptr, struct, u32, u64 } from '@tracelab/arm64-machine';
import { ListHead } from '@tracelab/kernel';
import { Kretprobe } from './kretprobe.js';

/** struct trace_event_call (v6.1, linux/trace_events.h): the event as perf and BPF see it. */
export const TraceEventCall = struct('trace_event_call', {
  list: bytes(ListHead.structSize, 8),
  class: ptr,
  name: ptr,
  /** struct trace_event: hash node, type number, print functions. */
  event: bytes(32, 8),
  printFmt: ptr,
  filter: ptr,
  module: ptr,
  data: ptr,
  flags: u32,
  perfRefcount: u32,
  /** hlist_head per CPU: the perf events that want samples. A BPF link asks for none. */
  perfEvents: ptr,
  progArray: ptr,
  perfPerm: ptr,
});

/** struct trace_probe_event: what all probes of one event share. */
export const TraceProbeEvent = struct('trace_probe_event', {
  flags: u32,
  /** struct trace_event_class. */
  class: bytes(72, 8),
  call: bytes(TraceEventCall.structSize, 8),
  files: bytes(ListHead.structSize, 8),
  probes: bytes(ListHead.structSize, 8),
});

/** Bit numbers of trace_probe_event.flags: who wants the hits. */
export const TP_FLAG = { trace: 0, profile: 1 } as const;

/** struct trace_kprobe (kernel/trace/trace_kprobe.c), `tp` being a trace_probe. */
export const TraceKprobe = struct('trace_kprobe', {
  deventList: bytes(ListHead.structSize, 8),
  deventOps: ptr,
  /** A kretprobe, of which a probe that is none uses the kprobe at its start. */
  rp: bytes(Kretprobe.structSize, 8),
  /** Per CPU: unsigned long. */
  nhit: ptr,
  symbol: ptr,
  tpList: bytes(ListHead.structSize, 8),
  tpEvent: ptr,
  tpSize: u64,
  tpNrArgs: u32,
});
