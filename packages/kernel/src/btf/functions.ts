/** Prototypes of what ftrace can hook, in this and the packages above: argument counts and widths come from here. */
export const functions = `
long __arm64_sys_getpgid(const struct pt_regs *regs);
long __arm64_sys_getppid(const struct pt_regs *__unused);
long sys_ni_syscall(void);
pid_t pid_vnr(struct pid *pid);
struct task_struct *find_task_by_vpid(pid_t nr);
struct pid *find_pid_ns(int nr, struct pid_namespace *ns);
struct task_struct *pid_task(struct pid *pid, enum pid_type type);
pid_t __task_pid_nr_ns(struct task_struct *task, enum pid_type type, struct pid_namespace *ns);
void *idr_find(const struct idr *idr, unsigned long id);
void *__radix_tree_lookup(const struct radix_tree_root *root, unsigned long index, struct xa_node **nodep, void ***slotp);
int security_task_getpgid(struct task_struct *p);
void __rcu_read_lock(void);
void __rcu_read_unlock(void);
void migrate_disable(void);
void migrate_enable(void);

int bpf_fentry_test1(int a);
int bpf_fentry_test2(int a, u64 b);
int bpf_fentry_test3(char a, int b, u64 c);
int bpf_fentry_test4(void *a, char b, int c, u64 d);
int bpf_fentry_test5(u64 a, void *b, short c, int d, u64 e);
int bpf_fentry_test6(u64 a, void *b, short c, int d, void *e, u64 f);
int bpf_fentry_test7(struct bpf_fentry_test_t *arg);
int bpf_fentry_test8(struct bpf_fentry_test_t *arg);
u32 bpf_fentry_test9(u32 *a);
int bpf_modify_return_test(int a, int *b);
int bpf_modify_return_test2(int a, int *b, short c, int d, void *e, char f, int g);

void do_debug_exception(unsigned long addr_if_watchpoint, unsigned long esr, struct pt_regs *regs);
int brk_handler(unsigned long unused, unsigned long esr, struct pt_regs *regs);
int call_break_hook(struct pt_regs *regs, unsigned long esr);

struct kprobe *get_kprobe(void *addr);
int kprobe_breakpoint_handler(struct pt_regs *regs, unsigned long esr);
int kprobe_breakpoint_ss_handler(struct pt_regs *regs, unsigned long esr);
void post_kprobe_handler(struct kprobe *cur, void *kcb, struct pt_regs *regs);

u64 call_bpf_prog(struct bpf_tramp_link *link, struct bpf_tramp_run_ctx *run_ctx, u64 *args);
void bpf_fprobe_exit(struct fprobe *fp, unsigned long entry_ip, unsigned long ret_ip, struct pt_regs *regs, void *data);
`;
