import { done, FMOD_RET, found, reserve, type Accepted, type Refused } from '../world.js';

const LOOP = (times: number | string, context = '0'): string =>
  `r1 = ${times}; r2 = func body; r3 = ${context}; r4 = 0; call bpf_loop`;
const EACH = (map: string, context = '0'): string =>
  `r1 = map[${map}]; r2 = func body; r3 = ${context}; r4 = 0; call bpf_for_each_map_elem`;
const deep = (frames: number, bytes: number): string =>
  Array.from(
    { length: frames },
    (_, n) => `f${n}: *(u64 *)(r10 -${bytes}) = 0; ${n + 1 < frames ? `call f${n + 1}; ` : ''}r0 = 0; exit`,
  ).join('; ');

export const refused: readonly Refused[] = [
  ['a function that calls itself', 'call f; r0 = 0; exit; f: call f; r0 = 0; exit', 'back-edge from insn 3 to 3'],
  [
    'functions that call each other',
    'call f; r0 = 0; exit; f: call g; r0 = 0; exit; g: call f; r0 = 0; exit',
    'back-edge from insn 6 to 3',
  ],
  ['nine functions deep', `call f0; r0 = 0; exit; ${deep(8, 8)}`, 'the call stack of 9 frames is too deep'],
  [
    'stacks that are too large together',
    `*(u64 *)(r10 -256) = 0; call f0; r0 = 0; exit; ${deep(1, 264)}`,
    'combined stack size of 2 calls is 544. Too large',
  ],
  [
    'stacks that are rounded up',
    `call f0; r0 = 0; exit; ${deep(6, 72)}`,
    'combined stack size of 6 calls is 512'.replace('6 calls is 512', '7 calls is 608'),
  ],
  ['a register of the caller', 'r6 = 1; call f; r0 = 0; exit; f: r0 = r6; exit', 'R6 !read_ok'],
  ['an argument that is not given', 'call f; r0 = 0; exit; f: r0 = r2; exit', 'R2 !read_ok'],
  ['an argument after the call', 'r2 = 1; call f; r0 = r2; exit; f: r0 = 0; exit', 'R2 !read_ok'],
  ['a result that is not set', 'call f; exit; f: r1 = 0; exit', 'R0 !read_ok'],
  [
    'a result that is not zero, from a function',
    'call f; exit; f: r0 = 2; exit',
    'At program exit the register R0 has 2',
  ],
  [
    'a pointer into a stack that is gone',
    'call f; r0 = 0; exit; f: r0 = r10; exit',
    'cannot return stack pointer to the caller',
  ],
  [
    'a slot of the caller that nobody has written',
    'r1 = r10; r1 += -8; call f; exit; f: r0 = *(u64 *)(r1 +0); exit',
    'invalid read from stack off -8+0 size 8',
  ],
  [
    'below the stack of the caller',
    'r1 = r10; r1 += -512; call f; exit; f: *(u64 *)(r1 -8) = 0; r0 = 0; exit',
    'invalid write to stack R1 off=-520 size=8',
  ],
  [
    'unchecked, in another function',
    `*(u32 *)(r10 -4) = 0; r2 = r10; r2 += -4; r1 = map[counts]; call bpf_map_lookup_elem; r1 = r0; call f; exit; f: r0 = *(u64 *)(r1 +0); exit`,
    "R1 invalid mem access 'map_value_or_null'",
  ],
  ['memory that a function keeps', `call f; r0 = 0; exit; f: ${reserve(8)}; r0 = 0; exit`, 'Unreleased reference'],
  [
    'the result of a function that a program may replace',
    'call f; exit; f: r2 = map[programs]; r3 = 0; call bpf_tail_call; r0 = 0; exit',
    'At program exit the register R0 has scalar() should have been in (0x0; 0x0)',
  ],
  [
    'a tail call with too much stack before it',
    '*(u64 *)(r10 -256) = 0; call f; r0 = 0; exit; f: r2 = map[programs]; r3 = 0; call bpf_tail_call; r0 = 0; exit',
    'tail_calls are not allowed when call stack of previous frames is 256 bytes. Too large',
  ],
  [
    'a callback that may return more than 1',
    `${LOOP(3)}; r0 = 0; exit; body: r0 = 2; exit`,
    'At callback return the register R0 has 2 should have been in (0x0; 0x1)',
  ],
  [
    'a callback that returns something',
    `${LOOP(3)}; r0 = 0; exit; body: r0 = r1; exit`,
    'At callback return the register R0 has scalar() should have been in (0x0; 0x1)',
  ],
  [
    'a callback that returns a pointer',
    `${LOOP(3, 'r10')}; r0 = 0; exit; body: r0 = map[counts]; exit`,
    'At callback return the register R0 has map_ptr',
  ],
  [
    'an address that is no function',
    'r1 = 3; r2 = 5; r3 = 0; r4 = 0; call bpf_loop; r0 = 0; exit',
    'R2 type=scalar expected=func',
  ],
  [
    'a function as an address',
    'r2 = func body; r0 = *(u64 *)(r2 +0); exit; body: r0 = 0; exit',
    "R2 invalid mem access 'func'",
  ],
  [
    'a function that is moved',
    'r2 = func body; r2 += 8; r0 = 0; exit; body: r0 = 0; exit',
    'R2 pointer arithmetic on func prohibited',
  ],
  [
    'a context of a callback that is no stack',
    `${LOOP(3, '5')}; r0 = 0; exit; body: r0 = 0; exit`,
    'R3 type=scalar expected=fp',
  ],
  [
    'the number of an iteration as an index',
    `${LOOP(8)}; r0 = 0; exit; body: r2 = map[state][0]+0; r2 += r1; *(u8 *)(r2 +0) = 1; r0 = 0; exit`,
    'math between map_value pointer',
  ],
  [
    'a context that is not given',
    `${LOOP(3)}; r0 = 0; exit; body: r0 = *(u64 *)(r2 +0); exit`,
    "R2 invalid mem access 'scalar'",
  ],
  [
    'a callback that keeps memory',
    `${LOOP(3)}; r0 = 0; exit; body: ${reserve(8)}; r0 = 0; exit`,
    'Unreleased reference',
  ],
  [
    "a callback that gives back its caller's memory",
    `${reserve(8)}; if r0 == 0 goto out; *(u64 *)(r10 -8) = r0; r6 = r10; r6 += -8; ${LOOP(3, 'r6')}; ${done}; body: r1 = *(u64 *)(r2 +0); r2 = 0; call bpf_ringbuf_submit; r0 = 0; exit`,
    'callback releases reference id=1 of its caller',
  ],
  [
    'what a callback has changed before, in its next call',
    `*(u64 *)(r10 -8) = 0; r6 = r10; r6 += -8; ${LOOP(9, 'r6')}; r0 = 0; exit; body: r3 = *(u64 *)(r2 +0); r4 = map[state][0]+0; r4 += r3; r5 = *(u8 *)(r4 +0); r3 += 1; *(u64 *)(r2 +0) = r3; r0 = 0; exit`,
    'math between map_value pointer',
  ],
  [
    'what a callback has changed, afterwards',
    `*(u64 *)(r10 -8) = 0; r6 = r10; r6 += -8; ${LOOP(9, 'r6')}; r3 = *(u64 *)(r10 -8); r4 = map[state][0]+0; r4 += r3; r5 = *(u8 *)(r4 +0); r0 = 0; exit; body: *(u64 *)(r2 +0) = r1; r0 = 0; exit`,
    'math between map_value pointer',
  ],
  [
    'what a callback may not have written',
    `r6 = r10; r6 += -8; ${LOOP(1, 'r6')}; r0 = *(u64 *)(r10 -8); exit; body: *(u64 *)(r2 +0) = 0; r0 = 0; exit`,
    'invalid read from stack off -8+0 size 8',
  ],
  [
    'a pointer that a callback has overwritten',
    `*(u64 *)(r10 -8) = r1; r6 = r10; r6 += -8; ${LOOP(1, 'r6')}; r2 = *(u64 *)(r10 -8); r0 = *(u64 *)(r2 +0); exit; body: *(u64 *)(r2 +0) = 0; r0 = 0; exit`,
    "R2 invalid mem access 'scalar'",
  ],
  [
    'that two slots were the same before a callback',
    `call bpf_get_prandom_u32; r6 = r0; *(u64 *)(r10 -8) = r6; *(u64 *)(r10 -16) = r6; r7 = r10; r7 += -8; ${LOOP(1, 'r7')}; r6 = *(u64 *)(r10 -16); if r6 > 7 goto out; r3 = *(u64 *)(r10 -8); r4 = map[state][0]+0; r4 += r3; r5 = *(u8 *)(r4 +0); ${done}; body: *(u64 *)(r2 +0) = r1; r0 = 0; exit`,
    'math between map_value pointer',
  ],
  ['a callback without an end', `${LOOP(3)}; r0 = 0; exit; body: r0 = 0; a: goto a`, 'infinite loop detected'],
  [
    'a callback that calls itself',
    `${LOOP(3)}; r0 = 0; exit; body: r1 = 3; r2 = func body; r3 = 0; r4 = 0; call bpf_loop; r0 = 0; exit`,
    'the call stack of 9 frames is too deep',
  ],
  [
    'a tail call in a callback',
    `*(u64 *)(r10 -8) = r1; r6 = r10; r6 += -8; ${LOOP(3, 'r6')}; r0 = 0; exit; body: r1 = *(u64 *)(r2 +0); r2 = map[programs]; r3 = 0; call bpf_tail_call; r0 = 0; exit`,
    'tail_call is not allowed in a callback',
  ],
  [
    'each element of a ring buffer',
    `${EACH('ring')}; r0 = 0; exit; body: r0 = 0; exit`,
    'cannot pass map_type ringbuf into func bpf_for_each_map_elem#164',
  ],
  [
    'writing a key',
    `${EACH('counts')}; r0 = 0; exit; body: *(u32 *)(r2 +0) = 1; r0 = 0; exit`,
    'R2 cannot write into map_key',
  ],
  [
    'behind a key',
    `${EACH('counts')}; r0 = 0; exit; body: r0 = *(u64 *)(r2 +0); r0 = 0; exit`,
    'invalid access to key, key_size=4 off=0 size=8',
  ],
  [
    'behind an element',
    `${EACH('counts')}; r0 = 0; exit; body: r0 = *(u64 *)(r3 +8); r0 = 0; exit`,
    'invalid access to map value, value_size=8 off=8 size=8',
  ],
];

