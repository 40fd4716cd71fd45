import { array, at, bytes, ptr, struct, u32, u64, u8 } from '@tracelab/arm64-machine';
import { BpfTrampRunCtx } from '@tracelab/bpf';
import { FprobeLayout } from '@tracelab/fprobe';

/** Kinds of program on a trampoline, indices of its lists (linux/bpf.h enum bpf_tramp_prog_type). */
export const BPF_TRAMP = { fentry: 0, fexit: 1, modifyReturn: 2 } as const;

/** BPF_MAX_TRAMP_LINKS. */
export const MAX_TRAMP_LINKS = 38;

/** Registers that carry arguments; the tracing trampolines take no more. */
export const MAX_ARGS = 8;

/** bpf_prog.expected_attach_type of programs that run without a recursion guard (linux/bpf.h). */
export const BPF_LSM_CGROUP = 43;

/** One program's place on a trampoline (v6.1): the link, its place in the list of its kind, its cookie. */
export const BpfTrampLink = struct('bpf_tramp_link', {
  refcnt: u64,
  id: u32,
  type: u32,
  ops: ptr,
  prog: ptr,
  work: bytes(32, 8),
  /** hlist_node; the lists point at this member. */
  trampHlist: ptr,
  trampPprev: ptr,
  cookie: u64,
});

/** The members of bpf_trampoline that the RFC's callbacks read, and the fprobe that the RFC puts into it. */
export const BpfTrampoline = struct('bpf_trampoline', {
  hlist: bytes(16, 8),
  mutex: bytes(32, 8),
  refcnt: u64,
  flags: u32,
  key: u64,
  /** btf_func_model. */
  retSize: u8,
  nrArgs: u8,
  argSize: bytes(12, 1),
  /**
   * Whether arguments are signed, one bit each, and BTF_FMODEL_SIGNED_ARG of the result. Linux has a byte for each;
   * in what is padding otherwise they leave all that follows where it is.
   */
  signedArgs: u8,
  retFlags: u8,
  addr: ptr,
  ftraceManaged: u64,
  extensionProg: ptr,
  /** hlist heads by BPF_TRAMP. */
  progsHlist: array(ptr, 3),
  progsCnt: array(u32, 3),
  curImage: ptr,
  selector: u64,
  probe: bytes(FprobeLayout.structSize, 8),
});

/**
 * The RFC's per-call context, in the private area of the rethook node. Programs get the address of `args`: what lies
 * before it are the argument count and the function's address (kernel-paths.md 6.3, 6.4).
 */
export const BpfFprobeCallContext = struct('bpf_fprobe_call_context', {
  runCtx: bytes(BpfTrampRunCtx.structSize, 8),
  ip: u64,
  argsCnt: u64,
  /** Arguments, and the return value behind the last one. */
  args: array(u64, MAX_ARGS + 1),
});

/** BTF_FMODEL_SIGNED_ARG (linux/bpf.h). */
export const BTF_FMODEL_SIGNED_ARG = 2;

/** Slots for arguments and return value in the posted patch: one too few for seven arguments, two for eight. */
export const POSTED_ARGS = 7;

/** percpu_ref (linux/percpu-refcount.h): the counter's per-CPU address with two flag bits, and its slow part. */
export const PercpuRef = struct('percpu_ref', { percpuCountPtr: ptr, data: ptr });

/** percpu_ref_data: the count proper once the per-CPU ones are added up, and who is told that it is 0. */
export const PercpuRefData = struct('percpu_ref_data', { count: u64, release: ptr, confirmSwitch: ptr, flags: u64, rcu: bytes(16, 8), ref: ptr });

/** Flag bits of percpu_count_ptr: set, the counter is an ordinary atomic. */
export const PERCPU_REF_ATOMIC = 1;
export const PERCPU_REF_DEAD = 2;
export const PERCPU_REF_ATOMIC_OR_DEAD = PERCPU_REF_ATOMIC | PERCPU_REF_DEAD;
/** What keeps the atomic count from 0 while references are counted per CPU. */
export const PERCPU_COUNT_BIAS = 1n << 63n;

/** A generated trampoline's anchor (v6.1): what keeps it alive while a function it called has not returned. */
export const BpfTrampImage = struct('bpf_tramp_image', {
  image: ptr,
  key: u64,
  pcref: bytes(PercpuRef.structSize, 8),
  ipAfterCall: ptr,
  ipEpilogue: ptr,
  rcu: at(48, bytes(16, 8)),
  /** work_struct in a union with the rcu_head in Linux: not 0 once the last reference is gone. */
  work: u64,
});
