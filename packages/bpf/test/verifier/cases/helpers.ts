import { done, FEXIT, FMOD_RET, found, KPROBE, lookup, type Accepted, type Refused } from '../world.js';

const key = '*(u32 *)(r10 -4) = 0; r2 = r10; r2 += -4; r1 = map[counts]';
const random = 'call bpf_get_prandom_u32; r7 = r0';
/** `size` bytes of the stack from `from`, filled from the kernel. */
const probe = (from: number, size: number | string): string =>
  `r1 = r10; r1 += ${from}; r2 = ${size}; r3 = 0; call bpf_probe_read_kernel`;

export const refused: readonly Refused[] = [
  ['a helper that does not exist', 'call unknown#9999; r0 = 0; exit', 'invalid func unknown#9999'],
  ['a field that the kernel has not', 'call unknown#195896080; r0 = 0; exit', 'invalid func unknown#195896080: a CO-RE relocation without an answer'],
  ['a weak function that the kernel has not', 'call unknown#2002000000; r0 = 0; exit', 'invalid func unknown#2002000000: a __weak function that the kernel has not'],
  ['a helper that the lab has not, by name', 'call bpf_send_signal; r0 = 0; exit', 'unknown func bpf_send_signal#109'],
  [
    'a helper for trampolines, in a probe',
    'call bpf_get_func_arg_cnt; r0 = 0; exit',
    'unknown func bpf_get_func_arg_cnt#185 for kprobe',
    KPROBE,
  ],
  [
    'a helper for the GPL',
    'call bpf_get_current_task; r0 = 0; exit',
    'cannot call GPL-restricted function bpf_get_current_task from non-GPL compatible program',
    { license: 'MIT' },
  ],
  [
    'a helper for the GPL, without a licence',
    'call bpf_get_func_ip; r0 = 0; exit',
    'cannot call GPL-restricted function',
    { license: undefined },
  ],
  ['an argument that nobody has written', 'r1 = map[counts]; call bpf_map_lookup_elem; r0 = 0; exit', 'R2 !read_ok'],
  ['a number for a map', `${key}; r1 = 1; call bpf_map_lookup_elem; r0 = 0; exit`, 'R1 type=scalar expected=map_ptr'],
  [
    'a value for a map',
    `${found('counts')}; r1 = r0; r2 = r10; r2 += -4; call bpf_map_lookup_elem; ${done}`,
    'R1 type=map_value expected=map_ptr',
  ],
  [
    'a number for a key',
    'r1 = map[counts]; r2 = 0; call bpf_map_lookup_elem; r0 = 0; exit',
    'R2 type=scalar expected=fp, map_key, map_value',
  ],
  [
    'the context for a key',
    'r2 = r1; r1 = map[counts]; call bpf_map_lookup_elem; r0 = 0; exit',
    'R2 type=ctx expected=fp, map_key, map_value',
  ],
  [
    'a key that nobody has written',
    'r1 = map[counts]; r2 = r10; r2 += -4; call bpf_map_lookup_elem; r0 = 0; exit',
    'invalid indirect read from stack R2 off -4+0 size 4',
  ],
  [
    'a key that is half written',
    '*(u32 *)(r10 -8) = 0; r1 = map[table]; r2 = r10; r2 += -8; call bpf_map_lookup_elem; r0 = 0; exit',
    'invalid indirect read from stack R2 off -8+4 size 8',
  ],
  [
    'a key across the top of the stack',
    '*(u32 *)(r10 -4) = 0; r1 = map[table]; r2 = r10; r2 += -4; call bpf_map_lookup_elem; r0 = 0; exit',
    'invalid indirect access to stack R2 off=-4 size=8',
  ],
  [
    'a key below the stack',
    `${key}; r2 = r10; r2 += -516; call bpf_map_lookup_elem; r0 = 0; exit`,
    'invalid indirect access to stack R2 off=-516 size=4',
  ],
  [
    'a key that may be null',
    `${lookup('counts')}; r2 = r0; r1 = map[counts]; call bpf_map_lookup_elem; r0 = 0; exit`,
    'R2 type=map_value_or_null expected=fp',
  ],
  [
    'a value that is too short',
    `${found('state')}; r3 = r0; r3 += 1; r1 = map[state]; r2 = r10; r2 += -4; r4 = 0; call bpf_map_update_elem; ${done}`,
    'invalid access to map value, value_size=16 off=1 size=16',
  ],
  [
    'looking into a ring buffer',
    `${key}; r1 = map[ring]; call bpf_map_lookup_elem; r0 = 0; exit`,
    'cannot pass map_type ringbuf into func bpf_map_lookup_elem#1',
  ],
  [
    'looking into a program array',
    `${key}; r1 = map[programs]; call bpf_map_lookup_elem; r0 = 0; exit`,
    'cannot pass map_type prog_array into func bpf_map_lookup_elem#1',
  ],
  [
    'updating stack traces',
    `${key}; *(u64 *)(r10 -72) = 0; r1 = map[stacks]; r3 = map[state][0]+0; r4 = 0; call bpf_map_update_elem; r0 = 0; exit`,
    'invalid access to map value, value_size=16 off=0 size=64',
  ],
  [
    'deleting from a program array',
    `${key}; r1 = map[programs]; call bpf_map_delete_elem; r0 = 0; exit`,
    'cannot pass map_type prog_array into func bpf_map_delete_elem#3',
  ],
  [
    'an array for stack traces',
    'r2 = map[counts]; r3 = 0; call bpf_get_stackid; r0 = 0; exit',
    'cannot pass map_type array into func bpf_get_stackid#27',
  ],
  [
    'output to an array',
    `*(u64 *)(r10 -8) = 0; r1 = map[counts]; r2 = r10; r2 += -8; r3 = 8; r4 = 0; call bpf_ringbuf_output; r0 = 0; exit`,
    'cannot pass map_type array into func bpf_ringbuf_output#130',
  ],
  [
    'a tail call into an array',
    'r2 = map[counts]; r3 = 0; call bpf_tail_call; r0 = 0; exit',
    'cannot pass map_type array into func bpf_tail_call#12',
  ],
  ['R0 after a tail call', 'r2 = map[programs]; r3 = 0; call bpf_tail_call; exit', 'R0 !read_ok'],
  [
    'a tail call without the context',
    'r1 = r10; r2 = map[programs]; r3 = 0; call bpf_tail_call; r0 = 0; exit',
    'R1 type=fp expected=ctx',
  ],
  [
    'a context that was moved, for a helper',
    'r1 += 8; call bpf_get_func_arg_cnt; r0 = 0; exit',
    'dereference of modified ctx ptr R1 off=8 disallowed',
  ],
  [
    'a size that is not known to be positive',
    `${random}; ${probe(-8, 'r7')}; r0 = 0; exit`,
    "R2 min value is negative, either use unsigned or 'var &= const'",
  ],
  [
    'a size without a bound',
    `${random}; r7 >>= 1; ${probe(-8, 'r7')}; r0 = 0; exit`,
    "R2 unbounded memory access, use 'var &= const' or 'if (var < const)'",
  ],
  ['a size that is too large', `${probe(-8, 9)}; r0 = 0; exit`, 'invalid indirect access to stack R1 off=-8 size=9'],
  [
    'a size that may be too large',
    `*(u64 *)(r10 -8) = 0; ${random}; r7 &= 15; ${probe(-8, 'r7')}; r0 = 0; exit`,
    'invalid indirect access to stack R1 off=-8 size=15',
  ],
  ['a negative size', `${probe(-8, -1)}; r0 = 0; exit`, 'R2 min value is negative'],
  [
    'a size of zero',
    'r1 = r10; r1 += -16; r2 = 0; call bpf_get_current_comm; r0 = 0; exit',
    'R2 invalid zero-sized read',
  ],
  [
    'a pointer for a size',
    'r1 = r10; r1 += -16; r2 = r10; call bpf_get_current_comm; r0 = 0; exit',
    'R2 type=fp expected=scalar',
  ],
  [
    'memory that a helper may fill only in part',
    `${random}; r7 &= 8; ${probe(-8, 'r7')}; r0 = 0; exit`,
    'invalid indirect read from stack R1 off -8+0 size 8',
  ],
  [
    'a number for memory',
    'r1 = 8; r2 = 8; call bpf_get_current_comm; r0 = 0; exit',
    'R1 type=scalar expected=fp, map_key, map_value, mem, alloc_mem',
  ],
  [
    'a kernel structure for memory',
    'r1 = *(u64 *)(r1 +8); r2 = 4; call bpf_trace_printk; r0 = 0; exit',
    'R1 type=ptr_task_struct expected=fp',
  ],
  [
    'a register of the old value, behind a helper',
    `r7 = 8; *(u64 *)(r10 -8) = r7; ${probe(-8, 8)}; r2 = *(u64 *)(r10 -8); r1 = r10; r1 += -16; call bpf_get_current_comm; r0 = 0; exit`,
    'R2 min value is negative',
  ],
  [
    'a place for an argument, not written',
    'r2 = 0; r3 = r10; r3 += -8; call bpf_get_func_arg; r0 = 0; exit',
    'invalid indirect read from stack R3 off -8+0 size 8',
  ],
  [
    'a place for an argument, misaligned',
    '*(u64 *)(r10 -8) = 0; *(u64 *)(r10 -16) = 0; r2 = 0; r3 = r10; r3 += -12; call bpf_get_func_arg; r0 = 0; exit',
    'R3 misaligned access size 8',
  ],
  [
    'a string that can change',
    '*(u64 *)(r10 -8) = 0; r1 = r10; r1 += -8; r2 = 8; r3 = map[state][0]+0; call bpf_strncmp; r0 = 0; exit',
    'R3 does not point to a readonly map',
  ],
  [
    'a string without an end',
    '*(u64 *)(r10 -8) = 0; r1 = r10; r1 += -8; r2 = 8; r3 = map[unending][0]+0; call bpf_strncmp; r0 = 0; exit',
    'string is not zero-terminated',
  ],
  [
    'a format outside of its memory',
    'r1 = map[rodata][0]+0; r2 = 33; call bpf_trace_printk; r0 = 0; exit',
    'invalid access to map value, value_size=32 off=0 size=33',
  ],
  [
    'arguments to print that nobody wrote',
    'r1 = map[rodata][0]+0; r2 = 6; r3 = r10; r3 += -32; r4 = 32; call bpf_trace_vprintk; r0 = 0; exit',
    'invalid indirect read from stack R3 off -32+0 size 32',
  ],
  [
    'no arguments to print where some are promised',
    'r1 = map[rodata][0]+0; r2 = 6; r3 = 0; r4 = 8; call bpf_trace_vprintk; r0 = 0; exit',
    'R3 type=scalar expected=fp, map_key, map_value',
  ],
  [
    'more arguments to print than there is memory',
    'r1 = map[rodata][0]+0; r2 = 6; r3 = map[state][0]+0; r4 = 24; call bpf_trace_vprintk; r0 = 0; exit',
    'invalid access to map value, value_size=16 off=0 size=24',
  ],
  [
    'a number for arguments to print',
    'r1 = map[rodata][0]+0; r2 = 6; r3 = 4096; r4 = 0; call bpf_trace_vprintk; r0 = 0; exit',
    'R3 type=scalar expected=fp, map_key, map_value',
  ],
  ['no format', 'r1 = 0; r2 = 0; r3 = 0; r4 = 0; call bpf_trace_vprintk; r0 = 0; exit', 'R1 type=scalar expected=fp'],
  [
    'arguments to print without the GPL',
    'r1 = map[rodata][0]+0; r2 = 6; r3 = 0; r4 = 0; call bpf_trace_vprintk; r0 = 0; exit',
    'cannot call GPL-restricted function bpf_trace_vprintk from non-GPL compatible program',
    { license: 'MIT' },
  ],
  [
    'an address in place of a per-CPU variable',
    'r1 = map[state][0]+0; r2 = 0; call bpf_per_cpu_ptr; r0 = 0; exit',
    'R1 type=map_value expected=percpu_ptr',
  ],
  [
    'a per-CPU variable of a CPU that may not be',
    'r1 = btf_id 22; r2 = 9; call bpf_per_cpu_ptr; r0 = *(u64 *)(r0 +0); r0 = 0; exit',
    "R0 invalid mem access 'rdonly_mem_or_null'",
  ],
];

