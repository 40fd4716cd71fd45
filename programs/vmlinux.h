#ifndef __VMLINUX_H__
#define __VMLINUX_H__

#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute push (__attribute__((preserve_access_index)), apply_to = record)
#endif

struct callback_head;
struct llist_node;
struct llist_head;
struct cpumask;
union rcu_special;
struct user_pt_regs;
struct bpf_fentry_test_t;
struct bpf_spin_lock;
struct bpf_run_ctx;
struct bpf_insn;
struct list_head;
struct hlist_node;
struct hlist_head;
struct thread_info;
struct pt_regs;
struct radix_tree_root;
struct idr;
struct xa_node;
struct upid;
struct pid_namespace;
struct pid;
struct task_struct;
struct kmem_cache;
struct signal_struct;
struct nsproxy;
struct context_tracking;
struct rq;
struct break_hook;
struct fault_info;
struct security_hook_list;
struct bpf_tramp_run_ctx;
struct bpf_prog_stats;
struct bpf_prog_aux;
struct bpf_prog;
struct bpf_map;
struct bpf_map_ops;
struct bpf_array;
struct kprobe;
struct exception_table_entry;
struct raw_spinlock;
struct qspinlock;
struct irq_work;
struct fprobe;
struct bpf_tramp_link;

typedef unsigned char __u8;

typedef signed char __s8;

typedef unsigned short __u16;

typedef short __s16;

typedef unsigned int __u32;

typedef int __s32;

typedef unsigned long long __u64;

typedef long long __s64;

typedef __u8 u8;

typedef __s8 s8;

typedef __u16 u16;

typedef __s16 s16;

typedef __u32 u32;

typedef __s32 s32;

typedef __u64 u64;

typedef __s64 s64;

typedef __u16 __be16;

typedef __u32 __be32;

typedef __u64 __be64;

typedef __u32 __wsum;

typedef unsigned long size_t;

typedef long ssize_t;

typedef _Bool bool;

typedef int pid_t;

typedef unsigned int uid_t;

typedef unsigned int gid_t;

enum {
	false = 0,
	true = 1,
};

typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter;
} atomic64_t;

typedef struct {
	atomic_t refs;
} refcount_t;

struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
};

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

struct cpumask {
	unsigned long bits[4];
};

typedef struct cpumask cpumask_t;

union rcu_special {
	struct {
		u8 blocked;
		u8 need_qs;
		u8 exp_hint;
		u8 need_mb;
	} b;
	u32 s;
};

enum pid_type {
	PIDTYPE_PID = 0,
	PIDTYPE_TGID = 1,
	PIDTYPE_PGID = 2,
	PIDTYPE_SID = 3,
	PIDTYPE_MAX = 4,
};

struct user_pt_regs {
	__u64 regs[31];
	__u64 sp;
	__u64 pc;
	__u64 pstate;
};

struct bpf_fentry_test_t {
	struct bpf_fentry_test_t *a;
};

enum {
	TASK_COMM_LEN = 16,
};

enum bpf_map_type {
	BPF_MAP_TYPE_UNSPEC = 0,
	BPF_MAP_TYPE_HASH = 1,
	BPF_MAP_TYPE_ARRAY = 2,
	BPF_MAP_TYPE_PROG_ARRAY = 3,
	BPF_MAP_TYPE_PERCPU_HASH = 5,
	BPF_MAP_TYPE_PERCPU_ARRAY = 6,
	BPF_MAP_TYPE_STACK_TRACE = 7,
	BPF_MAP_TYPE_LRU_HASH = 9,
	BPF_MAP_TYPE_RINGBUF = 27,
};

enum {
	BPF_ANY = 0,
	BPF_NOEXIST = 1,
	BPF_EXIST = 2,
	BPF_F_LOCK = 4,
};

