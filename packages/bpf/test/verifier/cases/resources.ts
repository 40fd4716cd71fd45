import { done, found, KPROBE, memory, reserve, SLEEPABLE, type Accepted, type Refused } from '../world.js';

const submit = 'r2 = 0; call bpf_ringbuf_submit';
const discard = 'r2 = 0; call bpf_ringbuf_discard';
/** R6 = 16 bytes of the ring buffer. */
const reserved = `${reserve(16)}; if r0 == 0 goto out; r6 = r0`;
const LOCK = 'call bpf_spin_lock';
const UNLOCK = 'call bpf_spin_unlock';
/** R6 = a value with a lock at 8. */
const value = `${found('locked')}; r6 = r0`;
const at8 = 'r1 = r6; r1 += 8';

export const refused: readonly Refused[] = [
  [
    'a stack trace map in a program that may sleep',
    'r2 = map[stacks]; r3 = 0; call bpf_get_stackid; r0 = 0; exit',
    "Sleepable programs can only use array, hash, and ringbuf maps: 'stacks' is stack_trace",
    SLEEPABLE,
  ],
  [
    'a tail call from a program that may sleep',
    'r2 = map[programs]; r3 = 0; call bpf_tail_call; r0 = 0; exit',
    "Sleepable programs can only use array, hash, and ringbuf maps: 'programs' is prog_array",
    SLEEPABLE,
  ],
  [
    'a value with a lock in a program that may sleep',
    `${found('locked')}; ${done}`,
    'sleepable progs cannot use bpf_spin_lock yet',
    SLEEPABLE,
  ],
  ['memory that is never given back', `${reserved}; ${done}`, 'Unreleased reference id=1 alloc_insn=4'],
  [
    'memory that one path keeps',
    `r9 = r1; ${reserved}; r2 = *(u64 *)(r9 +32); if r2 == 0 goto out; r1 = r6; ${submit}; ${done}`,
    'Unreleased reference id=1',
  ],
  ['memory that may be null is kept as well', `${reserve(16)}; r0 = 0; exit`, 'Unreleased reference id=1 alloc_insn=4'],
  [
    'memory given back twice',
    `${reserved}; r1 = r6; ${submit}; r1 = r6; ${submit}; ${done}`,
    'R1 type=scalar expected=alloc_mem',
  ],
  [
    'memory used after it was given back',
    `${reserved}; r1 = r6; ${discard}; *(u64 *)(r6 +0) = 1; ${done}`,
    "R6 invalid mem access 'scalar'",
  ],
  [
    'a copy used after it was given back',
    `${reserved}; *(u64 *)(r10 -8) = r6; r1 = r6; ${submit}; r7 = *(u64 *)(r10 -8); r0 = *(u64 *)(r7 +0); ${done}`,
    "R7 invalid mem access 'scalar'",
  ],
  [
    'memory given back from its middle',
    `${reserved}; r1 = r6; r1 += 8; ${submit}; ${done}`,
    'dereference of modified alloc_mem ptr R1 off=8 disallowed',
  ],
  [
    'memory that may be null given back',
    `${reserve(16)}; r1 = r0; ${submit}; ${done}`.replace('out: ', ''),
    'R1 type=alloc_mem_or_null expected=alloc_mem',
  ],
  [
    'memory that is not checked',
    `${reserve(16)}; *(u64 *)(r0 +0) = 1; r0 = 0; exit`,
    "R0 invalid mem access 'alloc_mem_or_null'",
  ],
  [
    'behind the memory',
    `${reserved}; *(u64 *)(r6 +9) = 1; r1 = r6; ${submit}; ${done}`,
    'invalid access to memory, mem_size=16 off=9 size=8',
  ],
  [
    'a size that is not constant',
    'call bpf_get_prandom_u32; r1 = map[ring]; r2 = r0; r2 &= 15; r3 = 0; call bpf_ringbuf_reserve; r0 = 0; exit',
    'R2 is not a known constant',
  ],
  [
    'a size beyond all ring buffers',
    'r1 = map[ring]; r2 = 1073741824; r3 = 0; call bpf_ringbuf_reserve; r0 = 0; exit',
    'R2 memory size 1073741824 is too large',
  ],
  [
    'something else given back',
    `r1 = map[state][0]+0; ${submit}; r0 = 0; exit`,
    'R1 type=map_value expected=alloc_mem',
  ],
  ['memory overwritten before it is given back', `${reserve(16)}; r0 = 0; r1 = r0; exit`, 'Unreleased reference'],
  [
    'memory kept across a tail call',
    `r9 = r1; ${reserved}; r1 = r9; r2 = map[programs]; r3 = 0; call bpf_tail_call; r1 = r6; ${submit}; ${done}`,
    'tail_call would lead to reference leak',
  ],
  [
    'memory acquired in a loop',
    `r7 = 0; a: ${reserve(16)}; if r0 == 0 goto out; r7 += 1; if r7 < 3 goto a; ${done}`,
    'Unreleased reference',
  ],
  ['a lock that is kept', `${value}; ${at8}; ${LOCK}; ${done}`, 'bpf_spin_unlock is missing'],
  [
    'a lock given back that was not taken',
    `${value}; ${at8}; ${UNLOCK}; ${done}`,
    'bpf_spin_unlock without taking a lock',
  ],
  [
    'a lock taken twice',
    `${value}; ${at8}; ${LOCK}; ${at8}; ${LOCK}; ${done}`,
    'function calls are not allowed while holding a lock',
  ],
  [
    'a helper under a lock',
    `${value}; ${at8}; ${LOCK}; call bpf_ktime_get_ns; ${at8}; ${UNLOCK}; ${done}`,
    'function calls are not allowed while holding a lock',
  ],
  [
    'a function under a lock',
    `${value}; ${at8}; ${LOCK}; call f; ${at8}; ${UNLOCK}; ${done}; f: r0 = 0; exit`,
    'function calls are not allowed while holding a lock',
  ],
  [
    'another lock given back',
    `${value}; ${found('locked', 1)}; r7 = r0; ${at8}; ${LOCK}; r1 = r7; r1 += 8; ${UNLOCK}; ${done}`,
    'bpf_spin_unlock of different lock',
  ],
  [
    'the lock of another map given back',
    `r7 = map[lock][0]+0; ${value}; ${at8}; ${LOCK}; r1 = r7; ${UNLOCK}; ${done}`,
    'bpf_spin_unlock of different lock',
  ],
  [
    'a lock at the wrong place',
    `${value}; r1 = r6; ${LOCK}; ${done}`,
    "off 0 doesn't point to 'struct bpf_spin_lock' that is at 8",
  ],
  [
    'a lock at a variable place',
    `${value}; call bpf_get_prandom_u32; r0 &= 8; r6 += r0; r1 = r6; ${LOCK}; ${done}`,
    "R1 doesn't have constant offset",
  ],
  [
    'a lock where the map has none',
    `${found('counts')}; r1 = r0; ${LOCK}; ${done}`,
    "map 'counts' has no valid bpf_spin_lock",
  ],
  [
    'a lock on the stack',
    `*(u64 *)(r10 -8) = 0; r1 = r10; r1 += -8; ${LOCK}; r0 = 0; exit`,
    'R1 type=fp expected=map_value',
  ],
  [
    'a lock in a probe',
    `${value}; ${at8}; ${LOCK}; ${at8}; ${UNLOCK}; ${done}`,
    'tracing progs cannot use bpf_spin_lock yet',
    KPROBE,
  ],
  [
    'writing a lock',
    `${value}; *(u32 *)(r6 +8) = 1; ${done}`,
    'bpf_spin_lock cannot be accessed directly by load/store',
  ],
  [
    'reading a part of a lock',
    `${value}; r0 = *(u8 *)(r6 +11); ${done}`,
    'bpf_spin_lock cannot be accessed directly by load/store',
  ],
  [
    'perhaps reading a lock',
    `${value}; call bpf_get_prandom_u32; r0 &= 15; r6 += r0; r0 = *(u8 *)(r6 +0); ${done}`,
    'bpf_spin_lock cannot be accessed directly by load/store',
  ],
  [
    'a helper that writes over a lock',
    `${value}; r1 = r6; r2 = 16; call bpf_get_current_comm; ${done}`,
    'bpf_spin_lock cannot be accessed directly by load/store',
  ],
  [
    'a lock that only one path takes',
    `r9 = r1; ${value}; r9 = *(u64 *)(r9 +32); if r9 == 0 goto a; ${at8}; ${LOCK}; a: ${at8}; ${UNLOCK}; ${done}`,
    'bpf_spin_unlock without taking a lock',
  ],
  [
    'a misaligned atomic on a value',
    'r1 = map[state][0]+4; r2 = 1; lock *(u64 *)(r1 +0) += r2; r0 = 0; exit',
    'misaligned value access off (0x0; 0x0)+4+0 size 8',
  ],
  [
    'an atomic on a slot that nobody has written',
    'r2 = 1; lock *(u64 *)(r10 -8) += r2; r0 = 0; exit',
    'invalid read from stack off -8+0 size 8',
  ],
  [
    'an atomic on read-only data',
    'r1 = map[rodata][0]+0; r2 = 1; lock *(u64 *)(r1 +0) += r2; r0 = 0; exit',
    'write into map forbidden',
  ],
  [
    'an atomic behind a value',
    'r1 = map[state][0]+8; r2 = 1; r2 = atomic64_fetch_add((u64 *)(r1 +8), r2); r0 = 0; exit',
    'value_size=16 off=16 size=8',
  ],
  ['an atomic with nothing', 'r1 = map[state][0]+0; lock *(u64 *)(r1 +0) += r2; r0 = 0; exit', 'R2 !read_ok'],
  [
    'an exchange that compares with nothing',
    'r1 = map[state][0]+0; r2 = 0; r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2); r0 = 0; exit',
    'R0 !read_ok',
  ],
  [
    'what an atomic fetched is not known',
    'r3 = map[state][0]+0; *(u64 *)(r10 -8) = 0; r2 = 1; r2 = atomic64_fetch_add((u64 *)(r10 -8), r2); r3 += r2; r0 = *(u8 *)(r3 +0); exit',
    'math between map_value pointer',
  ],
  [
    'a pointer that an atomic has changed',
    '*(u64 *)(r10 -8) = r1; r2 = 8; lock *(u64 *)(r10 -8) += r2; r1 = *(u64 *)(r10 -8); r0 = *(u64 *)(r1 +0); exit',
    "R1 invalid mem access 'scalar'",
  ],
];

