// SPDX-License-Identifier: MIT
/* Types as this object believes them to be, and not as the kernel has them: the loader moves every access. */
#define BPF_NO_PRESERVE_ACCESS_INDEX
#define task_struct task_struct___of_the_kernel
#include "lab.h"
#undef task_struct

struct signal_struct___other {
	struct pid *pids[4];
} __attribute__((preserve_access_index));

struct task_struct {
	int tgid;
	int pid;
	struct task_struct *real_parent;
	struct signal_struct___other *signal;
	long colour;
} __attribute__((preserve_access_index));

struct pid___other {
	unsigned int level;
} __attribute__((preserve_access_index));

enum pid_type___other {
	PIDTYPE_SID___other = 100,
	PIDTYPE_NONE___other = 200,
};

extern int LINUX_KERNEL_VERSION __kconfig;
extern bool CONFIG_PREEMPT __kconfig;

int pid, parent, level, version, signal_size, group;
bool has_colour, has_pid, preempt, has_none;

SEC("fentry/bpf_fentry_test1")
int BPF_PROG(probe)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	struct pid___other *leader;

	pid = BPF_CORE_READ(task, pid);
	parent = BPF_CORE_READ(task, real_parent, tgid);
	leader = (void *)BPF_CORE_READ(task, signal, pids[1]);
	level = BPF_CORE_READ(leader, level);
	has_pid = bpf_core_field_exists(task->pid);
	has_colour = bpf_core_field_exists(task->colour);
	if (has_colour)
		level += BPF_CORE_READ(task, colour);
	signal_size = bpf_core_type_size(struct signal_struct___other);
	group = bpf_core_enum_value(enum pid_type___other, PIDTYPE_SID___other);
	has_none = bpf_core_enum_value_exists(enum pid_type___other, PIDTYPE_NONE___other);
	version = LINUX_KERNEL_VERSION;
	preempt = CONFIG_PREEMPT;
	return 0;
}
