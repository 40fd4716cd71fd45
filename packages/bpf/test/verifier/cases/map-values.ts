import { done, FMOD_RET, found, KPROBE, lookup, memory, type Accepted, type Refused } from '../world.js';

export const refused: readonly Refused[] = [
  [
    'a value that was not looked for',
    `${lookup('counts')}; r0 = *(u64 *)(r0 +0); exit`,
    "R0 invalid mem access 'map_value_or_null'",
  ],
  [
    'a store to what may be null',
    `${lookup('counts')}; *(u64 *)(r0 +0) = 1; r0 = 0; exit`,
    "R0 invalid mem access 'map_value_or_null'",
  ],
  [
    'the null branch',
    `${lookup('counts')}; if r0 != 0 goto out; r0 = *(u64 *)(r0 +0); exit; ${done}`,
    "R0 invalid mem access 'scalar'",
  ],
  [
    'one pointer checked, another used',
    `${lookup('counts')}; r6 = r0; ${lookup('counts', 1)}; if r0 == 0 goto out; r0 = *(u64 *)(r6 +0); ${done}`,
    "R6 invalid mem access 'map_value_or_null'",
  ],
  [
    'arithmetic before the check',
    `${lookup('counts')}; r0 += 4; if r0 == 0 goto out; r0 = *(u8 *)(r0 +0); ${done}`,
    'R0 pointer arithmetic on map_value_or_null prohibited, null-check it first',
  ],
  [
    'a check of 32 bits',
    `${lookup('counts')}; if w0 == 0 goto out; r0 = *(u64 *)(r0 +0); ${done}`,
    "R0 invalid mem access 'map_value_or_null'",
  ],
  [
    'behind the value',
    `${found('counts')}; r0 = *(u64 *)(r0 +8); ${done}`,
    'invalid access to map value, value_size=8 off=8 size=8',
  ],
  [
    'across its end',
    `${found('counts')}; r0 = *(u64 *)(r0 +1); ${done}`,
    'invalid access to map value, value_size=8 off=1 size=8',
  ],
  [
    'before it',
    `${found('counts')}; r0 = *(u8 *)(r0 -1); ${done}`,
    'R0 min value is outside of the allowed memory range',
  ],
  ['moved before it', `${found('counts')}; r0 += -8; r0 = *(u64 *)(r0 +0); ${done}`, 'off=-8 size=8'],
  [
    'moved behind it',
    `${found('counts')}; r0 += 1; *(u64 *)(r0 +0) = 0; ${done}`,
    'invalid access to map value, value_size=8 off=1 size=8',
  ],
  [
    'a pointer that is multiplied',
    `${found('counts')}; r0 *= 2; ${done}`,
    'R0 pointer arithmetic with *= operator prohibited',
  ],
  ['a pointer that is masked', `${found('counts')}; r0 &= -8; ${done}`, 'R0 bitwise operator &= on pointer prohibited'],
  [
    'a pointer that is moved by 32 bits',
    `${found('counts')}; w0 += 1; ${done}`,
    'R0 32-bit pointer arithmetic prohibited',
  ],
  ['a pointer added to a pointer', `${found('counts')}; r0 += r10; ${done}`, 'R0 pointer += pointer prohibited'],
  [
    'a pointer subtracted from a number',
    `${found('counts')}; r1 = 8; r1 -= r0; ${done}`,
    'R1 tried to subtract pointer from scalar',
  ],
  [
    'an offset that is too large',
    `${found('counts')}; r0 += 536870912; ${done}`,
    'math between map_value pointer and 536870912 is not allowed',
  ],
  [
    'offsets that add up to too much',
    `${found('counts')}; r0 += 536870911; r0 += 1; ${done}`,
    'map_value pointer offset 536870912 is not allowed',
  ],
  [
    'a sign-extended part of a pointer',
    `${found('counts')}; r1 = (s32)r0; ${done}`,
    'R1 sign-extension part of pointer',
  ],
  [
    'a swapped pointer',
    `${found('counts')}; r0 = bswap64 r0; r0 = *(u8 *)(r0 +0); ${done}`,
    "R0 invalid mem access 'scalar'",
  ],
  ['half a pointer', `${found('counts')}; w0 = w0; r0 = *(u8 *)(r0 +0); ${done}`, "R0 invalid mem access 'scalar'"],
  ['a number as address', 'r2 = *(u64 *)(r1 +0); r0 = *(u64 *)(r2 +0); exit', "R2 invalid mem access 'scalar'"],
  [
    'a constant as address',
    'r2 = 0xffff000001000000 ll; *(u64 *)(r2 +0) = 1; r0 = 0; exit',
    "R2 invalid mem access 'scalar'",
  ],
  ['the map itself', 'r2 = map[counts]; r0 = *(u64 *)(r2 +0); exit', "R2 invalid mem access 'map_ptr'"],
  ['arithmetic on the map', 'r2 = map[counts]; r2 += 8; r0 = 0; exit', 'R2 pointer arithmetic on map_ptr prohibited'],
  ['a direct value behind its end', 'r2 = map[state][0]+16; r0 = 0; exit', 'direct value offset of 16 is not allowed'],
  ['a direct value of several elements', 'r2 = map[counts][0]+0; r0 = 0; exit', "map 'counts' has no direct value"],
  ['a direct value of a hash', 'r2 = map[table][0]+0; r0 = 0; exit', "map 'table' has no direct value"],
  ['behind a direct value', 'r2 = map[state][0]+8; r0 = *(u64 *)(r2 +8); exit', 'value_size=16 off=16 size=8'],
  [
    'writing what is read-only',
    'r2 = map[rodata][0]+0; *(u8 *)(r2 +0) = 1; r0 = 0; exit',
    'write into map forbidden, value_size=32 off=0 size=1',
  ],
  [
    'a helper that writes what is read-only',
    'r1 = map[rodata][0]+0; r2 = 16; call bpf_get_current_comm; r0 = 0; exit',
    'write into map forbidden',
  ],
  ['behind memory', 'r0 = *(u64 *)(r1 +9); exit', 'invalid access to memory, mem_size=16 off=9 size=8', memory(16)],
  ['memory of no size', 'r0 = *(u8 *)(r1 +0); exit', "R1 invalid mem access 'scalar'", memory(0)],
  [
    'an index into memory without a bound',
    'r3 = *(u32 *)(r1 +0); r1 += r3; r0 = *(u8 *)(r1 +0); exit',
    'R1 unbounded memory access',
    memory(16),
  ],
];