export const accepted: readonly Accepted[] = [
  ['a hash table in a program that may sleep', `*(u64 *)(r10 -8) = 0; r2 = r10; r2 += -8; r1 = map[table]; call bpf_map_lookup_elem; ${done}`, SLEEPABLE],
  ['a ring buffer in a program that may sleep', `${reserved}; r1 = r6; ${submit}; ${done}`, SLEEPABLE],
  ['memory that is submitted', `${reserved}; *(u64 *)(r6 +8) = 1; r1 = r6; ${submit}; ${done}`],
  ['memory that is discarded', `${reserved}; r1 = r6; ${discard}; ${done}`],
  [
    'submitted or discarded',
    `r9 = r1; ${reserved}; r2 = *(u64 *)(r9 +32); r1 = r6; if r2 == 0 goto a; ${submit}; goto out; a: ${discard}; ${done}`,
  ],
  [
    'memory given back from the stack',
    `${reserved}; *(u64 *)(r10 -8) = r6; r6 = 0; r1 = *(u64 *)(r10 -8); ${submit}; ${done}`,
  ],
  [
    'memory filled by a helper',
    `${reserved}; r1 = r6; r2 = 16; call bpf_get_current_comm; r1 = r6; ${submit}; ${done}`,
  ],
  [
    'memory at a bounded place',
    `${reserved}; call bpf_get_prandom_u32; r0 &= 15; r7 = r6; r7 += r0; *(u8 *)(r7 +0) = 1; r1 = r6; ${submit}; ${done}`,
  ],
  ['memory given back by another function', `${reserved}; r1 = r6; call f; ${done}; f: ${submit}; r0 = 0; exit`],
  [
    'memory acquired by another function',
    `call f; if r0 == 0 goto out; r1 = r0; ${submit}; ${done}; f: ${reserve(8)}; exit`,
  ],
  [
    'two at the same time',
    `${reserved}; ${reserve(8)}; if r0 == 0 goto a; r1 = r0; ${submit}; a: r1 = r6; ${submit}; ${done}`,
  ],
  [
    'one after the other, in a loop',
    `r7 = 0; a: ${reserve(16)}; if r0 == 0 goto out; r1 = r0; ${submit}; r7 += 1; if r7 < 10 goto a; ${done}`,
  ],
  ['memory that was moved and moved back', `${reserved}; r6 += 8; r6 += -8; r1 = r6; ${submit}; ${done}`],
  [
    'atomics on memory of the ring buffer',
    `${reserved}; *(u64 *)(r6 +0) = 0; r2 = 1; lock *(u64 *)(r6 +0) += r2; r1 = r6; ${submit}; ${done}`,
  ],
  [
    'a lock taken and given back',
    `${value}; ${at8}; ${LOCK}; r1 = *(u64 *)(r6 +0); r1 += 1; *(u64 *)(r6 +0) = r1; ${at8}; ${UNLOCK}; ${done}`,
  ],
  [
    'branches under a lock',
    `${value}; ${at8}; ${LOCK}; r2 = *(u64 *)(r6 +0); if r2 == 0 goto a; *(u64 *)(r6 +16) = 1; a: ${at8}; ${UNLOCK}; ${done}`,
  ],
  [
    'one lock after the other',
    `${value}; ${found('locked', 1)}; r7 = r0; ${at8}; ${LOCK}; ${at8}; ${UNLOCK}; r1 = r7; r1 += 8; ${LOCK}; r1 = r7; r1 += 8; ${UNLOCK}; ${done}`,
  ],
  ['the lock of a global variable', `r1 = map[lock][0]+0; ${LOCK}; r1 = map[lock][0]+0; ${UNLOCK}; r0 = 0; exit`],
  ['what surrounds a lock', `${value}; *(u64 *)(r6 +0) = 1; *(u64 *)(r6 +16) = 2; *(u32 *)(r6 +12) = 3; ${done}`],
  [
    'every atomic, without and with the old value',
    `r1 = map[state][0]+0; r2 = 1; lock *(u64 *)(r1 +0) += r2; lock *(u32 *)(r1 +8) |= r2; lock *(u32 *)(r1 +8) &= r2; lock *(u64 *)(r1 +0) ^= r2; r2 = atomic64_fetch_or((u64 *)(r1 +0), r2); r2 = atomic64_xchg((u64 *)(r1 +0), r2); r0 = 0; r0 = atomic64_cmpxchg((u64 *)(r1 +0), r0, r2); r0 = 0; exit`,
  ],
  [
    'an atomic on the stack',
    '*(u64 *)(r10 -8) = 0; r2 = 1; r2 = atomic64_fetch_add((u64 *)(r10 -8), r2); r0 = *(u64 *)(r10 -8); r0 = 0; exit',
  ],
  [
    '32 bits that an atomic fetched are less than 2³²',
    'r1 = map[state][0]+0; r2 = 1; r2 = atomic_fetch_add((u32 *)(r1 +8), r2); r2 >>= 32; r0 = r2; exit',
  ],
  ['an atomic on memory', 'r3 = 1; r3 = atomic64_fetch_add((u64 *)(r1 +8), r3); r0 = r3; exit', memory(16)],
];
