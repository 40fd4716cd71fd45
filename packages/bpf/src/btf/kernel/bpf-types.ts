import { declare, type TypeDeclarations } from '@tracelab/kernel';
import { HELPERS } from '../../insn/helpers.js';
import { BpfArray, BpfMap, BpfProg, BpfProgAux, BpfProgStats, BpfTrampRunCtx } from '../../layout.js';
import { MAP_FLAG, MAP_TYPE, UPDATE } from '../../map/index.js';

/** `noPrealloc` as linux/bpf.h has it: NO_PREALLOC. */
const upper = (name: string): string => name.replace(/[A-Z]/g, '_$&').toUpperCase();

const enumerators = (table: Readonly<Record<string, number>>, nameOf: (key: string) => string): string =>
  Object.entries(table)
    .map(([key, value]) => `${nameOf(key)} = ${value}`)
    .join(', ');

/** linux/bpf.h and the kernel's structures of BPF, as far as the lab has them. */
export const bpfTypes: TypeDeclarations = {
  types: `
    enum bpf_map_type { BPF_MAP_TYPE_UNSPEC = 0, ${enumerators(MAP_TYPE, (type) => `BPF_MAP_TYPE_${type.toUpperCase()}`)} };
    enum { ${enumerators(UPDATE, (flag) => `BPF_${flag === 'lock' ? 'F_LOCK' : flag.toUpperCase()}`)} };
    enum { ${enumerators(MAP_FLAG, (flag) => `BPF_F_${upper(flag)}`)} };
    enum {
      BPF_F_SKIP_FIELD_MASK = 255, BPF_F_USER_STACK = 256, BPF_F_FAST_STACK_CMP = 512, BPF_F_REUSE_STACKID = 1024,
      BPF_F_USER_BUILD_ID = 2048
    };
    enum { BPF_RB_NO_WAKEUP = 1, BPF_RB_FORCE_WAKEUP = 2 };
    enum { BPF_RB_AVAIL_DATA = 0, BPF_RB_RING_SIZE = 1, BPF_RB_CONS_POS = 2, BPF_RB_PROD_POS = 3 };
    struct bpf_spin_lock { __u32 val; };
    struct bpf_run_ctx { };
    struct bpf_insn { __u8 code; __u8 regs; __s16 off; __s32 imm; };
  `,
  layouts: [
    declare(BpfTrampRunCtx, { bpfCookie: 'u64 bpf_cookie', savedRunCtx: 'struct bpf_run_ctx *saved_run_ctx' }),
    declare(BpfProgStats, { cnt: 'u64 cnt', nsecs: 'u64 nsecs', misses: 'u64 misses' }),
    declare(BpfProgAux, { refcnt: 'atomic64_t refcnt' }),
    declare(BpfProg, {
      flags: 'u16 flags',
      stats: 'struct bpf_prog_stats *stats',
      active: 'int *active',
      bpfFunc: 'unsigned int (*bpf_func)(const void *ctx, const struct bpf_insn *insn)',
      aux: 'struct bpf_prog_aux *aux',
      insnsi: 'struct bpf_insn insnsi[0]',
    }),
    declare(BpfMap, {
      ops: 'const struct bpf_map_ops *ops',
      innerMapMeta: 'struct bpf_map *inner_map_meta',
      security: 'void *security',
      mapType: 'enum bpf_map_type map_type',
    }),
    declare(BpfArray, { map: 'struct bpf_map map', indexMask: 'u32 index_mask', value: 'char value[0]' }),
  ],
  functions: `
    ${helperPrototypes()}
    ${mapPrototypes()}
    u32 jhash(const void *key, u32 length, u32 initval);
    u32 jhash2(const u32 *k, u32 length, u32 initval);
    void *pcpu_freelist_pop(void *s);
    void pcpu_freelist_push(void *s, void *node);
    void copy_map_value(struct bpf_map *map, void *dst, void *src);
    void copy_map_value_locked(struct bpf_map *map, void *dst, void *src, bool lock_src);
    void *__htab_map_lookup_elem(struct bpf_map *map, void *key);
    void *lookup_nulls_elem_raw(void *head, u32 hash, void *key, u32 key_size, u32 n_buckets);
    int htab_lock_bucket(const void *htab, void *b, u32 hash, unsigned long *pflags);
    void htab_unlock_bucket(const void *htab, void *b, u32 hash, unsigned long flags);
    void *alloc_htab_elem(void *htab, void *key, void *value, u32 key_size, u32 hash, bool percpu, bool onallcpus, void *old_elem);
    void pcpu_copy_value(void *htab, void *pptr, void *value, bool onallcpus);
    void pcpu_init_value(void *htab, void *pptr, void *value, bool onallcpus);
    void __bpf_lru_node_move(void *l, void *node, u32 tgt_type);
    void __bpf_lru_list_rotate(void *lru, void *l);
    unsigned int __bpf_lru_list_shrink(void *lru, void *l, unsigned int tgt_nshrink, struct list_head *free_list, u32 tgt_free_type);
    bool htab_lru_map_delete_node(void *arg, void *node);
    void *bpf_lru_pop_free(void *lru, u32 hash);
    void bpf_lru_push_free(void *lru, void *node);
    long bpf_for_each_array_elem(struct bpf_map *map, void *callback_fn, void *callback_ctx, u64 flags);
    long bpf_for_each_hash_elem(struct bpf_map *map, void *callback_fn, void *callback_ctx, u64 flags);
    void *__bpf_ringbuf_reserve(void *rb, u64 size);
    void bpf_ringbuf_commit(void *sample, u64 flags, bool discard);
    long __bpf_get_stackid(struct bpf_map *map, void *trace, u64 flags);
    long __bpf_get_stack(struct pt_regs *regs, struct task_struct *task, void *trace_in, void *buf, u32 size, u64 flags);
    void *get_perf_callchain(struct pt_regs *regs, u32 init_nr, bool kernel, bool user, u32 max_stack, bool crosstask, bool add_mark);
    struct bpf_prog *bpf_prog_ksym_find(unsigned long addr);
    const struct exception_table_entry *search_bpf_extables(unsigned long addr);
    u32 prandom_u32_state(void *state);
    void *bsearch(const void *key, const void *base, unsigned long num, unsigned long size, int (*cmp)(const void *a, const void *b));
    int __bpf_kprobe_multi_cookie_cmp(const void *a, const void *b);
    void trace_event_bpf_trace_printk(const char *text);
  `,
};

/** BPF_CALL_n: whatever a helper takes, its function has five registers. */
function helperPrototypes(): string {
  const variants = ['get_stackid_raw_tp', 'get_stack_raw_tp', 'get_attach_cookie_tracing', 'get_attach_cookie_trace', 'get_attach_cookie_kprobe_multi', 'get_func_ip_kprobe', 'get_func_ip_kprobe_multi', 'probe_read_compat', 'user_rnd_u32'];
  const names = [...Object.keys(HELPERS), ...variants];
  return names.map((name) => `u64 bpf_${name}(u64 r1, u64 r2, u64 r3, u64 r4, u64 r5);`).join('\n');
}

/** struct bpf_map_ops of the types of maps: the same four functions under the names of each. */
function mapPrototypes(): string {
  return ['array_map', 'percpu_array_map', 'htab_map', 'htab_lru_map', 'htab_percpu_map']
    .map(
      (map) => `
        void *${map}_lookup_elem(struct bpf_map *map, void *key);
        int ${map}_update_elem(struct bpf_map *map, void *key, void *value, u64 map_flags);
        int ${map}_delete_elem(struct bpf_map *map, void *key);`,
    )
    .join('\n');
}
