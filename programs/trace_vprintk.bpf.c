// SPDX-License-Identifier: MIT
/* A line with more than three values: libbpf's bpf_printk() puts them into an array for bpf_trace_vprintk(). */
#include "lab.h"

int length, none;

SEC("fentry/bpf_fentry_test6")
int BPF_PROG(all_arguments, u64 a, void *b, short c, int d, void *e, u64 f)
{
	length = bpf_printk("%llu %#lx %d %5d|%-5lx|%llu", a, b, c, d, e, f);
	return 0;
}

SEC("fexit/bpf_fentry_test1")
int BPF_PROG(no_arguments)
{
	static const char text[] = "nothing to add";

	none = bpf_trace_vprintk(text, sizeof(text), NULL, 0);
	return 0;
}
