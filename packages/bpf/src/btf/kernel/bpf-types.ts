import { declare, type TypeDeclarations } from '@tracelab/kernel';
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
};