enum {
	BPF_F_NO_PREALLOC = 1,
	BPF_F_NO_COMMON_LRU = 2,
	BPF_F_NUMA_NODE = 4,
	BPF_F_RDONLY = 8,
	BPF_F_WRONLY = 16,
	BPF_F_STACK_BUILD_ID = 32,
	BPF_F_ZERO_SEED = 64,
	BPF_F_RDONLY_PROG = 128,
	BPF_F_WRONLY_PROG = 256,
	BPF_F_MMAPABLE = 1024,
};

enum {
	BPF_F_SKIP_FIELD_MASK = 255,
	BPF_F_USER_STACK = 256,
	BPF_F_FAST_STACK_CMP = 512,
	BPF_F_REUSE_STACKID = 1024,
	BPF_F_USER_BUILD_ID = 2048,
};

enum {
	BPF_RB_NO_WAKEUP = 1,
	BPF_RB_FORCE_WAKEUP = 2,
};

enum {
	BPF_RB_AVAIL_DATA = 0,
	BPF_RB_RING_SIZE = 1,
	BPF_RB_CONS_POS = 2,
	BPF_RB_PROD_POS = 3,
};

struct bpf_spin_lock {
	__u32 val;
};

struct bpf_run_ctx {
};

struct bpf_insn {
	__u8 code;
	__u8 regs;
	__s16 off;
	__s32 imm;
};

struct list_head {
	struct list_head *next;
	struct list_head *prev;
};

struct hlist_node {
	struct hlist_node *next;
	struct hlist_node **pprev;
};

struct hlist_head {
	struct hlist_node *first;
};

struct thread_info {
	unsigned long flags;
	union {
		u64 preempt_count;
		struct {
			u32 count;
			u32 need_resched;
		} preempt;
	};
	u32 cpu;
};

struct pt_regs {
	union {
		struct user_pt_regs user_regs;
		struct {
			u64 regs[31];
			u64 sp;
			u64 pc;
			u64 pstate;
		};
	};
	u64 orig_x0;
	s32 syscallno;
	u32 unused2;
	u64 sdei_ttbr1;
	u64 pmr_save;
	u64 stackframe[2];
	u64 lockdep_hardirqs;
	u64 exit_rcu;
};

struct radix_tree_root {
	unsigned int xa_lock;
	unsigned int xa_flags;
	void *xa_head;
};

struct idr {
	struct radix_tree_root idr_rt;
	unsigned int idr_base;
	unsigned int idr_next;
};

struct xa_node {
	unsigned char shift;
	unsigned char offset;
	unsigned char count;
	unsigned char nr_values;
	struct xa_node *parent;
	struct radix_tree_root *array;
	struct list_head private_list;
	void *slots[64];
	unsigned long marks[3][1];
};

struct upid {
	int nr;
	struct pid_namespace *ns;
};

struct pid_namespace {
	struct idr idr;
	struct callback_head rcu;
	unsigned int pid_allocated;
	struct task_struct *child_reaper;
	struct kmem_cache *pid_cachep;
	unsigned int level;
	struct pid_namespace *parent;
	unsigned char __hole_80[48];
};

struct pid {
	refcount_t count;
	unsigned int level;
	unsigned int lock;
	struct hlist_head tasks[4];
	struct hlist_head inodes;
	unsigned char wait_pidfd[24];
	struct callback_head rcu;
	struct upid numbers[1];
};

