import {
  done,
  FEXIT,
  FMOD_RET,
  found,
  KPROBE,
  lookup,
  memory,
  reserve,
  type Accepted,
  type Refused,
} from '../world.js';

export const refused: readonly Refused[] = [
  ['code that nothing leads to', 'r0 = 0; exit; r0 = 1; exit', 'unreachable insn 2'],
  ['code behind a goto', 'goto a; r0 = 1; a: r0 = 0; exit', 'unreachable insn 1'],
  ['a jump behind the end', 'r0 = 0; if r0 == 0 goto +5; exit', 'instruction 1: jumps to 7, where none begins'],
  ['a jump before the beginning', 'r0 = 0; goto -3; exit', 'instruction 1: jumps to -1, where none begins'],
  [
    'a jump into a 64-bit immediate',
    'if r1 == 0 goto +1; r0 = 0 ll; exit',
    'instruction 0: jumps to 2, where none begins',
  ],
  ['no exit at the end', 'r0 = 0', 'the last one must be exit or goto'],
  ['a conditional jump at the end', 'r0 = 0; if r0 == 0 goto -2', 'the last one must be exit or goto'],
  ['a loop without an end', 'r0 = 0; a: goto a', 'infinite loop detected at insn 1'],
  [
    'a loop whose condition never changes',
    'r6 = r1; call bpf_ktime_get_ns; a: if r0 != 0 goto a; r0 = 0; exit',
    'infinite loop detected at insn 2',
  ],
  [
    'a loop that only unread registers pass through',
    'r6 = 0; a: r7 = r6; r6 = 0; goto a',
    'infinite loop detected at insn 1',
  ],
  [
    'a loop that ends when something unknown does',
    'a: call bpf_get_prandom_u32; if r0 != 7 goto a; r0 = 0; exit',
    'infinite loop detected at insn 0',
  ],
  [
    'a loop with more steps than can be followed',
    'r0 = 0; a: r0 += 1; if r0 < 60000 goto a; r0 = 0; exit',
    'BPF program is too large. Processed 5001 insn',
  ],
  [
    'a loop that a product keeps away from its end',
    'r1 = 1; a: r1 *= 2; if r1 != 3 goto a; r0 = 0; exit',
    'infinite loop detected at insn 1',
  ],
  [
    'a jump from one function into another',
    'r0 = 0; if r0 == 1 goto b; call f; exit; f: r0 = 1; b: exit',
    'jump out of range from insn 1 to 5',
  ],
  [
    'a function that runs into the next',
    'call f; r0 = 0; exit; f: r0 = 0; if r0 == 0 goto -2; call g; g: r0 = 0; exit',
    'last insn is not an exit or jmp',
  ],
  ['a helper called by register', 'r2 = 5; callx r2; r0 = 0; exit', 'callx: helpers are called by number'],
  [
    'a result that is not zero, of fentry',
    'r0 = 1; exit',
    'At program exit the register R0 has 1 should have been in (0x0; 0x0)',
  ],
  [
    'a result that may not be zero, of fexit',
    'r6 = r1; call bpf_get_prandom_u32; exit',
    'At program exit the register R0 has scalar() should have been in (0x0; 0x0)',
    FEXIT,
  ],
  ['a result that was never set', 'exit', 'R0 !read_ok'],
  ['a result that one path never sets', 'r2 = *(u64 *)(r1 +0); if r2 == 0 goto a; r0 = 0; a: exit', 'R0 !read_ok'],
  ['a pointer as result', 'r0 = r1; exit', 'At program exit the register R0 is not a known value (ctx)', FMOD_RET],
  ['a result that a call has destroyed', 'r0 = 0; call bpf_ringbuf_submit; exit', 'R1 type=ctx expected=alloc_mem'],
  [
    'R0 of a helper that returns nothing',
    `${reserve(8)}; if r0 == 0 goto out; r1 = r0; r2 = 0; call bpf_ringbuf_submit; exit; ${done}`,
    'R0 !read_ok',
  ],
];

export const accepted: readonly Accepted[] = [
  ['the shortest program', 'r0 = 0; exit'],
  ['any number as result of fmod_ret', 'r0 = -22; exit', FMOD_RET],
  ['any number as result of a probe', 'r0 = 7; exit', KPROBE],
  ['a pointer as result of a probe', 'r0 = r1; exit', KPROBE],
  ['a result that is zero after a test', 'r0 = *(u64 *)(r1 +0); if r0 == 0 goto a; r0 = 0; a: exit'],
  ['a jump back that happens once', 'goto b; a: r0 = 0; exit; b: goto a'],
  ['a counted loop', 'r0 = 10; a: r0 -= 1; if r0 != 0 goto a; exit'],
  ['loops in a loop', 'r6 = 10; a: r7 = 10; b: r7 -= 1; if r7 != 0 goto b; r6 -= 1; if r6 != 0 goto a; r0 = 0; exit'],
  [
    'a loop up to a number that is bounded',
    'r2 = *(u64 *)(r1 +32); r2 &= 15; r3 = 0; a: if r3 >= r2 goto out; r3 += 1; goto a; out: r0 = 0; exit',
  ],
  ['a loop of two thousand steps', 'r1 = 0; a: r1 += 1; if r1 < 2000 goto a; r0 = 0; exit'],
  ['a condition that is never true does not count', 'r2 = 1; if r2 == 1 goto a; r0 = *(u64 *)(r2 +0); a: r0 = 0; exit'],
  [
    'thirty branches of no consequence',
    `r2 = *(u64 *)(r1 +32); ${Array.from({ length: 30 }, (_, n) => `r3 = 0; if r2 s> ${n * 5} goto n${n}; r3 = 1; n${n}: r4 = r3`).join('; ')}; r0 = 0; exit`,
  ],
  ['a far jump', 'gotol a; a: r0 = 0; exit'],
  ['memory of the size in R2', 'r0 = *(u8 *)(r1 +15); r0 += r2; exit', memory(16)],
  ['a result from a map', `${found('counts')}; r0 = *(u64 *)(r0 +0); exit; ${done}`, FMOD_RET],
  ['a null pointer is zero', `${lookup('counts')}; if r0 != 0 goto a; exit; a: r0 = 0; exit`],
];
