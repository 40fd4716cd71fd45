import { done, FMOD_RET, found, type Accepted, type Refused } from '../world.js';

const random = 'call bpf_get_prandom_u32; r7 = r0';

export const refused: readonly Refused[] = [
  ['a slot that nobody has written', 'r0 = *(u64 *)(r10 -8); exit', 'invalid read from stack off -8+0 size 8'],
  [
    'a slot that is half written',
    '*(u32 *)(r10 -8) = 0; r0 = *(u64 *)(r10 -8); exit',
    'invalid read from stack off -8+4 size 8',
  ],
  [
    'a slot that one path has not written',
    'r2 = *(u64 *)(r1 +32); if r2 == 0 goto a; *(u64 *)(r10 -8) = 0; a: r0 = *(u64 *)(r10 -8); exit',
    'invalid read from stack off -8+0 size 8',
  ],
  ['below the stack', '*(u64 *)(r10 -520) = 0; r0 = 0; exit', 'invalid write to stack R10 off=-520 size=8'],
  ['above the stack', '*(u64 *)(r10 +0) = 0; r0 = 0; exit', 'invalid write to stack R10 off=0 size=8'],
  ['reading across the top', 'r0 = *(u64 *)(r10 +8); exit', 'invalid read from stack R10 off=8 size=8'],
  ['a misaligned store', '*(u64 *)(r10 -12) = 0; r0 = 0; exit', 'misaligned stack access off (0x0; 0x0)+0+-12 size 8'],
  [
    'a misaligned load',
    '*(u64 *)(r10 -8) = 0; r0 = *(u32 *)(r10 -7); exit',
    'misaligned stack access off (0x0; 0x0)+0+-7 size 4',
  ],
  ['half of a pointer', '*(u64 *)(r10 -8) = r1; r0 = *(u32 *)(r10 -8); exit', 'invalid size of register fill'],
  ['a pointer stored as 32 bits', '*(u32 *)(r10 -8) = r1; r0 = 0; exit', 'invalid size of register spill'],
  [
    'a pointer that was partly overwritten',
    '*(u64 *)(r10 -8) = r1; *(u8 *)(r10 -1) = 0; r2 = *(u64 *)(r10 -8); r0 = *(u64 *)(r2 +0); exit',
    "R2 invalid mem access 'scalar'",
  ],
  [
    'a pointer into the stack, moved below it',
    'r2 = r10; r2 += -512; *(u8 *)(r2 -1) = 0; r0 = 0; exit',
    'invalid write to stack R2 off=-513 size=1',
  ],
  [
    'subtraction from a pointer into the stack',
    'r2 = r10; r2 -= 8; r0 = 0; exit',
    'R2 subtraction from stack pointer prohibited',
  ],
  [
    'a variable offset without bounds',
    `${random}; r7 >>= 1; r2 = r10; r2 += r7; *(u8 *)(r2 -8) = 0; r0 = 0; exit`,
    'invalid unbounded variable-offset write to stack R2',
  ],
  [
    'a variable offset that reaches above',
    `${random}; r7 &= 8; r2 = r10; r2 += r7; *(u64 *)(r2 -8) = 0; r0 = 0; exit`,
    'invalid variable-offset write to stack R2 var_off=(0x0; 0x8) size=8',
  ],
  [
    'a variable offset that is misaligned',
    `${random}; r7 &= 7; r2 = r10; r2 += r7; *(u64 *)(r2 -16) = 0; r0 = 0; exit`,
    'misaligned stack access off (0x0; 0x7)+0+-16 size 8',
  ],
  [
    'a variable offset to what may not be written',
    `*(u64 *)(r10 -8) = 0; ${random}; r7 &= 8; r2 = r10; r2 += r7; r0 = *(u64 *)(r2 -16); exit`,
    'invalid read from stack R2 var_off (0x0; 0x8)+0 size 8',
  ],
  [
    'a store at a variable offset writes no slot for sure',
    `${random}; r7 &= 8; r2 = r10; r2 += r7; *(u64 *)(r2 -16) = 0; r0 = *(u64 *)(r10 -8); exit`,
    'invalid read from stack off -8+0 size 8',
  ],
  [
    'a pointer that a store at a variable offset may have hit',
    `*(u64 *)(r10 -8) = r1; *(u64 *)(r10 -16) = r1; ${random}; r7 &= 8; r2 = r10; r2 += r7; *(u64 *)(r2 -16) = 0; r3 = *(u64 *)(r10 -8); r0 = *(u64 *)(r3 +0); exit`,
    "R3 invalid mem access 'scalar'",
  ],
  [
    'a number that was bounded before a part was overwritten',
    `${found('counts')}; r8 = r0; ${random}; r7 &= 7; *(u64 *)(r10 -16) = r7; *(u8 *)(r10 -16) = 9; r7 = *(u64 *)(r10 -16); r8 += r7; r0 = *(u8 *)(r8 +0); ${done}`,
    'math between map_value pointer',
  ],
];