struct task_struct {
	struct thread_info thread_info;
	unsigned int __state;
	void *stack;
	refcount_t usage;
	unsigned int flags;
	unsigned char __hole_48[4];
	int on_cpu;
	unsigned char __hole_56[832];
	unsigned int policy;
	int nr_cpus_allowed;
	const cpumask_t *cpus_ptr;
	cpumask_t *user_cpus_ptr;
	cpumask_t cpus_mask;
	void *migration_pending;
	unsigned short migration_disabled;
	unsigned short migration_flags;
	int rcu_read_lock_nesting;
	union rcu_special rcu_read_unlock_special;
	unsigned char __hole_964[60];
	int trc_reader_nesting;
	unsigned char __hole_1028[4];
	union rcu_special trc_reader_special;
	unsigned char __hole_1036[260];
	pid_t pid;
	pid_t tgid;
	unsigned char __hole_1304[8];
	struct task_struct *real_parent;
	unsigned char __hole_1320[40];
	struct task_struct *group_leader;
	unsigned char __hole_1368[32];
	struct pid *thread_pid;
	struct hlist_node pid_links[4];
	unsigned char __hole_1472[352];
	unsigned long cred;
	unsigned char __hole_1832[8];
	unsigned char comm[16];
	unsigned char __hole_1856[56];
	struct nsproxy *nsproxy;
	struct signal_struct *signal;
	unsigned char __hole_1928[432];
	unsigned int pagefault_disabled;
	unsigned char __hole_2364[84];
	struct bpf_run_ctx *bpf_ctx;
	unsigned char __hole_2456[24];
	int shadow_stack_index;
	unsigned long *shadow_stack;
	unsigned char __hole_2496[24];
	unsigned long trace_recursion;
	unsigned char __hole_2528[56];
	struct llist_head kretprobe_instances;
	struct llist_head rethooks;
	unsigned char __hole_2600[1072];
	unsigned long sctlr_user;
	unsigned char __hole_3680[416];
};

struct signal_struct {
	unsigned char __hole_0[400];
	struct pid *pids[4];
	unsigned char __hole_432[656];
};

struct context_tracking {
	bool active;
	int recursion;
	atomic_t state;
	long dynticks_nesting;
	long dynticks_nmi_nesting;
};

struct rq {
	unsigned char __hole_0[2896];
	unsigned int nr_pinned;
	unsigned char __hole_2900[428];
};

struct break_hook {
	struct list_head node;
	int (*fn)(struct pt_regs *regs, unsigned long esr);
	unsigned short imm;
	unsigned short mask;
};

struct fault_info {
	int (*fn)(unsigned long far, unsigned long esr, struct pt_regs *regs);
	int sig;
	int code;
	const char *name;
};

struct security_hook_list {
	struct hlist_node list;
	struct hlist_head *head;
	void *hook;
	const char *lsm;
};

struct bpf_tramp_run_ctx {
	u64 bpf_cookie;
	struct bpf_run_ctx *saved_run_ctx;
};

struct bpf_prog_stats {
	u64 cnt;
	u64 nsecs;
	u64 misses;
	unsigned char __hole_24[8];
};

struct bpf_prog_aux {
	atomic64_t refcnt;
	unsigned int used_map_cnt;
	unsigned char __hole_12[16];
	unsigned int stack_depth;
	unsigned int id;
	unsigned char __hole_36[60];
	unsigned int num_exentries;
	unsigned char __hole_100[39];
	unsigned char sleepable;
	unsigned char __hole_140[4];
	unsigned char ksym[32];
	unsigned long extable;
	unsigned char __hole_184[456];
};

struct bpf_prog {
	unsigned short pages;
	u16 flags;
	unsigned int type;
	unsigned int expected_attach_type;
	unsigned int len;
	unsigned int jited_len;
	unsigned char tag[8];
	struct bpf_prog_stats *stats;
	int *active;
	unsigned int (*bpf_func)(const void *ctx, const struct bpf_insn *insn);
	struct bpf_prog_aux *aux;
	unsigned long orig_prog;
	struct bpf_insn insnsi[0];
};

struct bpf_map {
	const struct bpf_map_ops *ops;
	struct bpf_map *inner_map_meta;
	void *security;
	enum bpf_map_type map_type;
	unsigned int key_size;
	unsigned int value_size;
	unsigned int max_entries;
	unsigned long map_extra;
	unsigned int map_flags;
	int spin_lock_off;
	unsigned char __hole_56[200];
};

struct bpf_array {
	struct bpf_map map;
	unsigned int elem_size;
	u32 index_mask;
	unsigned long aux;
	char value[0];
};

#ifndef BPF_NO_PRESERVE_ACCESS_INDEX
#pragma clang attribute pop
#endif

#endif /* __VMLINUX_H__ */
