import { FEXIT, FMOD_RET, KPROBE, on, type Accepted, type Refused } from '../world.js';

export const refused: readonly Refused[] = [
  ['an argument too many', 'r0 = *(u64 *)(r1 +40); exit', "func 'target' doesn't have 6-th argument"],
  ['half-way between two arguments', 'r0 = *(u32 *)(r1 +4); exit', "func 'target' offset 4 is not multiple of 8"],
  ['misaligned for its size', 'r0 = *(u64 *)(r1 +4); exit', 'invalid bpf_context access off=4 size=8'],
  ['before the arguments', 'r0 = *(u64 *)(r1 -8); exit', 'invalid bpf_context access off=-8 size=8'],
  ['behind all that a function can have', 'r0 = *(u64 *)(r1 +96); exit', 'invalid bpf_context access off=96 size=8'],
  ['writing the context', '*(u64 *)(r1 +0) = 0; r0 = 0; exit', 'invalid bpf_context access off=0 size=8'],
  ['half a pointer argument', 'r0 = *(u32 *)(r1 +8); exit', "func 'target' arg1 is a pointer: size 4 must be 8"],
  ['the result, of fentry', 'r0 = *(u64 *)(r1 +40); exit', "func 'target' doesn't have 6-th argument", on('target')],
  [
    'the result of what returns nothing',
    'r0 = *(u64 *)(r1 +8); exit',
    "func 'nothing' doesn't have 2-th argument",
    on('nothing', 'fexit'),
  ],
  ['behind the result', 'r0 = *(u64 *)(r1 +48); exit', "func 'target' doesn't have 7-th argument", FEXIT],
  [
    'a pointer to a pointer',
    'r0 = *(u64 *)(r1 +0); exit',
    "func 'nothing' arg0 type PTR is not a struct",
    on('nothing'),
  ],
  [
    'a function that the kernel has not',
    'r0 = 0; exit',
    "func 'no_such_function' is not in the kernel's BTF",
    on('no_such_function'),
  ],
  [
    'a context that was moved',
    'r1 += 8; r0 = *(u64 *)(r1 +0); exit',
    'dereference of modified ctx ptr R1 off=8 disallowed',
  ],
  [
    'a context at a variable offset',
    'r6 = r1; call bpf_get_prandom_u32; r0 &= 8; r6 += r0; r0 = *(u64 *)(r6 +0); exit',
    'variable ctx access var_off=(0x0; 0x8) disallowed',
  ],
  [
    'an atomic on the context',
    'r2 = 1; lock *(u64 *)(r1 +0) += r2; r0 = 0; exit',
    'BPF_ATOMIC stores into R1 ctx is not allowed',
  ],
  ['behind pt_regs', 'r0 = *(u64 *)(r1 +336); exit', 'invalid bpf_context access off=336 size=8', KPROBE],
  ['misaligned in pt_regs', 'r0 = *(u64 *)(r1 +12); exit', 'invalid bpf_context access off=12 size=8', KPROBE],
  ['writing pt_regs', 'r2 = 0; *(u64 *)(r1 +0) = r2; r0 = 0; exit', 'invalid bpf_context access off=0 size=8', KPROBE],
  [
    'one load for the context and for something else',
    'r6 = r1; *(u64 *)(r10 -8) = 0; r2 = *(u64 *)(r6 +0); if r2 == 0 goto a; r6 = r10; r6 += -8; a: r0 = *(u64 *)(r6 +0); r0 = 0; exit',
    'same insn cannot be used with different pointers',
  ],
  [
    'a structure behind its end',
    'r2 = *(u64 *)(r1 +8); r0 = *(u64 *)(r2 +96); exit',
    'access beyond struct task_struct at off 96 size 8',
  ],
  [
    'a structure before its beginning',
    'r2 = *(u64 *)(r1 +8); r0 = *(u64 *)(r2 -8); exit',
    'R2 is ptr_task_struct invalid negative access: off=-8',
  ],
  [
    'a structure at a variable offset',
    'r6 = *(u64 *)(r1 +8); call bpf_get_prandom_u32; r0 &= 8; r6 += r0; r0 = *(u64 *)(r6 +0); exit',
    'R6 is ptr_task_struct invalid variable offset',
  ],
  ['writing a structure', 'r2 = *(u64 *)(r1 +8); *(u32 *)(r2 +0) = 1; r0 = 0; exit', 'only read is supported'],
  [
    'half a pointer in a structure',
    'r2 = *(u64 *)(r1 +8); r0 = *(u32 *)(r2 +8); exit',
    'cannot access ptr member parent with moff 8 in struct task_struct with off 8 size 4',
  ],
  ['across two members', 'r2 = *(u64 *)(r1 +8); r0 = *(u64 *)(r2 +0); exit', 'access beyond the end of member'],
  [
    'where no member is',
    'r2 = *(u64 *)(r1 +8); r0 = *(u64 *)(r2 +88); exit',
    'cannot access off 88 size 8 of struct task_struct',
  ],
  [
    'a number in a structure as address',
    'r2 = *(u64 *)(r1 +8); r2 = *(u64 *)(r2 +32); r0 = *(u64 *)(r2 +0); exit',
    "R2 invalid mem access 'scalar'",
  ],
  [
    'an untyped argument as address',
    'r2 = *(u64 *)(r1 +16); r0 = *(u64 *)(r2 +0); exit',
    "R2 invalid mem access 'scalar'",
  ],
  [
    'an atomic on a structure',
    'r2 = *(u64 *)(r1 +8); r3 = 1; lock *(u64 *)(r2 +0) += r3; r0 = 0; exit',
    'BPF_ATOMIC stores into R2 ptr_task_struct is not allowed',
  ],
  ['a variable that is none', 'r1 = btf_id 4; r0 = 0; exit', "pseudo btf_id 4 in ldimm64 isn't KIND_VAR"],
  ['a per-CPU variable without its CPU', 'r1 = btf_id 22; r0 = *(u64 *)(r1 +0); exit', 'R1 invalid mem access'],
  [
    'writing a variable of the kernel',
    'r1 = btf_id 31; r2 = 1; *(u64 *)(r1 +0) = r2; r0 = 0; exit',
    'R1 cannot write into rdonly_mem',
  ],
];

