// SPDX-License-Identifier: MIT
/* One program on all functions that a pattern fits: which of them was called it asks for, and each may have a cookie of its own. */
#include "lab.h"

extern const void bpf_fentry_test1 __ksym;
extern const void bpf_fentry_test7 __ksym;

u64 entries, returns, first_entries, seventh_returns, sum, first_cookie, cookies, return_cookies;

SEC("kprobe.multi/bpf_fentry_test?")
int entry(struct pt_regs *ctx)
{
	u64 cookie = bpf_get_attach_cookie(ctx);

	entries++;
	cookies += cookie;
	if (bpf_get_func_ip(ctx) == (u64)&bpf_fentry_test1)
		first_cookie = cookie;
	first_entries += bpf_get_func_ip(ctx) == (u64)&bpf_fentry_test1;
	return 0;
}

SEC("kretprobe.multi/bpf_fentry_test?")
int BPF_KRETPROBE(leave, long ret)
{
	returns++;
	return_cookies += bpf_get_attach_cookie(ctx);
	sum += (int)ret;
	seventh_returns += bpf_get_func_ip(ctx) == (u64)&bpf_fentry_test7;
	return 0;
}
