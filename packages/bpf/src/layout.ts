import { array, at, bytes, ptr, s32, struct, u16, u32, u64, u8 } from '@tracelab/arm64-machine';

/** struct bpf_prog of v6.1; its instructions follow it. */
export const BpfProg = struct('bpf_prog', {
  pages: u16,
  /** Bit 0 jited, bit 1 jit_requested. */
  flags: u16,
  type: u32,
  expectedAttachType: u32,
  /** Instructions. */
  len: u32,
  /** Bytes of machine code. */
  jitedLen: u32,
  tag: bytes(8),
  /** Per-CPU bpf_prog_stats. */
  stats: at(32, ptr),
  /** Per-CPU int: how many runs of this program are under way on the CPU. */
  active: ptr,
  bpfFunc: ptr,
  aux: ptr,
  origProg: ptr,
  insnsi: bytes(0, 8),
});

export const BPF_PROG_JITED = 1 << 0;
export const BPF_PROG_JIT_REQUESTED = 1 << 1;
/** The program asks for the traced function's address: its trampoline stores it. */
export const BPF_PROG_CALL_GET_FUNC_IP = 1 << 12;

/** bpf_prog_stats: counters of one CPU. */
export const BpfProgStats = struct('bpf_prog_stats', { cnt: u64, nsecs: u64, misses: u64 }, 32);

/** What code a program has, as a node of the tree by which an address finds its program (latch_tree_node and bpf_ksym). */
export const BpfKsym = struct('bpf_ksym', { left: ptr, right: ptr, start: u64, end: u64 });

/** bpf_tree: two roots, so that a walk always finds one that is not being changed; `seq` says which. */
export const BpfTree = struct('latch_tree_root', { seq: u32, roots: at(8, array(ptr, 2)) });

/** The members of bpf_prog_aux that callers of programs read. */
export const BpfProgAux = struct(
  'bpf_prog_aux',
  {
    refcnt: u64,
    usedMapCnt: u32,
    stackDepth: at(28, u32),
    id: u32,
    numExentries: at(96, u32),
    sleepable: at(139, u8),
    /** {@link BpfKsym} of the program's code. */
    ksym: at(144, bytes(BpfKsym.structSize, 8)),
    /** Its exception table (linux/kernel's ExceptionTableEntry), in the order of addresses. */
    extable: ptr,
  },
  640,
);

/** What a trampoline keeps for one run of a program; helpers find the cookie through current->bpf_ctx. */
export const BpfTrampRunCtx = struct('bpf_tramp_run_ctx', { bpfCookie: u64, savedRunCtx: ptr });

/** An array map: `struct bpf_map` first, the elements last. */
export const BpfArray = struct('bpf_array', {
  map: bytes(256, 8),
  elemSize: u32,
  indexMask: u32,
  aux: ptr,
  value: bytes(0, 8),
});

/** The members of struct bpf_map, which every kind of map begins with. */
export const BpfMap = struct(
  'bpf_map',
  {
    ops: ptr,
    innerMapMeta: ptr,
    security: ptr,
    mapType: u32,
    keySize: u32,
    valueSize: u32,
    maxEntries: u32,
    mapExtra: u64,
    mapFlags: u32,
    /** Where the value has its bpf_spin_lock; negative where it has none. */
    spinLockOff: s32,
  },
  256,
);

/** enum bpf_prog_type and bpf_attach_type (linux/bpf.h), as far as programs here use them. */
export const BPF_PROG_TYPE = { kprobe: 2, tracing: 26 } as const;