export const accepted: readonly Accepted[] = [
  [
    'every argument',
    'r0 = *(u64 *)(r1 +0); r2 = *(u64 *)(r1 +8); r3 = *(u64 *)(r1 +16); r4 = *(u64 *)(r1 +24); r5 = *(u64 *)(r1 +32); r0 = 0; exit',
  ],
  ['the low half of an int', 'r0 = *(u32 *)(r1 +0); exit', FMOD_RET],
  ['the result, of fexit', 'r0 = *(u64 *)(r1 +40); r0 = 0; exit', FEXIT],
  ['the result, of fmod_ret', 'r0 = *(u64 *)(r1 +40); exit', FMOD_RET],
  [
    'a structure that is returned',
    'r2 = *(u64 *)(r1 +8); r0 = *(u32 *)(r2 +0); r0 = 0; exit',
    on('find_task', 'fexit'),
  ],
  ['a pointer to a number is a number', 'r0 = *(u64 *)(r1 +0); r0 = 0; exit', on('find_task')],
  ['a context that was moved and moved back', 'r1 += 8; r1 += -8; r0 = *(u64 *)(r1 +0); r0 = 0; exit'],
  ['every register of pt_regs', 'r0 = *(u64 *)(r1 +0); r0 = *(u64 *)(r1 +256); r0 = *(u32 *)(r1 +332); exit', KPROBE],
  ['a member', 'r2 = *(u64 *)(r1 +8); r0 = *(u32 *)(r2 +0); r0 = 0; exit'],
  ['a bit field', 'r2 = *(u64 *)(r1 +8); r0 = *(u32 *)(r2 +4); r0 &= 7; r0 = 0; exit'],
  ['a part of a member', 'r2 = *(u64 *)(r1 +8); r0 = *(u8 *)(r2 +2); r0 = 0; exit'],
  ['an element, and several', 'r2 = *(u64 *)(r1 +8); r0 = *(u8 *)(r2 +31); r0 = *(u64 *)(r2 +16); r0 = 0; exit'],
  [
    'from structure to structure',
    'r2 = *(u64 *)(r1 +8); r2 = *(u64 *)(r2 +8); r2 = *(u64 *)(r2 +8); r0 = *(u32 *)(r2 +0); r0 = 0; exit',
  ],
  [
    'a structure in a structure',
    'r2 = *(u64 *)(r1 +8); r0 = *(u64 *)(r2 +40); r2 = *(u64 *)(r2 +48); r0 = *(u64 *)(r2 +0); r0 = 0; exit',
  ],
  [
    'a member of a union',
    'r2 = *(u64 *)(r1 +8); r0 = *(u32 *)(r2 +56); r2 = *(u64 *)(r2 +56); r0 = *(u32 *)(r2 +0); r0 = 0; exit',
  ],
  ['an array of pointers', 'r2 = *(u64 *)(r1 +8); r2 = *(u64 *)(r2 +72); r0 = *(u32 *)(r2 +0); r0 = 0; exit'],
  ['a pointer to a function is a number', 'r2 = *(u64 *)(r1 +8); r0 = *(u64 *)(r2 +80); r0 = 0; exit'],
  ['an array without a length', 'r2 = *(u64 *)(r1 +0); r0 = *(u8 *)(r2 +100); r0 = 0; exit', on('send')],
  ['a structure that moved inside', 'r2 = *(u64 *)(r1 +8); r2 += 40; r0 = *(u64 *)(r2 +0); r0 = 0; exit'],
  ['a null check of a structure', 'r2 = *(u64 *)(r1 +8); if r2 == 0 goto a; r0 = *(u32 *)(r2 +0); a: r0 = 0; exit'],
  [
    'a structure that is not checked: it reads as zero',
    'r2 = *(u64 *)(r1 +8); r2 = *(u64 *)(r2 +8); r0 = *(u32 *)(r2 +0); r0 = 0; exit',
  ],
  ['the current task', 'call bpf_get_current_task_btf; r2 = *(u32 *)(r0 +0); r0 = 0; exit', KPROBE],
  [
    'a per-CPU variable of another CPU',
    'r1 = btf_id 22; r2 = 1; call bpf_per_cpu_ptr; if r0 == 0 goto a; r1 = *(u64 *)(r0 +0); a: r0 = 0; exit',
  ],
  ['a per-CPU structure of this CPU', 'r1 = btf_id 23; call bpf_this_cpu_ptr; r1 = *(u32 *)(r0 +0); r0 = 0; exit'],
  ['a variable of the kernel', 'r1 = btf_id 31; r0 = *(u64 *)(r1 +0); r0 = 0; exit'],
];
