import { bytes, ptr, struct, u64, u8 } from '@tracelab/arm64-machine';

/** One program of a bpf_prog_array; the array ends with a program of NULL. */
export const BpfProgArrayItem = struct('bpf_prog_array_item', {
  prog: ptr,
  /** A union with the two cgroup storage pointers, which give it its size. */
  cookie: u64,
  storage: bytes(8, 8),
});

export const BpfProgArray = struct('bpf_prog_array', { rcu: bytes(16, 8), items: bytes(0, 8) });

/** What current->bpf_ctx points to while a program of a trace event runs: helpers find the cookie through it. */
export const BpfTraceRunCtx = struct('bpf_trace_run_ctx', { cookie: u64, isUprobe: u8 });