export const accepted: readonly Accepted[] = [
  [
    'the whole value',
    `${found('table').replaceAll('(u32 *)(r10 -4)', '(u64 *)(r10 -8)').replace('r2 += -4', 'r2 += -8')}; r1 = *(u64 *)(r0 +8); r1 = *(u8 *)(r0 +15); *(u64 *)(r0 +0) = r1; ${done}`,
  ],
  ['a value that is not aligned', `${found('counts')}; r1 = *(u32 *)(r0 +3); ${done}`],
  ['checked the other way round', `${lookup('counts')}; if r0 != 0 goto a; exit; a: r1 = *(u64 *)(r0 +0); ${done}`],
  [
    'checked against a register that is zero',
    `${lookup('counts')}; r6 = 0; if r0 == r6 goto out; r1 = *(u64 *)(r0 +0); ${done}`,
  ],
  ['the copy is checked as well', `${lookup('counts')}; r6 = r0; if r6 == 0 goto out; r1 = *(u64 *)(r0 +0); ${done}`],
  [
    'checked twice',
    `${found('counts')}; if r0 == 0 goto never; r1 = *(u64 *)(r0 +0); goto out; never: r1 = *(u64 *)(r0 +0); ${done}`,
  ],
  ['moved and moved back', `${found('counts')}; r0 += 4; r1 = *(u32 *)(r0 +0); r0 -= 4; r1 = *(u64 *)(r0 +0); ${done}`],
  [
    'moved by a bounded number, twice',
    `r9 = r1; ${found('counts')}; r2 = *(u64 *)(r9 +32); r2 &= 3; r0 += r2; r0 += r2; r1 = *(u8 *)(r0 +1); ${done}`,
  ],
  ['a number to which a pointer is added', `${found('counts')}; r1 = 4; r1 += r0; r2 = *(u32 *)(r1 +0); ${done}`],
  ['the distance of two pointers', `${found('counts')}; r1 = r0; r1 += 4; r1 -= r0; ${done}`],
  ['two pointers compared', `${found('counts')}; if r0 > r10 goto out; ${done}`],
  ['a pointer kept in a map', `${found('counts')}; *(u64 *)(r0 +0) = r0; ${done}`],
  ['a direct value', 'r2 = map[state][0]+8; r0 = *(u64 *)(r2 +0); *(u64 *)(r2 -8) = r0; r0 = 0; exit'],
  ['a constant from read-only data', 'r2 = map[rodata][0]+8; r0 = *(u8 *)(r2 +0); r0 -= 5; exit'],
  ['read-only data behind what it begins with is zero', 'r2 = map[rodata][0]+0; r0 = *(u64 *)(r2 +24); exit'],
  [
    'a loop over read-only bytes',
    'r0 = 0; r3 = 0; a: r2 = map[rodata][0]+0; r2 += r3; r4 = *(u8 *)(r2 +0); r0 += r4; r3 += 1; if r3 < 32 goto a; exit',
    FMOD_RET,
  ],
  [
    'a path that a constant rules out',
    'r2 = map[rodata][0]+8; r3 = *(u8 *)(r2 +0); if r3 == 5 goto a; r0 = *(u64 *)(r3 +0); a: r0 = 0; exit',
  ],
  ['memory to the last byte', '*(u64 *)(r1 +8) = r2; r0 = *(u8 *)(r1 +15); exit', memory(16)],
  ['a value of the other CPU counts in its size', `${found('percpu')}; r1 = *(u64 *)(r0 +0); ${done}`],
  ['a value looked up by a probe', `${found('counts')}; *(u64 *)(r0 +0) = 1; ${done}`, KPROBE],
];