export const accepted: readonly Accepted[] = [
  ['the whole stack', '*(u64 *)(r10 -512) = 0; *(u64 *)(r10 -8) = 0; r0 = *(u64 *)(r10 -512); exit'],
  ['every size', '*(u64 *)(r10 -8) = 0; r0 = *(u8 *)(r10 -1); r2 = *(u16 *)(r10 -2); r2 = *(u32 *)(r10 -4); exit'],
  [
    'eight bytes that were written one by one',
    `${Array.from({ length: 8 }, (_, n) => `*(u8 *)(r10 -${n + 1}) = ${n}`).join('; ')}; r0 = *(u64 *)(r10 -8); exit`,
    FMOD_RET,
  ],
  [
    'zeros that were written one by one',
    `${Array.from({ length: 8 }, (_, n) => `*(u8 *)(r10 -${n + 1}) = 0`).join('; ')}; r0 = *(u64 *)(r10 -8); exit`,
  ],
  ['a pointer comes back', '*(u64 *)(r10 -8) = r1; r2 = *(u64 *)(r10 -8); r0 = *(u64 *)(r2 +0); r0 = 0; exit'],
  [
    'a constant comes back',
    '*(u64 *)(r10 -8) = 0; r3 = 5; *(u64 *)(r10 -16) = r3; r0 = *(u64 *)(r10 -16); r0 -= 5; exit',
  ],
  ['a constant of 32 bits comes back', 'r3 = 5; *(u32 *)(r10 -16) = r3; r0 = *(u32 *)(r10 -16); r0 -= 5; exit'],
  ['a stored immediate comes back', '*(u64 *)(r10 -8) = 5; r0 = *(u64 *)(r10 -8); r0 -= 5; exit'],
  [
    'a part of a number is no larger',
    `${found('counts')}; r8 = r0; ${random}; r7 &= 7; *(u64 *)(r10 -16) = r7; r7 = *(u8 *)(r10 -16); r8 += r7; r0 = *(u8 *)(r8 +0); ${done}`,
  ],
  [
    'a bound comes back',
    `${found('counts')}; r8 = r0; ${random}; r7 &= 7; *(u64 *)(r10 -16) = r7; r7 = *(u64 *)(r10 -16); r8 += r7; r0 = *(u8 *)(r8 +0); ${done}`,
  ],
  [
    'what was spilled is bounded with its register',
    `${found('counts')}; r8 = r0; ${random}; *(u64 *)(r10 -16) = r7; if r7 > 7 goto out; r6 = *(u64 *)(r10 -16); r8 += r6; r0 = *(u8 *)(r8 +0); ${done}`,
  ],
  [
    'a pointer that is checked after it was spilled',
    `r1 = map[counts]; r2 = r10; r2 += -4; *(u32 *)(r10 -4) = 0; call bpf_map_lookup_elem; *(u64 *)(r10 -16) = r0; if r0 == 0 goto out; r2 = *(u64 *)(r10 -16); r0 = *(u64 *)(r2 +0); ${done}`,
  ],
  ['a pointer into the stack is moved', 'r2 = r10; r2 += -16; *(u64 *)(r2 +8) = 0; r0 = *(u64 *)(r10 -8); exit'],
  [
    'a pointer into the stack is spilled',
    '*(u64 *)(r10 -8) = r10; r2 = *(u64 *)(r10 -8); *(u64 *)(r2 -16) = 0; r0 = *(u64 *)(r10 -16); exit',
  ],
  [
    'a variable offset that is aligned and inside',
    `*(u64 *)(r10 -8) = 0; *(u64 *)(r10 -16) = 0; ${random}; r7 &= 8; r2 = r10; r2 += r7; r0 = *(u64 *)(r2 -16); exit`,
  ],
  [
    'a store at a variable offset leaves what was there readable',
    `*(u64 *)(r10 -8) = 1; *(u64 *)(r10 -16) = 2; ${random}; r7 &= 8; r2 = r10; r2 += r7; *(u64 *)(r2 -16) = r7; r0 = *(u64 *)(r10 -8); exit`,
    FMOD_RET,
  ],
  [
    'an array on the stack, filled and summed',
    'r3 = 0; a: r2 = r10; r4 = r3; r4 <<= 3; r2 += r4; *(u64 *)(r2 -64) = r3; r3 += 1; if r3 < 8 goto a; r0 = *(u64 *)(r10 -8); r5 = *(u64 *)(r10 -64); r0 += r5; exit',
    FMOD_RET,
  ],
  ['a signed load', '*(u64 *)(r10 -8) = -1; r0 = *(s32 *)(r10 -8); r0 += 1; exit'],
];
