import { HELPERS } from '../insn/helpers.js';
import type { MapType } from '../map/types.js';
import type { AttachType } from '../object/attach.js';

/** What R1..R5 must hold: the kernel's enum bpf_arg_type without ARG_. */
export type ArgType =
  | 'ANYTHING'
  | 'CONST_MAP_PTR'
  | 'PTR_TO_MAP_KEY'
  | 'PTR_TO_MAP_VALUE'
  /** Readable memory; its size is the next argument. */
  | 'PTR_TO_MEM'
  /** The same, or null. */
  | 'PTR_TO_MEM_OR_NULL'
  /** Writable memory that need not be initialised; its size is the next argument. */
  | 'PTR_TO_UNINIT_MEM'
  | 'CONST_SIZE'
  | 'CONST_SIZE_OR_ZERO'
  | 'CONST_ALLOC_SIZE_OR_ZERO'
  | 'PTR_TO_CTX'
  /** Eight writable, aligned bytes. */
  | 'PTR_TO_LONG'
  | 'PTR_TO_SPIN_LOCK'
  /** From ringbuf_reserve, and released by this helper. */
  | 'PTR_TO_RINGBUF_MEM'
  | 'PTR_TO_FUNC'
  | 'PTR_TO_STACK_OR_NULL'
  /** A string with its end, in a read-only map. */
  | 'PTR_TO_CONST_STR'
  | 'PTR_TO_PERCPU_BTF_ID';

/** What R0 holds afterwards: the kernel's enum bpf_return_type without RET_. */
export type ReturnType =
  | 'VOID'
  | 'INTEGER'
  | 'PTR_TO_MAP_VALUE_OR_NULL'
  | 'PTR_TO_RINGBUF_MEM_OR_NULL'
  | 'PTR_TO_BTF_ID_TRUSTED'
  | 'PTR_TO_MEM_OR_BTF_ID'
  | 'PTR_TO_MEM_OR_BTF_ID_OR_NULL';

export interface HelperPrototype {
  /** Without `bpf_`. */
  readonly name: HelperName;
  readonly id: number;
  readonly args: readonly ArgType[];
  readonly returns: ReturnType;
  /** The structure that PTR_TO_BTF_ID_TRUSTED points to. */
  readonly struct?: string;
  /** Only for programs whose licence is compatible with the GPL. */
  readonly gplOnly: boolean;
  /** Attach types that may call it; all where undefined. */
  readonly attach?: readonly AttachType[];
  /** Map types that CONST_MAP_PTR may be of. */
  readonly maps?: readonly MapType[];
}
export type HelperName = keyof typeof HELPERS;

const TRAMPOLINE = ['fentry', 'fexit', 'fmod_ret'] as const;
const ELEMENTS = ['array', 'percpu_array', 'hash', 'lru_hash', 'percpu_hash'] as const;
const GPL = { gplOnly: true };

function row(
  name: HelperName,
  args: readonly ArgType[],
  returns: ReturnType,
  more: Partial<Pick<HelperPrototype, 'struct' | 'gplOnly' | 'attach' | 'maps'>> = {},
): HelperPrototype {
  return { name, id: HELPERS[name], args, returns, gplOnly: false, ...more };
}

/**
 * The helpers that programs may call, as the kernel's bpf_func_proto of v6.1 has them. Another one is refused at load, by
 * name.
 */