export const accepted: readonly Accepted[] = [
  [
    'what has no arguments',
    'call bpf_ktime_get_ns; call bpf_ktime_get_boot_ns; call bpf_jiffies64; call bpf_get_smp_processor_id; call bpf_get_current_pid_tgid; call bpf_get_current_uid_gid; r0 = 0; exit',
  ],
  ['a licence that is compatible', 'call bpf_get_current_task; r0 = 0; exit', { license: 'Dual BSD/GPL' }],
  ['without a licence, what is not for the GPL only', 'call bpf_get_prandom_u32; r0 = 0; exit', { license: undefined }],
  [
    'an update from the stack',
    `${key}; *(u64 *)(r10 -16) = 7; r3 = r10; r3 += -16; r4 = 0; call bpf_map_update_elem; r0 = 0; exit`,
  ],
  [
    'an update from a value',
    `${found('counts')}; r3 = r0; r1 = map[counts]; r2 = r10; r2 += -4; r4 = 0; call bpf_map_update_elem; ${done}`,
  ],
  ['a key in a value', `${found('counts')}; r2 = r0; r1 = map[counts]; call bpf_map_delete_elem; ${done}`],
  [
    'a key that holds a pointer',
    '*(u64 *)(r10 -8) = r10; r1 = map[table]; r2 = r10; r2 += -8; call bpf_map_delete_elem; r0 = 0; exit',
  ],
  ['memory that a helper fills', `${probe(-16, 16)}; r0 = *(u64 *)(r10 -16); r0 = 0; exit`],
  [
    'memory of a bounded size that was written',
    `*(u64 *)(r10 -8) = 0; ${random}; r7 &= 7; ${probe(-8, 'r7')}; r0 = 0; exit`,
  ],
  ['nothing, from nowhere in particular', `${probe(-8, 0)}; r0 = 0; exit`],
  [
    'a bounded size of a value',
    `${found('table').replaceAll('(u32 *)(r10 -4)', '(u64 *)(r10 -8)').replace('r2 += -4', 'r2 += -8')}; r6 = r0; ${random}; r7 &= 15; r1 = r6; r2 = r7; r3 = 0; call bpf_probe_read_kernel_str; ${done}`,
  ],
  [
    'what a helper only reads stays known',
    `${found('counts')}; r8 = r0; *(u64 *)(r10 -16) = 7; r1 = map[ring]; r2 = r10; r2 += -16; r3 = 8; r4 = 0; call bpf_ringbuf_output; r7 = *(u64 *)(r10 -16); r8 += r7; r0 = *(u8 *)(r8 +0); ${done}`,
  ],
  [
    'the length of a string bounds the next size',
    `${probe(-64, 64)}; r1 = r10; r1 += -64; r2 = 64; r3 = 0; call bpf_probe_read_kernel_str; if r0 s<= 0 goto out; r1 = map[ring]; r2 = r10; r2 += -64; r3 = r0; r4 = 0; call bpf_ringbuf_output; ${done}`,
  ],
  [
    'a stack into a value',
    'r2 = map[state][0]+0; r3 = 16; r4 = 0; call bpf_get_stack; if r0 s< 0 goto out; out: r0 = 0; exit',
    KPROBE,
  ],
  ['the id of a stack', 'r2 = map[stacks]; r3 = 0; call bpf_get_stackid; r0 = 0; exit', KPROBE],
  ['a tail call that falls through', 'r2 = map[programs]; r3 = 2; call bpf_tail_call; r0 = 0; exit'],
  [
    'arguments and result by number',
    '*(u64 *)(r10 -8) = 0; r6 = r1; r2 = 0; r3 = r10; r3 += -8; call bpf_get_func_arg; r1 = r6; r2 = r10; r2 += -8; call bpf_get_func_ret; r1 = r6; call bpf_get_func_arg_cnt; r0 = 0; exit',
    FEXIT,
  ],
  ['address and cookie', 'r6 = r1; call bpf_get_func_ip; r1 = r6; call bpf_get_attach_cookie; r0 = 0; exit', KPROBE],
  [
    'a format with as many arguments as it likes',
    'r1 = map[rodata][0]+0; r2 = 6; call bpf_trace_printk; r1 = map[rodata][0]+0; r2 = 6; r3 = 1; r4 = 2; r5 = 3; call bpf_trace_printk; r0 = 0; exit',
  ],
  [
    'arguments in memory, or none, or none that are looked for by the helper',
    `r1 = map[rodata][0]+0; r2 = 6; r3 = map[state][0]+0; r4 = 16; call bpf_trace_vprintk; r1 = map[rodata][0]+0; r2 = 6; r3 = 0; r4 = 0; call bpf_trace_vprintk; ${lookup('counts')}; r3 = r0; r1 = map[rodata][0]+0; r2 = 6; r4 = 8; call bpf_trace_vprintk; r0 = 0; exit`,
  ],
  [
    'a constant string',
    '*(u64 *)(r10 -8) = 0; r1 = r10; r1 += -8; r2 = 8; r3 = map[rodata][0]+1; call bpf_strncmp; r0 = 0; exit',
  ],
  [
    'the name of the task',
    'r1 = r10; r1 += -16; r2 = 16; call bpf_get_current_comm; r0 = *(u8 *)(r10 -16); r0 = 0; exit',
  ],
  ['how full a ring buffer is', 'r1 = map[ring]; r2 = 0; call bpf_ringbuf_query; r0 = 0; exit', FMOD_RET],
  [
    'one call for two maps',
    'r6 = map[counts]; r2 = *(u64 *)(r1 +32); if r2 == 0 goto a; r6 = map[percpu]; a: *(u32 *)(r10 -4) = 0; r2 = r10; r2 += -4; r1 = r6; call bpf_map_lookup_elem; r0 = 0; exit',
  ],
];
