// SPDX-License-Identifier: MIT
/* A first look: a line for every call, results by argument in a map, a counter; and one more program, for who asks for it. */
#include "lab.h"

struct outcome {
	int result;
	u32 pid;
};

struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(max_entries, 16);
	__type(key, int);
	__type(value, struct outcome);
} outcomes SEC(".maps");

u64 calls;

SEC("fentry/bpf_fentry_test2")
int BPF_PROG(hello, int a, u64 b)
{
	calls++;
	bpf_printk("bpf_fentry_test2(%d, %llu)", a, b);
	return 0;
}

SEC("fexit/bpf_fentry_test2")
int BPF_PROG(goodbye, int a, u64 b, int ret)
{
	struct outcome outcome = {
		.result = ret,
		.pid = bpf_get_current_pid_tgid() >> 32,
	};

	bpf_map_update_elem(&outcomes, &a, &outcome, BPF_ANY);
	return 0;
}

SEC("?fexit/bpf_fentry_test1")
int BPF_PROG(first_too, int a, int ret)
{
	bpf_printk("bpf_fentry_test1(%d) = %d", a, ret);
	return 0;
}