export const accepted: readonly Accepted[] = [
  [
    'a function with five arguments',
    'r1 = 1; r2 = 2; r3 = 3; r4 = 4; r5 = 5; call f; exit; f: r0 = r1; r0 += r2; r0 += r3; r0 += r4; r0 += r5; exit',
    FMOD_RET,
  ],
  [
    'a function called twice, with different types',
    `r6 = r1; call f; r1 = r6; r1 = 0; call g; r0 = 0; exit; f: r0 = *(u64 *)(r1 +0); exit; g: r0 = r1; exit`,
  ],
  ['a result that decides', 'r1 = *(u64 *)(r1 +32); call f; exit; f: if r1 == 0 goto a; r1 = 0; a: r0 = r1; exit'],
  [
    'registers are kept',
    'r6 = 0; r7 = r1; call f; r2 = *(u64 *)(r7 +0); r0 = r6; exit; f: r6 = 1; r7 = 2; r0 = 0; exit',
  ],
  ['eight functions deep', `call f0; r0 = 0; exit; ${deep(7, 8)}`],
  ['the stacks that fit just so', `*(u64 *)(r10 -256) = 0; call f0; r0 = 0; exit; ${deep(1, 256)}`],
  [
    'the stack of the caller',
    'r1 = r10; r1 += -8; call f; r0 = *(u64 *)(r10 -8); exit; f: *(u64 *)(r1 +0) = 0; r0 = 0; exit',
  ],
  [
    'a pointer through the stack of the caller',
    `*(u64 *)(r10 -8) = r1; r1 = r10; call f; r0 = 0; exit; f: r1 = *(u64 *)(r1 -8); r0 = *(u64 *)(r1 +0); exit`,
  ],
  [
    'checked by another function',
    `*(u32 *)(r10 -4) = 0; r2 = r10; r2 += -4; r1 = map[counts]; call bpf_map_lookup_elem; r6 = r0; r1 = r0; call f; if r0 == 0 goto out; ${done}; f: if r1 == 0 goto a; r0 = *(u64 *)(r1 +0); exit; a: r0 = 0; exit`,
  ],
  [
    'a pointer from a function',
    `call f; if r0 == 0 goto out; r1 = *(u64 *)(r0 +0); ${done}; f: *(u32 *)(r10 -4) = 0; r2 = r10; r2 += -4; r1 = map[counts]; call bpf_map_lookup_elem; exit`,
  ],
  [
    'a bound from a function',
    `call f; r2 = map[state][0]+0; r2 += r0; r1 = *(u8 *)(r2 +0); r0 = 0; exit; f: call bpf_get_prandom_u32; r0 &= 15; exit`,
  ],
  [
    'a tail call in a function',
    'call f; r0 = 0; exit; f: r2 = map[programs]; r3 = 0; call bpf_tail_call; r0 = 0; exit',
  ],
  [
    'a function in a loop',
    'r6 = 0; a: r1 = r6; call f; r6 += 1; if r6 < 20 goto a; r0 = 0; exit; f: r0 = r1; r0 *= 3; exit',
  ],
  ['a callback', `${LOOP(1000)}; r0 = 0; exit; body: r0 = 0; exit`],
  [
    'a callback that ends the loop',
    `${LOOP(1000)}; r0 = 0; exit; body: if r1 > 5 goto a; r0 = 0; exit; a: r0 = 1; exit`,
  ],
  [
    'a number of times that is not known',
    `call bpf_get_prandom_u32; r6 = r0; ${LOOP('r6')}; r0 = 0; exit; body: r0 = 0; exit`,
  ],
  [
    'a sum in a callback',
    `*(u64 *)(r10 -8) = 0; r6 = r10; r6 += -8; ${LOOP(9, 'r6')}; r0 = *(u64 *)(r10 -8); exit; body: r3 = *(u64 *)(r2 +0); r3 += r1; *(u64 *)(r2 +0) = r3; r0 = 0; exit`,
    FMOD_RET,
  ],
  [
    'an index that a callback checks',
    `*(u64 *)(r10 -8) = 0; r6 = r10; r6 += -8; ${LOOP(9, 'r6')}; r0 = 0; exit; body: r3 = *(u64 *)(r2 +0); if r3 > 15 goto a; r4 = map[state][0]+0; r4 += r3; *(u8 *)(r4 +0) = 1; r3 += 1; *(u64 *)(r2 +0) = r3; r0 = 0; exit; a: r0 = 1; exit`,
  ],
  [
    'a pointer that a callback only reads',
    `*(u64 *)(r10 -8) = r1; r6 = r10; r6 += -8; ${LOOP(9, 'r6')}; r2 = *(u64 *)(r10 -8); r0 = *(u64 *)(r2 +0); r0 = 0; exit; body: r1 = *(u64 *)(r2 +0); r0 = *(u64 *)(r1 +8); r0 = 0; exit`,
  ],
  [
    'a callback in a callback',
    `${LOOP(9)}; r0 = 0; exit; body: r1 = 9; r2 = func inner; r3 = 0; r4 = 0; call bpf_loop; r0 = 0; exit; inner: r0 = 0; exit`,
  ],
  [
    'memory in a callback',
    `${LOOP(9)}; r0 = 0; exit; body: ${reserve(8)}; if r0 == 0 goto a; r1 = r0; r2 = 0; call bpf_ringbuf_discard; a: r0 = 0; exit`,
  ],
  ['a loop in a callback', `${LOOP(9)}; r0 = 0; exit; body: r0 = 8; a: r0 -= 1; if r0 != 0 goto a; exit`],
  [
    'memory of the caller, kept across a callback',
    `${reserve(8)}; if r0 == 0 goto out; r6 = r0; ${LOOP(3)}; r1 = r6; r2 = 0; call bpf_ringbuf_submit; ${done}; body: r0 = 0; exit`,
  ],
  [
    'each element of an array',
    `${EACH('counts')}; r0 = 0; exit; body: r4 = *(u32 *)(r2 +0); r5 = *(u64 *)(r3 +0); r5 += r4; *(u64 *)(r3 +0) = r5; r0 = 0; exit`,
  ],
  [
    'each element of a hash, and a key for another map',
    `${EACH('table')}; r0 = 0; exit; body: r1 = map[counts]; call bpf_map_lookup_elem; r0 = 0; exit`,
  ],
  ['each element, deleted', `${EACH('table')}; r0 = 0; exit; body: call bpf_map_delete_elem; r0 = 0; exit`],
  [
    'a value in a loop over another map',
    `${found('counts')}; *(u64 *)(r10 -16) = r0; r6 = r10; r6 += -16; ${EACH('table', 'r6')}; ${done}; body: r5 = *(u64 *)(r4 +0); *(u64 *)(r5 +0) = 1; r0 = 0; exit`,
  ],
];
