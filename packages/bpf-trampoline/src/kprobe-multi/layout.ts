import { bytes, ptr, struct, u32 } from '@tracelab/arm64-machine';
import { FprobeLayout } from '@tracelab/fprobe';

/** struct bpf_kprobe_multi_link of v6.1: a program on many functions by one fprobe. */
export const BpfKprobeMultiLink = struct('bpf_kprobe_multi_link', {
  /** struct bpf_link up to its program. */
  link: bytes(24, 8),
  prog: ptr,
  work: bytes(32, 8),
  fp: bytes(FprobeLayout.structSize, 8),
  /** Functions, in order where there are cookies; as many cookies, or null. */
  addrs: ptr,
  cookies: ptr,
  cnt: u32,
});

/** What helpers find of the call through current->bpf_ctx. */
export const RunCtx = struct('bpf_kprobe_multi_run_ctx', { link: ptr, entryIp: ptr });
