/** Types that programs are written with and that no layout describes: linux/types.h, and enumerations of the headers. */
export const types = `
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

enum { false = 0, true = 1 };

typedef struct { int counter; } atomic_t;
typedef struct { s64 counter; } atomic64_t;
typedef struct { atomic_t refs; } refcount_t;

struct callback_head { struct callback_head *next; void (*func)(struct callback_head *head); };
struct llist_node { struct llist_node *next; };
struct llist_head { struct llist_node *first; };
typedef struct cpumask { unsigned long bits[4]; } cpumask_t;
union rcu_special { struct { u8 blocked; u8 need_qs; u8 exp_hint; u8 need_mb; } b; u32 s; };

enum pid_type { PIDTYPE_PID = 0, PIDTYPE_TGID = 1, PIDTYPE_PGID = 2, PIDTYPE_SID = 3, PIDTYPE_MAX = 4 };

struct user_pt_regs { __u64 regs[31]; __u64 sp; __u64 pc; __u64 pstate; };

struct bpf_fentry_test_t { struct bpf_fentry_test_t *a; };

enum { TASK_COMM_LEN = 16 };
`;