const HELPER_PROTOTYPES: readonly HelperPrototype[] = [
  row('map_lookup_elem', ['CONST_MAP_PTR', 'PTR_TO_MAP_KEY'], 'PTR_TO_MAP_VALUE_OR_NULL', { maps: ELEMENTS }),
  row('map_update_elem', ['CONST_MAP_PTR', 'PTR_TO_MAP_KEY', 'PTR_TO_MAP_VALUE', 'ANYTHING'], 'INTEGER', {
    maps: ELEMENTS,
  }),
  row('map_delete_elem', ['CONST_MAP_PTR', 'PTR_TO_MAP_KEY'], 'INTEGER', { maps: ELEMENTS }),
  row('probe_read', ['PTR_TO_UNINIT_MEM', 'CONST_SIZE_OR_ZERO', 'ANYTHING'], 'INTEGER', GPL),
  row('probe_read_kernel', ['PTR_TO_UNINIT_MEM', 'CONST_SIZE_OR_ZERO', 'ANYTHING'], 'INTEGER', GPL),
  row('probe_read_kernel_str', ['PTR_TO_UNINIT_MEM', 'CONST_SIZE_OR_ZERO', 'ANYTHING'], 'INTEGER', GPL),
  row('ktime_get_ns', [], 'INTEGER'),
  row('ktime_get_boot_ns', [], 'INTEGER'),
  row('jiffies64', [], 'INTEGER'),
  // R3..R5 as far as the format asks for them: not checked.
  row('trace_printk', ['PTR_TO_MEM', 'CONST_SIZE'], 'INTEGER', GPL),
  row('trace_vprintk', ['PTR_TO_MEM', 'CONST_SIZE', 'PTR_TO_MEM_OR_NULL', 'CONST_SIZE_OR_ZERO'], 'INTEGER', GPL),
  row('get_prandom_u32', [], 'INTEGER'),
  row('get_smp_processor_id', [], 'INTEGER'),
  row('tail_call', ['PTR_TO_CTX', 'CONST_MAP_PTR', 'ANYTHING'], 'VOID', { maps: ['prog_array'] }),
  row('get_current_pid_tgid', [], 'INTEGER'),
  row('get_current_uid_gid', [], 'INTEGER'),
  row('get_current_comm', ['PTR_TO_UNINIT_MEM', 'CONST_SIZE'], 'INTEGER'),
  row('get_current_task', [], 'INTEGER', GPL),
  row('get_current_task_btf', [], 'PTR_TO_BTF_ID_TRUSTED', { ...GPL, struct: 'task_struct' }),
  row('get_stack', ['PTR_TO_CTX', 'PTR_TO_UNINIT_MEM', 'CONST_SIZE_OR_ZERO', 'ANYTHING'], 'INTEGER', GPL),
  row('get_stackid', ['PTR_TO_CTX', 'CONST_MAP_PTR', 'ANYTHING'], 'INTEGER', { ...GPL, maps: ['stack_trace'] }),
  row('get_func_ip', ['PTR_TO_CTX'], 'INTEGER', GPL),
  row('get_func_arg', ['PTR_TO_CTX', 'ANYTHING', 'PTR_TO_LONG'], 'INTEGER', { attach: TRAMPOLINE }),
  row('get_func_ret', ['PTR_TO_CTX', 'PTR_TO_LONG'], 'INTEGER', { attach: TRAMPOLINE }),
  row('get_func_arg_cnt', ['PTR_TO_CTX'], 'INTEGER', { attach: TRAMPOLINE }),
  row('get_attach_cookie', ['PTR_TO_CTX'], 'INTEGER'),
  row('ringbuf_output', ['CONST_MAP_PTR', 'PTR_TO_MEM', 'CONST_SIZE_OR_ZERO', 'ANYTHING'], 'INTEGER', {
    maps: ['ringbuf'],
  }),
  row('ringbuf_reserve', ['CONST_MAP_PTR', 'CONST_ALLOC_SIZE_OR_ZERO', 'ANYTHING'], 'PTR_TO_RINGBUF_MEM_OR_NULL', {
    maps: ['ringbuf'],
  }),
  row('ringbuf_submit', ['PTR_TO_RINGBUF_MEM', 'ANYTHING'], 'VOID'),
  row('ringbuf_discard', ['PTR_TO_RINGBUF_MEM', 'ANYTHING'], 'VOID'),
  row('ringbuf_query', ['CONST_MAP_PTR', 'ANYTHING'], 'INTEGER', { maps: ['ringbuf'] }),
  row('loop', ['ANYTHING', 'PTR_TO_FUNC', 'PTR_TO_STACK_OR_NULL', 'ANYTHING'], 'INTEGER'),
  row('for_each_map_elem', ['CONST_MAP_PTR', 'PTR_TO_FUNC', 'PTR_TO_STACK_OR_NULL', 'ANYTHING'], 'INTEGER', {
    maps: ELEMENTS,
  }),
  row('spin_lock', ['PTR_TO_SPIN_LOCK'], 'VOID'),
  row('spin_unlock', ['PTR_TO_SPIN_LOCK'], 'VOID'),
  row('strncmp', ['PTR_TO_MEM', 'CONST_SIZE', 'PTR_TO_CONST_STR'], 'INTEGER'),
  row('per_cpu_ptr', ['PTR_TO_PERCPU_BTF_ID', 'ANYTHING'], 'PTR_TO_MEM_OR_BTF_ID_OR_NULL'),
  row('this_cpu_ptr', ['PTR_TO_PERCPU_BTF_ID'], 'PTR_TO_MEM_OR_BTF_ID'),
];

const byId = new Map(HELPER_PROTOTYPES.map((prototype) => [prototype.id, prototype]));

/** undefined where the lab's kernel has no helper of that number. */
export function helperPrototype(id: number): HelperPrototype | undefined {
  return byId.get(id);
}
